// Reads a request's body: bounded before and after decompression, its bytes reserved from the budget as they come.
import { promisify } from "node:util";
import type { IncomingMessage } from "node:http";
import * as zlib from "node:zlib";
import { maxRequestBytes, TooLargeError, type Admission } from "../receive/admit.ts";

/** The request cannot be read as what its headers say. */
export class BodyError extends Error {
  override readonly name = "BodyError";
  /** 400: broken. 408: too slow. 415: a kind that is not taken. */
  readonly status: 400 | 408 | 415;

  constructor(status: 400 | 408 | 415, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** Undoes one encoding. @throws {TooLargeError} over the length. */
export type Inflate = (bytes: Uint8Array, maxBytes: number) => Promise<Uint8Array>;

/** By content encoding. */
export type Inflaters = ReadonlyMap<string, Inflate>;

type Zlib = (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>;

/** `zstd` where this Node has it (22.15 and later). */
export const inflaters: Inflaters = new Map([
  ["gzip", byZlib("gzip", promisify(zlib.gunzip) as Zlib)],
  ["x-gzip", byZlib("gzip", promisify(zlib.gunzip) as Zlib)],
  ["deflate", byZlib("deflate", promisify(zlib.inflate) as Zlib)],
  ...(typeof zlib.zstdDecompress === "function"
    ? [["zstd", byZlib("zstd", promisify(zlib.zstdDecompress) as Zlib)] as const]
    : []),
]);

/** For the answer's `accept-encoding` and error messages. */
export const contentEncodings: readonly string[] = [...inflaters.keys(), "identity"].filter(
  (name) => name !== "x-gzip",
);

/** A sender of whom nothing comes for so long holds memory that others need. */
const silenceMs = 10_000;

/**
 * Reads the body of `request` to its end and undoes its content encoding.
 *
 * @throws {TooLargeError} over `maxBytes`, also when decompressed, and before reading when the request says so itself.
 * @throws {BodyError} 415 for an unknown encoding, 400 for bytes that are not of that encoding or do not all come, 408 when nothing
 * comes for ten seconds.
 * @throws {BusyError} when the budget is used up.
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
    throw new BodyError(
      415,
      `Cannot read the content encoding \`${encoding}\`: expected one of ${[...new Set([...taken.keys(), "identity"])].filter((each) => each !== "x-gzip").join(", ")}.`,
    );
  }
  if (Number(request.headers["content-length"] ?? 0) > maxBytes)
    throw new TooLargeError(maxBytes, "identity");
  const bytes = await readAll(request, admission, maxBytes);
  if (inflate === undefined || bytes.length === 0) return bytes;
  const inflated = await inflate(bytes, maxBytes);
  admission.reserve(inflated.length);
  return inflated;
}

/** By events, not by an iterator: whoever falls silent is answered while the stream is still open. */
function readAll(request: IncomingMessage, admission: Admission, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const silence = setTimeout(() => fail(new BodyError(408, silent)), silenceMs);

    function fail(error: Error): void {
      stop();
      request.pause();
      reject(error);
    }
    function onData(chunk: Buffer): void {
      silence.refresh();
      length += chunk.length;
      if (length > maxBytes) return fail(new TooLargeError(maxBytes, "identity"));
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
      fail(new BodyError(400, "The connection was closed before the whole body had come.", { cause }));
    }
    function stop(): void {
      clearTimeout(silence);
      request.off("data", onData).off("end", onEnd).off("close", onGone);
    }
    // What fails later, while the rest is thrown away, is nobody's business.
    request.on("error", onGone);
    request.on("data", onData).on("end", onEnd).on("close", onGone);
  });
}

const silent = `Nothing more of the body came for ${silenceMs / 1000} s.`;

function byZlib(name: string, inflate: Zlib): Inflate {
  return async (bytes, maxBytes) => {
    try {
      return await inflate(bytes, { maxOutputLength: maxBytes });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE")
        throw new TooLargeError(maxBytes, name);
      throw new BodyError(400, `Cannot read the body as ${name}: ${(cause as Error).message}.`, { cause });
    }
  };
}
