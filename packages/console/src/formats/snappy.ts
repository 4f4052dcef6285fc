// Snappy's block format, as Prometheus sends it: a length, then literals and copies of what is already there.
// https://github.com/google/snappy/blob/main/format_description.txt
import { ProblemError } from "../problem/problem.ts";
import { tooLarge } from "../problem/too-large.ts";

/**
 * Decompresses one block into one buffer of the length that it gives, which is judged before the buffer is made.
 *
 * @param reserve hears of that length before, and may throw.
 * @throws {ProblemError} `BODY_TOO_LARGE` over `maxBytes`, `FORMAT_INVALID` when it is no such block, or not all of it.
 */
export function decompressSnappy(
  block: Uint8Array,
  maxBytes: number,
  reserve?: (bytes: number) => void,
): Uint8Array {
  const header = readLength(block);
  if (header.length > maxBytes) throw tooLarge(maxBytes, "snappy");
  // One tag of three bytes makes 64 bytes at most, so a longer claim is false; the buffer is not made for it.
  if (header.length > (block.length - header.at) * 64)
    throw broken("its length is more than its bytes can make");
  reserve?.(header.length);
  const out = new Uint8Array(header.length);
  let at = header.at;
  let end = 0;
  while (at < block.length) {
    const tag = block[at++]!;
    const kind = tag & 3;
    if (kind === 0) {
      const extra = Math.max((tag >>> 2) - 59, 0);
      const size = (extra === 0 ? tag >>> 2 : readLittleEndian(block, at, extra)) + 1;
      at += extra;
      if (size > block.length - at || size > out.length - end)
        throw broken("a literal is longer than what is left");
      out.set(block.subarray(at, at + size), end);
      at += size;
      end += size;
    } else {
      const size = kind === 1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
      const offset =
        kind === 1
          ? ((tag >>> 5) << 8) | readLittleEndian(block, at, 1)
          : readLittleEndian(block, at, kind === 2 ? 2 : 4);
      at += kind === 1 ? 1 : kind === 2 ? 2 : 4;
      if (offset === 0 || offset > end || size > out.length - end) throw broken("a copy leads outside of it");
      // Byte by byte where it reads what it writes: that is how it repeats.
      if (offset >= size) out.copyWithin(end, end - offset, end - offset + size);
      else for (let i = 0; i < size; i++) out[end + i] = out[end + i - offset]!;
      end += size;
    }
  }
  if (end !== out.length) throw broken(`it ends after ${end} of ${out.length} bytes`);
  return out;
}

function readLength(block: Uint8Array): { readonly length: number; readonly at: number } {
  let length = 0;
  for (let at = 0; at < 5 && at < block.length; at++) {
    length += (block[at]! & 0x7f) * 2 ** (7 * at);
    if (block[at]! < 0x80) return { length, at: at + 1 };
  }
  throw broken("it does not begin with a length");
}

function readLittleEndian(block: Uint8Array, at: number, bytes: number): number {
  if (at + bytes > block.length) throw broken("it ends inside a tag");
  let value = 0;
  for (let i = 0; i < bytes; i++) value += block[at + i]! * 2 ** (8 * i);
  return value;
}

function broken(why: string): ProblemError {
  return new ProblemError("FORMAT_INVALID", `Cannot decompress the body as a Snappy block: ${why}.`);
}
