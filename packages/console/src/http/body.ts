// Reads a request's body: bounded before and after decompression, its bytes reserved from the budget as they come.
import type { IncomingMessage } from "node:http";
import { ProblemError } from "../problem/problem.ts";
import { tooLarge } from "../problem/too-large.ts";
import { type Admission, maxRequestBytes } from "../receive/admit.ts";
import { createPieces, type Pieces } from "./pieces.ts";
import { type Inflaters, inflaters } from "./unpack.ts";

/** For the answer's `accept-encoding` and error messages. */
export const contentEncodings: readonly string[] = [...inflaters.keys(), "identity"].filter(
  (name) => name !== "x-gzip",
);

/** A sender that is silent for this time holds memory that others need. */
const silenceMs = 10_000;

export interface ReadBodyOptions {
  /** Before and after decompression. */
  readonly maxBytes?: number | undefined;
  /** Content encodings that are accepted. */
  readonly taken?: Inflaters | undefined;
  /** Aborted, with a problem as reason, when the sender leaves: nothing is decompressed any more. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads the body of `request` to its end and undoes its content encoding.
 *
 * @throws {ProblemError} `BODY_TOO_LARGE` over `maxBytes`, also when decompressed, and before reading when the request says so itself.
 * @throws {ProblemError} `ENCODING_NOT_SUPPORTED`; `BAD_BODY` for bytes that are not of that encoding or do not all arrive;
 * `REQUEST_TIMEOUT` when nothing arrives for ten seconds; `RECEIVER_BUSY` when the budget is used up; as decompressing throws
 * (unpack.ts).
 */
export async function readBody(
  request: IncomingMessage,
  admission: Admission,
  { maxBytes = maxRequestBytes, taken = inflaters, signal }: ReadBodyOptions = {},
): Promise<Uint8Array> {
  const encoding = request.headers["content-encoding"] ?? "";
  const name = encoding.trim().toLowerCase() || "identity";
  const inflate = taken.get(name);
  if (inflate === undefined && name !== "identity") {
    throw new ProblemError(
      "ENCODING_NOT_SUPPORTED",
      `Cannot read the content encoding \`${encoding}\`: expected one of ${[...new Set([...taken.keys(), "identity"])].filter((each) => each !== "x-gzip").join(", ")}.`,
    );
  }
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > maxBytes) throw tooLarge(maxBytes, "identity");
  const bytes = await readAll(request, admission, createPieces(declared, maxBytes), maxBytes);
  if (inflate === undefined || bytes.length === 0) return bytes;
  return inflate(bytes, { maxBytes, signal, reserve: (length) => admission.reserve(length) });
}

/** By events, not by an iterator: a silent sender is answered while the stream is still open. */
function readAll(
  request: IncomingMessage,
  admission: Admission,
  pieces: Pieces,
  maxBytes: number,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const silence = setTimeout(() => fail(new ProblemError("REQUEST_TIMEOUT", silent)), silenceMs);

    function fail(error: Error): void {
      stop();
      request.pause();
      reject(error);
    }
    function onData(chunk: Buffer): void {
      silence.refresh();
      if (pieces.length + chunk.length > maxBytes) return fail(tooLarge(maxBytes, "identity"));
      try {
        admission.reserve(chunk.length);
      } catch (error) {
        return fail(error as Error);
      }
      pieces.add(chunk);
    }
    function onEnd(): void {
      stop();
      resolve(pieces.joined());
    }
    function onGone(cause?: Error): void {
      fail(
        new ProblemError("BAD_BODY", "The connection was closed before the whole body arrived.", "", {
          cause,
        }),
      );
    }
    function stop(): void {
      clearTimeout(silence);
      request.off("data", onData).off("end", onEnd).off("close", onGone);
    }
    // What fails later is ignored: the rest of the body is discarded.
    request.on("error", onGone);
    request.on("data", onData).on("end", onEnd).on("close", onGone);
  });
}

const silent = `No more of the body arrived for ${silenceMs / 1000} s.`;
