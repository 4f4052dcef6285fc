// Decodes large requests in a thread of its own, one at a time: meanwhile the console answers others.
import { OtlpError } from "otlp";
import { ProblemError } from "../../problem/problem.ts";
import { createAskedThread } from "../../turns/asked-thread.ts";
import type { Decoded, Format } from "../decode.ts";
import type { DecodeAnswer, DecodeQuestion } from "./messages.ts";

/** A request as OTLP's protobuf, and how many of its items are refused by reason. */
export interface Reencoded {
  readonly signal: Decoded["signal"];
  readonly bytes: Uint8Array;
  readonly refused: ReadonlyMap<string, number>;
}

const entries = [
  new URL("./thread.ts", import.meta.url),
  new URL("./decode-thread.js", import.meta.url),
] as const;

/** Of one request, with its wait for the thread: few senders wait for longer, and one that leaves is forgotten before. */
const timeoutMs = 20_000;
/** What the largest request takes that `readJsonText` lets pass, and its text. */
const maxMemoryMb = 1_024;

/** More than what Node takes from memory that it shares among buffers. */
const sharedBytes = 65_536;

const thread = createAskedThread<DecodeQuestion, DecodeAnswer>({
  name: "decoding",
  entries,
  timeoutMs,
  idleMs: 10_000,
  maxMemoryMb,
});

/**
 * @param body a large one is empty afterwards: its memory goes to the thread.
 * @param asking the tenant, whose requests do not keep those of others waiting, and whether anybody still waits for the answer.
 * @throws {OtlpError} {@link ProblemError} what the decoder of the format throws; `RECEIVER_BUSY` when it takes too long,
 * `BODY_TOO_LARGE` when it takes too much memory.
 */
export async function decodeInThread(
  format: Format,
  body: Uint8Array,
  asking: { readonly by: string; readonly signal: AbortSignal },
): Promise<Reencoded> {
  const { length, buffer } = body;
  // a copy of 64 MiB would take a turn of its own; small ones may share their memory with others
  const moves = buffer instanceof ArrayBuffer && length > sharedBytes ? [buffer] : [];
  const answer = await thread.ask({ format, body }, { ...asking, moves });
  if (answer === "late")
    throw new ProblemError("RECEIVER_BUSY", "The body was not decoded in time.", "Retry in 5 s.", {
      retryAfterSeconds: 5,
    });
  if (answer === "ended")
    throw new ProblemError(
      "BODY_TOO_LARGE",
      `Decoding the body of ${length} bytes takes more than ${maxMemoryMb} MiB of memory.`,
      "Send smaller requests.",
    );
  if ("bytes" in answer) return answer;
  if ("problem" in answer) {
    const { code, message, fix } = answer.problem;
    throw new ProblemError(code, message, fix);
  }
  if ("otlpError" in answer) throw new OtlpError(answer.otlpError.code, answer.otlpError.message);
  throw new Error(`Decoding failed: ${answer.failed}`);
}
