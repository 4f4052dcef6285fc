// Reads a request's body: bounded before and after decompression, its bytes reserved from the budget as they come.
import type { IncomingMessage } from "node:http";
import type { Transform } from "node:stream";
import * as zlib from "node:zlib";
import { ProblemError } from "../problem/problem.ts";
import { tooLarge } from "../problem/too-large.ts";
import { type Admission, maxRequestBytes } from "../receive/admit.ts";
import { deflateSize, gzipSize, zstdSize } from "./unpacked-size.ts";

/** Takes bytes from the budget before there are more of them. @throws {ProblemError} `RECEIVER_BUSY` when it does not have them. */
type Reserve = (bytes: number) => void;

/** Undoes one encoding, what comes out being reserved piece by piece. @throws {ProblemError} `BODY_TOO_LARGE` over the length. @throws what `reserve` throws. */
type Inflate = (bytes: Uint8Array, maxBytes: number, reserve: Reserve) => Promise<Uint8Array>;

/** By content encoding. */
export type Inflaters = ReadonlyMap<string, Inflate>;

/** `zstd` where this Node has it (22.15 and later). */
export const inflaters: Inflaters = new Map([
  ["gzip", byZlib("gzip", zlib.createGunzip, gzipSize)],
  ["x-gzip", byZlib("gzip", zlib.createGunzip, gzipSize)],
  ["deflate", byZlib("deflate", zlib.createInflate, deflateSize)],
  ...(typeof zlib.createZstdDecompress === "function"
    ? [["zstd", byZlib("zstd", zlib.createZstdDecompress, zstdSize)] as const]
    : []),
]);

/** For the answer's `accept-encoding` and error messages. */
export const contentEncodings: readonly string[] = [...inflaters.keys(), "identity"].filter(
  (name) => name !== "x-gzip",
);

/** A sender that is silent for this time holds memory that others need. */
const silenceMs = 10_000;

/**
 * Reads the body of `request` to its end and undoes its content encoding.
 *
 * @throws {ProblemError} `BODY_TOO_LARGE` over `maxBytes`, also when decompressed, and before reading when the request says so itself.
 * @throws {ProblemError} `ENCODING_NOT_SUPPORTED`; `BAD_BODY` for bytes that are not of that encoding or do not all arrive;
 * `REQUEST_TIMEOUT` when nothing arrives for ten seconds; `RECEIVER_BUSY` when the budget is used up.
 */
export async function readBody(
  request: IncomingMessage,
  admission: Admission,
  maxBytes: number = maxRequestBytes,
  taken: Inflaters = inflaters,
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
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw tooLarge(maxBytes, "identity");
  const bytes = await readAll(request, admission, maxBytes);
  if (inflate === undefined || bytes.length === 0) return bytes;
  return inflate(bytes, maxBytes, (length) => admission.reserve(length));
}

/** By events, not by an iterator: whoever falls silent is answered while the stream is still open. */
function readAll(request: IncomingMessage, admission: Admission, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const silence = setTimeout(() => fail(new ProblemError("REQUEST_TIMEOUT", silent)), silenceMs);

    function fail(error: Error): void {
      stop();
      request.pause();
      reject(error);
    }
    function onData(chunk: Buffer): void {
      silence.refresh();
      length += chunk.length;
      if (length > maxBytes) return fail(tooLarge(maxBytes, "identity"));
      try {
        admission.reserve(chunk.length);
      } catch (error) {
        return fail(error as Error);
      }
      chunks.push(chunk);
    }
    function onEnd(): void {
      stop();
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length));
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

/**
 * As `zlib`'s own functions for a whole buffer do it, but what comes out is asked for before: by the size that the bytes say, and beyond
 * it piece by piece. Many at once would fill the memory else.
 */
function byZlib(name: string, open: () => Transform, sizeOf: (bytes: Uint8Array) => number): Inflate {
  return (bytes, maxBytes, reserve) =>
    new Promise((resolve, reject) => {
      let reserved = Math.min(sizeOf(bytes), maxBytes);
      reserve(reserved);
      let out = Buffer.allocUnsafe(reserved || Math.min(4 * bytes.length, maxBytes));
      let length = 0;
      const stream = open();

      function fail(error: unknown): void {
        stream.destroy();
        reject(error as Error);
      }
      stream.on("data", (piece: Buffer) => {
        const end = length + piece.length;
        if (end > maxBytes) return fail(tooLarge(maxBytes, name));
        if (end > reserved) {
          try {
            reserve(end - reserved);
          } catch (error) {
            return fail(error);
          }
          reserved = end;
        }
        if (end > out.length) {
          const larger = Buffer.allocUnsafe(Math.min(2 * end, maxBytes));
          out.copy(larger, 0, 0, length);
          out = larger;
        }
        piece.copy(out, length);
        length = end;
      });
      stream.on("error", (cause) =>
        fail(
          new ProblemError("BAD_BODY", `Cannot read the body as ${name}: ${cause.message}.`, "", { cause }),
        ),
      );
      stream.on("end", () => resolve(out.subarray(0, length)));
      stream.end(bytes);
    });
}
