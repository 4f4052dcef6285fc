// Attributes as encoded bytes of the request. The decoder records the position of each key and value on a tape, and the store
// copies the bytes without short-lived strings and maps in between. All other code reads the attributes as a map, made on first use.
import { COST } from "../budget.ts";
import type { ByteReader, Tape } from "../byte-reader.ts";
import { type AnyValue, type Attributes, NO_ATTRIBUTES } from "../value.ts";
import { readArray, readKeyValueList } from "./value.ts";

/** Kinds of values on the tape. `other`: bytes, arrays, lists of pairs and the empty value, decoded. */
export const WIRE_KIND = { string: 1, bool: 2, int: 3, double: 4, other: 5 } as const;

/** Numbers per attribute on the tape: position of the key, length of the key, kind, and two for the value. */
export const WIRE_WORDS = 5;

const KEY_VALUE_FIELDS = 0b110;
const VALUE_FIELDS = 0b1111_1110;

/** Positions of the attributes of one request. Valid until the bytes of the request change. */
export class AttributeTape implements Tape {
  readonly bytes: Buffer;
  /** {@link WIRE_WORDS} numbers per attribute. */
  words: Int32Array;
  /** Values of the kind `other`. */
  readonly others: AnyValue[] = [];
  #end = 0;
  /** Where the attributes of the current item begin. */
  #begin = 0;

  /** @param bytes the request that is decoded with this tape. */
  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.words = new Int32Array((16 + (bytes.length >>> 5)) * WIRE_WORDS);
  }

  begin(): void {
    this.#begin = this.#end;
  }

  attributes(): Attributes {
    return this.#end === this.#begin ? NO_ATTRIBUTES : new WireAttributes(this, this.#begin, this.#end);
  }

  read(reader: ByteReader): void {
    reader.charge(this.#end === this.#begin ? COST.map + COST.entry : COST.entry);
    const at = this.#end;
    if (at + WIRE_WORDS > this.words.length) this.#grow();
    const { words } = this;
    words[at + 1] = 0;
    words[at + 2] = 0;
    const outer = reader.enter();
    while (reader.pos < reader.end) {
      const tag = reader.tag();
      if (tag === 0x0a) {
        words[at] = reader.over();
        words[at + 1] = reader.pos - words[at]!;
      } else if (tag === 0x12) {
        this.#readValue(reader, at);
      } else {
        reader.skip(tag, KEY_VALUE_FIELDS);
      }
    }
    reader.leave(outer);
    if (words[at + 2] === 0) this.#setOther(at, null);
    this.#end = at + WIRE_WORDS;
  }

  /** Records an `AnyValue`; of several values in it the last one wins. */
  #readValue(reader: ByteReader, at: number): void {
    const { words } = this;
    words[at + 2] = 0;
    const outer = reader.enter();
    while (reader.pos < reader.end) {
      const tag = reader.tag();
      switch (tag) {
        case 0x0a:
          words[at + 2] = WIRE_KIND.string;
          words[at + 3] = reader.over();
          words[at + 4] = reader.pos - words[at + 3]!;
          break;
        case 0x10:
          words[at + 2] = WIRE_KIND.bool;
          words[at + 3] = reader.bool() ? 1 : 0;
          break;
        case 0x18:
          words[at + 2] = WIRE_KIND.int;
          words[at + 3] = reader.uint32();
          words[at + 4] = reader.high;
          break;
        case 0x21:
          words[at + 2] = WIRE_KIND.double;
          words[at + 3] = reader.over8();
          break;
        case 0x2a:
          this.#setOther(at, readArray(reader, 0));
          break;
        case 0x32:
          this.#setOther(at, readKeyValueList(reader, 0));
          break;
        case 0x3a:
          this.#setOther(at, reader.bytes());
          break;
        default:
          reader.skip(tag, VALUE_FIELDS);
      }
    }
    reader.leave(outer);
  }

  #setOther(at: number, value: AnyValue): void {
    this.words[at + 2] = WIRE_KIND.other;
    this.words[at + 3] = this.others.length;
    this.others.push(value);
  }

  #grow(): void {
    const larger = new Int32Array(this.words.length * 2);
    larger.set(this.words);
    this.words = larger;
  }

  /** The key of the attribute recorded at `at`. */
  keyAt(at: number): string {
    const start = this.words[at]!;
    return this.bytes.toString("utf8", start, start + this.words[at + 1]!);
  }

  /** The value of the attribute recorded at `at`. */
  valueAt(at: number): AnyValue {
    const { bytes, words } = this;
    const value = words[at + 3]!;
    switch (words[at + 2]) {
      case WIRE_KIND.string:
        return bytes.toString("utf8", value, value + words[at + 4]!);
      case WIRE_KIND.bool:
        return value === 1;
      case WIRE_KIND.int:
        return (BigInt(words[at + 4]!) << 32n) | BigInt(value >>> 0);
      case WIRE_KIND.double:
        return bytes.readDoubleLE(value);
      default:
        return this.others[value] ?? null;
    }
  }
}

/** Attributes on a tape, from `from` to `to`. The map is made on first use. */
export class WireAttributes implements ReadonlyMap<string, AnyValue> {
  readonly tape: AttributeTape;
  readonly from: number;
  readonly to: number;
  #map: Map<string, AnyValue> | undefined;

  constructor(tape: AttributeTape, from: number, to: number) {
    this.tape = tape;
    this.from = from;
    this.to = to;
  }

  /** The attributes as a map. The last of equal keys wins. */
  toMap(): Map<string, AnyValue> {
    if (this.#map !== undefined) return this.#map;
    const map = new Map<string, AnyValue>();
    for (let at = this.from; at < this.to; at += WIRE_WORDS)
      map.set(this.tape.keyAt(at), this.tape.valueAt(at));
    this.#map = map;
    return map;
  }

  get size(): number {
    return this.toMap().size;
  }
  get(key: string): AnyValue | undefined {
    return this.toMap().get(key);
  }
  has(key: string): boolean {
    return this.toMap().has(key);
  }
  keys(): MapIterator<string> {
    return this.toMap().keys();
  }
  values(): MapIterator<AnyValue> {
    return this.toMap().values();
  }
  entries(): MapIterator<[string, AnyValue]> {
    return this.toMap().entries();
  }
  [Symbol.iterator](): MapIterator<[string, AnyValue]> {
    return this.toMap().entries();
  }
  forEach(visit: (value: AnyValue, key: string, map: ReadonlyMap<string, AnyValue>) => void): void {
    this.toMap().forEach(visit);
  }
}
