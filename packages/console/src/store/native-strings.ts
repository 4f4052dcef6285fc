// Columns of text, plain and with a dictionary, and what is made of columns: arrays and maps.
import { type Chunks, type Column, uint64 } from "./native.ts";
import { nothing, type ValueColumn } from "./native-numbers.ts";

/** Text as UTF-8. Half surrogate pairs become U+FFFD. */
export function stringColumn(): ValueColumn<string> {
  let data = Buffer.allocUnsafe(1024);
  let length = 0;
  let rows = 0;

  function reserve(more: number): void {
    if (length + more <= data.length) return;
    const larger = Buffer.allocUnsafe(Math.max(data.length * 2, length + more));
    data.copy(larger, 0, 0, length);
    data = larger;
  }

  /** Writes short ASCII text in one pass; returns false, and nothing is written, when it is anything else. */
  function addShortAscii(value: string): boolean {
    const count = value.length;
    if (count > 64) return false;
    reserve(count + 1);
    const start = length + 1;
    for (let index = 0; index < count; index++) {
      const code = value.charCodeAt(index);
      if (code > 127) return false;
      data[start + index] = code;
    }
    data[length] = count;
    length = start + count;
    return true;
  }

  function addAny(value: string): void {
    const count = Buffer.byteLength(value);
    reserve(count + 5);
    let rest = count;
    for (; rest > 127; rest >>>= 7) data[length++] = (rest & 127) | 128;
    data[length++] = rest;
    length += data.write(value, length, "utf8");
  }

  return {
    type: "String",
    get rows() {
      return rows;
    },
    get bytes() {
      return length;
    },
    add(value) {
      if (!addShortAscii(value)) addAny(value);
      rows += 1;
    },
    writePrefix: nothing,
    writeData: (out) => out.push(data.subarray(0, length)),
  };
}

// Keys come with the block (bit 9) and replace what was there (bit 10).
const dictionaryFlags = (1 << 9) | (1 << 10);

/** `LowCardinality(String)`: each different text once, then small numbers. */
export function dictionaryColumn(): ValueColumn<string> {
  const places = new Map<string, number>();
  const keys = stringColumn();
  let indexes = new Uint32Array(64);
  let rows = 0;
  let last = "";
  let lastPlace = -1;

  function place(value: string): number {
    const known = places.get(value);
    if (known !== undefined) return known;
    places.set(value, keys.rows);
    keys.add(value);
    return keys.rows - 1;
  }

  return {
    type: "LowCardinality(String)",
    get rows() {
      return rows;
    },
    get bytes() {
      return keys.bytes + rows * 2;
    },
    add(value) {
      if (value !== last || lastPlace === -1) {
        last = value;
        lastPlace = place(value);
      }
      if (rows === indexes.length) {
        const larger = new Uint32Array(rows * 2);
        larger.set(indexes);
        indexes = larger;
      }
      indexes[rows++] = lastPlace;
    },
    writePrefix: (out) => out.push(uint64(1)),
    writeData(out) {
      if (rows === 0) return;
      const width = keys.rows <= 0x100 ? 0 : keys.rows <= 0x10000 ? 1 : 2;
      out.push(uint64(dictionaryFlags | width), uint64(keys.rows));
      keys.writeData(out);
      out.push(uint64(rows), narrowed(indexes.subarray(0, rows), width));
    },
  };
}

function narrowed(indexes: Uint32Array, width: 0 | 1 | 2): Uint8Array {
  if (width === 0) return Uint8Array.from(indexes);
  const words = width === 1 ? Uint16Array.from(indexes) : indexes;
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

/** Rows of several values: add them to `item`, then end the row. */
export interface ArrayColumn<Item extends Column> extends Column {
  readonly item: Item;
  endRow(): void;
}

export function arrayColumn<Item extends Column>(item: Item): ArrayColumn<Item> {
  const ends = rowEnds();
  return {
    type: `Array(${item.type})`,
    item,
    get rows() {
      return ends.rows;
    },
    get bytes() {
      return ends.rows * 8 + item.bytes;
    },
    endRow: () => ends.add(item.rows),
    writePrefix: item.writePrefix,
    writeData(out) {
      ends.write(out);
      item.writeData(out);
    },
  };
}

/** Rows of several keys with values: add them to `key` and `value`, then end the row. */
export interface MapColumn<Value extends Column> extends Column {
  readonly key: ValueColumn<string>;
  readonly value: Value;
  endRow(): void;
}

/** `Map(LowCardinality(String), …)` */
export function mapColumn<Value extends Column>(value: Value): MapColumn<Value> {
  const key = dictionaryColumn();
  const ends = rowEnds();
  return {
    type: `Map(${key.type}, ${value.type})`,
    key,
    value,
    get rows() {
      return ends.rows;
    },
    get bytes() {
      return ends.rows * 8 + key.bytes + value.bytes;
    },
    endRow: () => ends.add(key.rows),
    writePrefix(out) {
      key.writePrefix(out);
      value.writePrefix(out);
    },
    writeData(out) {
      ends.write(out);
      key.writeData(out);
      value.writeData(out);
    },
  };
}

interface RowEnds {
  readonly rows: number;
  add(end: number): void;
  write(out: Chunks): void;
}

function rowEnds(): RowEnds {
  // Pairs of 32-bit words: a block never holds 2^32 items, so the upper words stay zero.
  let words = new Uint32Array(128);
  let rows = 0;
  return {
    get rows() {
      return rows;
    },
    add(end) {
      if (rows * 2 === words.length) {
        const larger = new Uint32Array(words.length * 2);
        larger.set(words);
        words = larger;
      }
      words[rows * 2] = end;
      rows += 1;
    },
    write: (out) => out.push(new Uint8Array(words.buffer, 0, rows * 8)),
  };
}
