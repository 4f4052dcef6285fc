// Undoes a content encoding: refused by the size that the bytes declare, then in large pieces, with limits of size, ratio and time. A
// small piece costs a turn of the event loop, and a busy one has few.
import type { Transform } from "node:stream";
import * as zlib from "node:zlib";
import { ProblemError } from "../problem/problem.ts";
import { tooCompressed, tooLarge } from "../problem/too-large.ts";
import { isOverRatio, maxRatio } from "../receive/ratio.ts";
import { createPieces } from "./pieces.ts";
import { deflateSize, gzipSize, zstdSize } from "./unpacked-size.ts";

interface UnpackBounds {
  readonly maxBytes: number;
  /** Takes bytes from the budget before there are more of them. @throws {ProblemError} when it does not have them. */
  readonly reserve: (bytes: number) => void;
  /** Aborted, with a problem as reason, when the caller has stopped waiting for the result. */
  readonly signal?: AbortSignal | undefined;
  /** For tests. */
  readonly withinMs?: number;
}

/**
 * Undoes one encoding.
 *
 * @throws {ProblemError} `BODY_TOO_LARGE` over the size, `BODY_TOO_COMPRESSED` over the ratio, `RECEIVER_BUSY` over the time, `BAD_BODY`
 * for bytes that are not of the encoding; what `reserve` throws; the reason of `signal`.
 */
type Inflate = (bytes: Uint8Array, bounds: UnpackBounds) => Promise<Uint8Array>;

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

/** Time in which one body is decompressed, on a machine that has no time at all. */
const defaultWithinMs = 10_000;

const minPieceBytes = 16 * 1024;
const maxLeastPieceBytes = 256 * 1024;
const maxPieceBytes = 4 * 1024 * 1024;
/** After so much in smaller pieces the expected size was wrong: it begins anew with the largest. */
const trustedBytes = 1024 * 1024;
/** With more room than needed the last piece is known to be the last. */
const spareBytes = 64;

type Open = (options: { readonly chunkSize: number }) => Transform & { readonly bytesWritten: number };

function byZlib(name: string, open: Open, sizeOf: (bytes: Uint8Array) => number): Inflate {
  return async (bytes, bounds) => {
    const declared = sizeOf(bytes);
    refuse(name, declared, bytes.length, bounds.maxBytes);
    const reserved = Math.min(declared, bounds.maxBytes);
    bounds.reserve(reserved);
    const expected = reserved || Math.min(4 * bytes.length, bounds.maxBytes);
    // Also where a small size is declared, which may be false.
    const least = Math.max(minPieceBytes, Math.min(4 * bytes.length, maxLeastPieceBytes));
    const chunkSize = Math.min(maxPieceBytes, Math.max(least, expected + spareBytes));
    return inflate(name, { ...bounds, reserved, expected, bytes, open, chunkSize });
  };
}

/** @throws {ProblemError} when so much out of so little is more than a body may have. */
function refuse(name: string, unpacked: number, packed: number, maxBytes: number): void {
  if (unpacked > maxBytes) throw tooLarge(maxBytes, name);
  if (isOverRatio(unpacked, packed)) throw tooCompressed(maxRatio, name);
}

interface Inflation extends UnpackBounds {
  readonly bytes: Uint8Array;
  readonly open: Open;
  readonly chunkSize: number;
  readonly reserved: number;
  readonly expected: number;
}

function inflate(name: string, inflation: Inflation): Promise<Uint8Array> {
  const { bytes, open, maxBytes, reserve, signal, withinMs = defaultWithinMs } = inflation;
  return new Promise((resolve, reject) => {
    let { reserved } = inflation;
    let stream: ReturnType<Open>;
    const deadline = setTimeout(() => end(() => reject(tooSlow(name, withinMs))), withinMs);

    function end(finish: () => void): void {
      clearTimeout(deadline);
      signal?.removeEventListener("abort", onGone);
      stream.destroy();
      finish();
    }
    function onGone(): void {
      end(() => reject(signal!.reason as Error));
    }
    function reserveUpTo(length: number): void {
      if (length > reserved) reserve(length - reserved);
      reserved = Math.max(reserved, length);
    }
    /** @param nextBytes room for the next piece, where nothing declares how much is to come. */
    function begin(chunkSize: number, nextBytes: number): void {
      const pieces = createPieces(inflation.expected, maxBytes);
      reserveUpTo(nextBytes);
      const own = open({ chunkSize });
      stream = own;
      feed(own, bytes, {
        onPiece(piece) {
          const length = pieces.length + piece.length;
          // By what was read of the body so far: what follows may not have been meant to be read.
          refuse(name, length, own.bytesWritten, maxBytes);
          reserveUpTo(Math.min(length + nextBytes, maxBytes));
          pieces.add(piece);
          if (length < trustedBytes || chunkSize > trustedBytes) return;
          own.destroy();
          begin(maxPieceBytes, Math.min(maxPieceBytes, maxBytes));
        },
        onError: (error) => end(() => reject(asProblem(name, error))),
        onEnd: () => end(() => resolve(pieces.joined())),
      });
    }
    begin(inflation.chunkSize, 0);
    if (signal?.aborted === true) return onGone();
    signal?.addEventListener("abort", onGone, { once: true });
  });
}

interface Handlers {
  /** What it throws goes to `onError`. */
  readonly onPiece: (piece: Buffer) => void;
  readonly onError: (error: Error) => void;
  readonly onEnd: () => void;
}

/** Gives `bytes` to `stream`; nothing is called after it was destroyed. */
function feed(stream: Transform, bytes: Uint8Array, { onPiece, onError, onEnd }: Handlers): void {
  stream.on("data", (piece: Buffer) => {
    if (stream.destroyed) return;
    try {
      onPiece(piece);
    } catch (error) {
      onError(error as Error);
    }
  });
  stream.on("error", onError).on("end", onEnd).end(bytes);
}

/** What zlib says of bytes that it cannot read. */
function asProblem(name: string, cause: Error): Error {
  if (!("errno" in cause) && !/^Z_|^ZSTD/.test(String((cause as NodeJS.ErrnoException).code))) return cause;
  return new ProblemError("BAD_BODY", `Cannot read the body as ${name}: ${cause.message}.`, "", { cause });
}

function tooSlow(name: string, withinMs: number): ProblemError {
  return new ProblemError(
    "RECEIVER_BUSY",
    `The receiver did not decompress the body from ${name} within ${withinMs / 1000} s.`,
    "Retry in 5 s, with smaller batches.",
    { retryAfterSeconds: 5 },
  );
}
