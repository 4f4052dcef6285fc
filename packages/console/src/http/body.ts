// Reads a request's body: bounded before and after decompression, its bytes reserved from the budget as they come.
import { promisify } from "node:util";
import type { IncomingMessage } from "node:http";
import * as zlib from "node:zlib";
import { maxRequestBytes, TooLargeError, type Admission } from "../receive/admit.ts";

/** The body cannot be read as what its headers say. */
export class BodyError extends Error {
  override readonly name = "BodyError";
  /** 400: broken. 415: a kind that is not taken. */
  readonly status: 400 | 415;

  constructor(status: 400 | 415, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

type Inflate = (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>;

/** By content encoding. `zstd` where this Node has it (22.15 and later). */
const inflaters: ReadonlyMap<string, Inflate> = new Map([
  ["gzip", promisify(zlib.gunzip) as Inflate],
  ["x-gzip", promisify(zlib.gunzip) as Inflate],
  ["deflate", promisify(zlib.inflate) as Inflate],
  ...(typeof zlib.zstdDecompress === "function"
    ? [["zstd", promisify(zlib.zstdDecompress) as Inflate] as const]
    : []),
]);

/** For the answer's `accept-encoding` and error messages. */
export const contentEncodings: readonly string[] = [...inflaters.keys(), "identity"].filter(
  (name) => name !== "x-gzip",
);

/**
 * Reads the body of `request` to its end and undoes its content encoding.
 *
 * @throws {TooLargeError} over `maxBytes`, also when decompressed, and before reading when the request says so itself.
 * @throws {BodyError} 415 for an unknown encoding, 400 for bytes that are not of that encoding or do not all come.
 * @throws {BusyError} when the budget is used up.
 */
export async function readBody(
  request: IncomingMessage,
  admission: Admission,
  maxBytes: number = maxRequestBytes,
): Promise<Uint8Array> {
  const encoding = request.headers["content-encoding"] ?? "";
  const name = encoding.trim().toLowerCase() || "identity";
  const inflate = inflaters.get(name);
  if (inflate === undefined && name !== "identity") {
    throw new BodyError(
      415,
      `Cannot read the content encoding \`${encoding}\`: expected one of ${contentEncodings.join(", ")}.`,
    );
  }
  if (Number(request.headers["content-length"] ?? 0) > maxBytes)
    throw new TooLargeError(maxBytes, "identity");
  const bytes = await readAll(request, admission, maxBytes);
  if (inflate === undefined || bytes.length === 0) return bytes;
  const inflated = await inflateBounded(inflate, name, bytes, maxBytes);
  admission.reserve(inflated.length);
  return inflated;
}

async function readAll(
  request: IncomingMessage,
  admission: Admission,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxBytes) throw new TooLargeError(maxBytes, "identity");
      admission.reserve(chunk.length);
      chunks.push(chunk);
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ECONNRESET") throw cause;
    throw new BodyError(400, "The connection was closed before the whole body had come.", { cause });
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length);
}

async function inflateBounded(
  inflate: Inflate,
  name: string,
  bytes: Uint8Array,
  maxBytes: number,
): Promise<Buffer> {
  try {
    return await inflate(bytes, { maxOutputLength: maxBytes });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE")
      throw new TooLargeError(maxBytes, name);
    throw new BodyError(400, `Cannot read the body as ${name}: ${(cause as Error).message}.`, { cause });
  }
}
