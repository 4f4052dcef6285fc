// Snappy's block format, as Prometheus sends it: a length, then literals and copies of earlier output.
// https://github.com/google/snappy/blob/main/format_description.txt
import { ProblemError } from "../problem/problem.ts";
import { tooLarge } from "../problem/too-large.ts";

/**
 * Decompresses one block into one buffer of the length that it gives, which is checked before the buffer is allocated.
 *
 * @param reserve is called with that length before, and may throw.
 * @throws {ProblemError} `BODY_TOO_LARGE` over `maxBytes`, `FORMAT_INVALID` when the block is invalid or incomplete.
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
  const output: Output = { bytes: new Uint8Array(header.length), length: 0 };
  let at = header.at;
  while (at < block.length) {
    const isLiteral = (block[at]! & 3) === 0;
    at = isLiteral ? appendLiteral(block, at, output) : appendCopy(block, at, output);
  }
  if (output.length !== output.bytes.length)
    throw broken(`it ends after ${output.length} of ${output.bytes.length} bytes`);
  return output.bytes;
}

/** What is decompressed so far: the first `length` of `bytes`. */
interface Output {
  readonly bytes: Uint8Array;
  length: number;
}

/** Appends the literal whose tag is at `at`, and returns the position after it. */
function appendLiteral(block: Uint8Array, at: number, output: Output): number {
  const short = block[at]! >>> 2;
  const extra = Math.max(short - 59, 0);
  const size = (extra === 0 ? short : readLittleEndian(block, at + 1, extra)) + 1;
  const begin = at + 1 + extra;
  if (size > block.length - begin || size > output.bytes.length - output.length)
    throw broken("a literal is longer than what is left");
  output.bytes.set(block.subarray(begin, begin + size), output.length);
  output.length += size;
  return begin + size;
}

/** Appends the copy whose tag is at `at`, and returns the position after it. */
function appendCopy(block: Uint8Array, at: number, output: Output): number {
  const tag = block[at]!;
  const kind = tag & 3;
  const size = kind === 1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
  const width = kind === 1 ? 1 : kind === 2 ? 2 : 4;
  const high = kind === 1 ? (tag >>> 5) << 8 : 0;
  const offset = high + readLittleEndian(block, at + 1, width);
  const { bytes, length } = output;
  if (offset === 0 || offset > length || size > bytes.length - length)
    throw broken("a copy leads outside of it");
  // Byte by byte where it reads what it writes: that is how it repeats.
  if (offset >= size) bytes.copyWithin(length, length - offset, length - offset + size);
  else for (let i = 0; i < size; i++) bytes[length + i] = bytes[length + i - offset]!;
  output.length += size;
  return at + 1 + width;
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
