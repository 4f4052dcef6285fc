// Texts one after the other as the native format has them: the length as a varint, then UTF-8.
import { isUtf8 } from "node:buffer";

/** Written texts; `data` is replaced when it grows. */
export interface TextBytes {
  data: Buffer;
  length: number;
}

export function createTextBytes(): TextBytes {
  return { data: Buffer.allocUnsafe(1024), length: 0 };
}

/** Appends `value`. Half surrogate pairs become U+FFFD. */
export function appendText(bytes: TextBytes, value: string): void {
  if (!appendShortAscii(bytes, value)) appendAny(bytes, value);
}

/** Appends `count` bytes of `source`. Invalid UTF-8 becomes U+FFFD. */
export function appendUtf8(bytes: TextBytes, source: Buffer, start: number, count: number): void {
  if (!appendCopy(bytes, source, start, count))
    appendAny(bytes, source.toString("utf8", start, start + count));
}

/** Appends short ASCII text in one pass; returns false, and appends nothing, when it is anything else. */
function appendShortAscii(bytes: TextBytes, value: string): boolean {
  const count = value.length;
  if (count > 64) return false;
  reserve(bytes, count + 1);
  const { data, length } = bytes;
  const start = length + 1;
  for (let index = 0; index < count; index++) {
    const code = value.charCodeAt(index);
    if (code > 127) return false;
    data[start + index] = code;
  }
  data[length] = count;
  bytes.length = start + count;
  return true;
}

function appendAny(bytes: TextBytes, value: string): void {
  const count = Buffer.byteLength(value);
  appendLength(bytes, count);
  bytes.length += bytes.data.write(value, bytes.length, "utf8");
}

/** Copies text as it is; returns false, and appends nothing, when it is not UTF-8. */
function appendCopy(bytes: TextBytes, source: Buffer, start: number, count: number): boolean {
  const before = bytes.length;
  appendLength(bytes, count);
  const { data, length } = bytes;
  let bits = 0;
  if (count <= 32) {
    for (let index = 0; index < count; index++) bits |= data[length + index] = source[start + index]!;
  } else {
    bits = 128;
    data.set(source.subarray(start, start + count), length);
  }
  if (bits > 127 && !isUtf8(data.subarray(length, length + count))) {
    bytes.length = before;
    return false;
  }
  bytes.length = length + count;
  return true;
}

/** Appends the length of a text, and reserves room for the text after it. */
function appendLength(bytes: TextBytes, count: number): void {
  reserve(bytes, count + 5);
  let rest = count;
  for (; rest > 127; rest >>>= 7) bytes.data[bytes.length++] = (rest & 127) | 128;
  bytes.data[bytes.length++] = rest;
}

function reserve(bytes: TextBytes, more: number): void {
  const { data, length } = bytes;
  if (length + more <= data.length) return;
  const larger = Buffer.allocUnsafe(Math.max(data.length * 2, length + more));
  data.copy(larger, 0, 0, length);
  bytes.data = larger;
}
