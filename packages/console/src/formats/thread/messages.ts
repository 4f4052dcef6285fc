// Messages between the console and the thread that decodes large requests.
import type { OtlpErrorCode } from "otlp";
import type { ProblemCode } from "../../problem/codes.ts";
import type { Decoded, Format } from "../decode.ts";

export interface DecodeQuestion {
  readonly id: number;
  readonly format: Format;
  readonly body: Uint8Array;
}

/** The request as OTLP's protobuf, or why it cannot be read. */
export type DecodeAnswer = { readonly id: number } & (
  | {
      readonly signal: Decoded["signal"];
      readonly bytes: Uint8Array;
      readonly refused: ReadonlyMap<string, number>;
    }
  | { readonly problem: { readonly code: ProblemCode; readonly message: string; readonly fix: string } }
  | { readonly otlpError: { readonly code: OtlpErrorCode; readonly message: string } }
  | { readonly failed: string }
);
