// A protobuf writer over one growing buffer. It allocates only when the buffer grows.
// Nested messages reserve two bytes for their length and are moved only when they need more.

const FIRST_CAPACITY = 1024;

/** `reset` releases a larger buffer, so that one large batch does not keep its memory forever. */
const KEPT_CAPACITY = 4 * 1024 * 1024;

/** Below this many characters a loop beats the call into native code. */
const SHORT_TEXT = 64;

/** Below this many bytes a loop beats `TypedArray.set`. */
const SHORT_BYTES = 32;

const TWO_32 = 0x1_0000_0000;

/** Protobuf wire types. */
export const VARINT = 0;
export const FIXED64 = 1;
export const LENGTH = 2;
export const FIXED32 = 5;

/**
 * Writes protobuf into a buffer that grows.
 *
 * Methods that take a `field` write its tag too; the others write a bare value. A default (0, "", empty) is written
 * like any other value: leaving it out is the caller's decision.
 *
 * @example
 * ```ts
 * import { ByteWriter, VARINT } from "otlp";
 *
 * const writer = new ByteWriter();
 * const mark = writer.open(15);
 * writer.tag(3, VARINT);
 * writer.varint(2);
 * writer.close(mark);
 * [...writer.finish()]; // => [0x7a, 0x82, 0x00, 0x18, 0x02]
 * ```
 */
export class ByteWriter {
  /** Bytes written so far. */
  length: number = 0;
  #buffer: Buffer;
  #view: DataView;

