// Messages between the console and the thread that reads a file.
import type { ProblemCode } from "../../problem/codes.ts";
import type { Sent } from "../tally.ts";
import type { ReadReport } from "../tables/table.ts";

/** The file. All but Parquet, which is read from the disk, is sent as it arrives. */
export type ThreadFile =
  | { readonly kind: "JSON" }
  | { readonly kind: "CSV"; readonly firstLine: string }
  | { readonly kind: "Parquet"; readonly path: string };

export interface ThreadTask {
  readonly file: ThreadFile;
  /** What relative times are counted from. */
  readonly nowMs: number;
}

/** A request in OTLP's protobuf. */
export interface EncodedBatch extends Sent {
  readonly bytes: Uint8Array;
}

/** The next of the file, without bytes when there are no more; or that the last batch was taken. */
export type ToThread = { readonly chunk: Uint8Array | undefined } | "taken";

/** A call of a report. */
export type Reported = {
  [Name in keyof ReadReport]: readonly [name: Name, ...Parameters<ReadReport[Name]>];
}[keyof ReadReport];

/** Everything comes with what was noticed since the message before. */
export interface FromThread {
  readonly reported: readonly Reported[];
  /** Absent: only that was noticed. */
  readonly about?: ThreadNews;
}

export type ThreadNews =
  /** It can read more of the file. */
  | "wants"
  /** The next one comes when this one was taken. */
  | { readonly batch: EncodedBatch }
  | "done"
  | { readonly problem: { readonly code: ProblemCode; readonly message: string; readonly fix: string } }
  | { readonly failed: string };
