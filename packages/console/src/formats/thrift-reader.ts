// Thrift's binary protocol, read from untrusted bytes: every length is checked against the bytes that are left.
// https://github.com/apache/thrift/blob/master/doc/specs/thrift-binary-protocol.md
import { ProblemError } from "../problem/problem.ts";

const STOP = 0;
export const BOOL = 2;
const BYTE = 3;
export const DOUBLE = 4;
const I16 = 6;
export const I32 = 8;
export const I64 = 10;
/** Also `binary`. */
export const STRING = 11;
export const STRUCT = 12;
const MAP = 13;
const SET = 14;
export const LIST = 15;

const maxDepth = 32;

/** The fewest bytes that a value of a type takes. */
const minBytes: Readonly<Record<number, number>> = {
  [BOOL]: 1,
  [BYTE]: 1,
  [DOUBLE]: 8,
  [I16]: 2,
  [I32]: 4,
  [I64]: 8,
  [STRING]: 4,
  [STRUCT]: 1,
  [MAP]: 6,
  [SET]: 5,
  [LIST]: 5,
};

/** Reads one message, value by value. Every method throws a {@link ProblemError} where the bytes do not hold what is asked for. */
export class ThriftReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /**
   * Reads a struct. `field` takes the value of each field, when it is of its type, and says that it has; others are skipped.
   */
  struct(field: (id: number, type: number) => boolean): void {
    for (;;) {
      const type = this.byte();
      if (type === STOP) return;
      const id = this.#bytes.readInt16BE(this.#take(2));
      if (!field(id, type)) this.#skip(type, 0);
    }
  }

  /** Reads a list of `type`: `item` once for each. */
  list(type: number, item: () => void): void {
    const given = this.byte();
    const size = this.#size(minBytes[given] ?? 0);
    if (size > 0 && given !== type) throw this.#wrong(`a list of type ${type}, found ${given}`);
    for (let i = 0; i < size; i++) item();
  }

  byte(): number {
    return this.#bytes[this.#take(1)]!;
  }

  bool(): boolean {
    return this.byte() !== 0;
  }

  i32(): number {
    return this.#bytes.readInt32BE(this.#take(4));
  }

  i64(): bigint {
    return this.#bytes.readBigInt64BE(this.#take(8));
  }

  double(): number {
    return this.#bytes.readDoubleBE(this.#take(8));
  }

  /** Invalid UTF-8 becomes U+FFFD. */
  string(): string {
    const size = this.#size(1);
    const start = this.#take(size);
    return this.#bytes.toString("utf8", start, start + size);
  }

  bytes(): Uint8Array {
    const size = this.#size(1);
    const start = this.#take(size);
    return new Uint8Array(this.#bytes.subarray(start, start + size));
  }

  #skip(type: number, depth: number): void {
    if (depth > maxDepth) throw this.#wrong(`at most ${maxDepth} levels`);
    if (type === STRING) this.#take(this.#size(1));
    else if (type === STRUCT) this.#skipStruct(depth);
    else if (type === LIST || type === SET) this.#skipItems([this.byte()], depth);
    else if (type === MAP) this.#skipItems([this.byte(), this.byte()], depth);
    else if (minBytes[type] !== undefined) this.#take(minBytes[type]);
    else throw this.#wrong(`a type, found ${type}`);
  }

  #skipStruct(depth: number): void {
    for (let type = this.byte(); type !== STOP; type = this.byte()) {
      this.#take(2);
      this.#skip(type, depth + 1);
    }
  }

  #skipItems(types: readonly number[], depth: number): void {
    const size = this.#size(types.reduce((sum, type) => sum + (minBytes[type] ?? 0), 0));
    for (let i = 0; i < size; i++) for (const type of types) this.#skip(type, depth + 1);
  }

  /** A number of things that take at least `least` bytes each. */
  #size(least: number): number {
    const size = this.i32();
    if (size < 0 || size * Math.max(least, 1) > this.#bytes.length - this.#at)
      throw this.#wrong(`a length, found ${size}`);
    return size;
  }

  #take(size: number): number {
    const start = this.#at;
    if (size > this.#bytes.length - start) throw this.#wrong(`${size} bytes more`);
    this.#at = start + size;
    return start;
  }

  #wrong(expected: string): ProblemError {
    return new ProblemError(
      "FORMAT_INVALID",
      `Cannot read the Thrift message: expected ${expected} at byte ${this.#at}.`,
    );
  }
}