  constructor(capacity: number = FIRST_CAPACITY) {
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(16, capacity));
    this.#view = viewOf(this.#buffer);
  }

  /** Discards the content. Earlier `view`s become invalid; the buffer is kept unless it is very large. */
  reset(): void {
    this.length = 0;
    if (this.#buffer.length > KEPT_CAPACITY) this.#replace(FIRST_CAPACITY);
  }

  /** Discards the content after `length`, an earlier value of `length`: removes an incomplete message. */
  truncate(length: number): void {
    this.length = length;
  }

  /** A copy of the content, owned by the caller. */
  finish(): Uint8Array {
    const copy = new Uint8Array(this.length);
    copy.set(this.view());
    return copy;
  }

  /** The content without a copy, valid until the next write or `reset`. */
  view(): Uint8Array {
    return new Uint8Array(this.#buffer.buffer, this.#buffer.byteOffset, this.length);
  }

  /**
   * The buffer itself, with room for `bytes` more after `length`: for encoders that write a whole message at once.
   *
   * Write below `length + bytes`, then set `length`. Invalid after the next call.
   */
  room(bytes: number): DataView {
    if (this.length + bytes > this.#buffer.length) this.#grow(bytes);
    return this.#view;
  }

  /** The key of a field: its number and wire type. */
  tag(field: number, wireType: number): void {
    this.varint((field << 3) | wireType);
  }

  /** An unsigned integer of at most 53 bits: uint32, lengths, booleans, enum values that are not negative. */
  varint(value: number): void {
    if (this.length + 8 > this.#buffer.length) this.#grow(8);
    const buffer = this.#buffer;
    let at = this.length;
    let rest = value > Number.MAX_SAFE_INTEGER ? Number.MAX_SAFE_INTEGER : value;
    while (rest >= TWO_32) {
      buffer[at++] = (rest & 0x7f) | 0x80;
      rest = Math.floor(rest / 128);
    }
    rest >>>= 0;
    while (rest > 0x7f) {
      buffer[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    buffer[at++] = rest;
    this.length = at;
  }

  /** An `int32` or enum value; a negative one takes ten bytes in protobuf. */
  int32(value: number): void {
    const value32 = value | 0;
    if (value32 >= 0) this.varint(value32);
    else this.varint64Words(value32, -1);
  }

  /** A `sint32`: small negative numbers stay short. */
  sint32(value: number): void {
    this.varint(((value << 1) ^ (value >> 31)) >>> 0);
  }

  /** An `int64` or `uint64`; the lower 64 bits of `value` are written. */
  varint64(value: bigint): void {
    if (this.length + 8 > this.#buffer.length) this.#grow(8);
    // Splits the number in the buffer itself, which allocates no second bigint.
    this.#view.setBigUint64(this.length, value, true);
    this.varint64Words(this.#view.getInt32(this.length, true), this.#view.getInt32(this.length + 4, true));
  }

  /** A 64-bit varint from its lower and upper 32 bits, signed or unsigned. */
  varint64Words(low: number, high: number): void {
    if (this.length + 10 > this.#buffer.length) this.#grow(10);
    const buffer = this.#buffer;
    let at = this.length;
    let lower = low >>> 0;
    let upper = high >>> 0;
    while (upper !== 0) {
      buffer[at++] = (lower & 0x7f) | 0x80;
      lower = ((lower >>> 7) | (upper << 25)) >>> 0;
      upper >>>= 7;
    }
    while (lower > 0x7f) {
      buffer[at++] = (lower & 0x7f) | 0x80;
      lower >>>= 7;
    }
    buffer[at++] = lower;
    this.length = at;
  }

  /** A `fixed32`, little-endian. */
  fixed32(value: number): void {
    if (this.length + 4 > this.#buffer.length) this.#grow(4);
    this.#view.setInt32(this.length, value, true);
    this.length += 4;
  }

  /** A `fixed64` or `sfixed64`; the lower 64 bits of `value` are written. */
  fixed64(value: bigint): void {
    if (this.length + 8 > this.#buffer.length) this.#grow(8);
    this.#view.setBigUint64(this.length, value, true);
    this.length += 8;
  }

  /** A `fixed64` from its lower and upper 32 bits. */
  fixed64Words(low: number, high: number): void {
    if (this.length + 8 > this.#buffer.length) this.#grow(8);
    this.#view.setInt32(this.length, low, true);
    this.#view.setInt32(this.length + 4, high, true);
    this.length += 8;
  }

  /** A `double`. */
  double(value: number): void {
    if (this.length + 8 > this.#buffer.length) this.#grow(8);
    this.#view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  /** A string field. A lone surrogate becomes U+FFFD. */
  string(field: number, text: string): void {
    this.tag(field, LENGTH);
    if (text.length < SHORT_TEXT) this.#shortText(text);
    else this.#longText(text);
  }

  /** A bytes field. */
  bytes(field: number, value: Uint8Array): void {
    this.tag(field, LENGTH);
    this.varint(value.length);
    this.append(value);
  }

  /** Bytes that are already encoded, tags included. */
  append(value: Uint8Array): void {
    const size = value.length;
    if (this.length + size > this.#buffer.length) this.#grow(size);
    if (size > SHORT_BYTES) {
      this.#buffer.set(value, this.length);
    } else {
      const buffer = this.#buffer;
      const start = this.length;
      for (let i = 0; i < size; i++) buffer[start + i] = value[i] as number;
    }
    this.length += size;
  }

  /** A trace id field from its four 32-bit words, big-endian. */
  traceId(field: number, word0: number, word1: number, word2: number, word3: number): void {
    if (this.length + 24 > this.#buffer.length) this.#grow(24);
    this.tag(field, LENGTH);
    const at = this.length;
    const view = this.#view;
    this.#buffer[at] = 16;
    view.setInt32(at + 1, word0);
    view.setInt32(at + 5, word1);
    view.setInt32(at + 9, word2);
    view.setInt32(at + 13, word3);
    this.length = at + 17;
  }

  /** A span id field from its two 32-bit words, big-endian. */
  spanId(field: number, word0: number, word1: number): void {
    if (this.length + 16 > this.#buffer.length) this.#grow(16);
    this.tag(field, LENGTH);
    const at = this.length;
    this.#buffer[at] = 8;
    this.#view.setInt32(at + 1, word0);
    this.#view.setInt32(at + 5, word1);
    this.length = at + 9;
  }

  /** Begins a message field (or packed array). Pass the result to `close`; messages close in reverse order. */
  open(field: number): number {
    this.tag(field, LENGTH);
    if (this.length + 2 > this.#buffer.length) this.#grow(2);
    this.length += 2;
    return this.length;
  }

  /** Ends the message that `open` began: writes its length, in two bytes up to 16 383 and in more above. */
  close(mark: number): void {
    const size = this.length - mark;
    if (size < 0x4000) {
      this.#buffer[mark - 2] = (size & 0x7f) | 0x80;
      this.#buffer[mark - 1] = size >>> 7;
      return;
    }
    const extra = lengthBytes(size) - 2;
    if (this.length + extra > this.#buffer.length) this.#grow(extra);
    this.#buffer.copyWithin(mark + extra, mark, this.length);
    this.length = mark - 2;
    this.varint(size);
    this.length += size;
  }

  #shortText(text: string): void {
    const size = text.length;
    // Three bytes a character at most, plus a length of up to two bytes.
    if (this.length + size * 3 + 2 > this.#buffer.length) this.#grow(size * 3 + 2);
    const buffer = this.#buffer;
    const start = this.length + 1;
    for (let i = 0; i < size; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) {
        this.#longText(text);
        return;
      }
      buffer[start + i] = code;
    }
    buffer[start - 1] = size;
    this.length = start + size;
  }

  #longText(text: string): void {
    const least = lengthBytes(text.length);
    // The upper bound is cheap; the exact size is counted only when the bound would grow the buffer.
    if (this.length + text.length * 3 + 5 > this.#buffer.length) {
      const room = Buffer.byteLength(text) + 5;
      if (this.length + room > this.#buffer.length) this.#grow(room);
    }
    const start = this.length + least;
    const size = this.#buffer.write(text, start);
    const extra = lengthBytes(size) - least;
    if (extra > 0) this.#buffer.copyWithin(start + extra, start, start + size);
    this.varint(size);
    this.length += size;
  }

  #grow(more: number): void {
    this.#replace(Math.max(this.#buffer.length * 2, this.length + more));
  }

  #replace(capacity: number): void {
    const buffer = Buffer.allocUnsafeSlow(capacity);
    if (this.length > 0) this.#buffer.copy(buffer, 0, 0, this.length);
    this.#buffer = buffer;
    this.#view = viewOf(buffer);
  }
}

function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
}

/** How many bytes the varint of a length takes. */
function lengthBytes(size: number): number {
  if (size < 0x80) return 1;
  if (size < 0x4000) return 2;
  if (size < 0x20_0000) return 3;
  if (size < 0x1000_0000) return 4;
  return 5;
}
