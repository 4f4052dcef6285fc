// Columns of text, plain and with a dictionary, and what is made of columns: arrays and maps.
import { type Chunks, type Column, type Columns, uint64 } from "./native.ts";
import { isUtf8 } from "node:buffer";
import { nothing, type ValueColumn } from "./numbers.ts";
import { createTextNumbers, type TextNumbers } from "./text-numbers.ts";

/** A column of text that takes it also as bytes. Invalid UTF-8 becomes U+FFFD. */
export interface TextColumn extends ValueColumn<string> {
  addBytes(bytes: Buffer, start: number, length: number): void;
}

/**
 * Text as UTF-8. Half surrogate pairs become U+FFFD.
 *
 * @param weight how often its bytes count, where the engine makes more of them than others.
 */
export function stringColumn(weight = 1): TextColumn {
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
    addLength(count);
    length += data.write(value, length, "utf8");
  }

  /** Writes the length of a text, with room for the text behind it. */
  function addLength(count: number): void {
    reserve(count + 5);
    let rest = count;
    for (; rest > 127; rest >>>= 7) data[length++] = (rest & 127) | 128;
    data[length++] = rest;
  }

  /** Copies text as it is; returns false, and nothing is written, when it is not UTF-8. */
  function copy(bytes: Buffer, start: number, count: number): boolean {
    const before = length;
    addLength(count);
    let bits = 0;
    if (count <= 32) {
      for (let index = 0; index < count; index++) bits |= data[length + index] = bytes[start + index]!;
    } else {
      bits = 128;
      data.set(bytes.subarray(start, start + count), length);
    }
    if (bits > 127 && !isUtf8(data.subarray(length, length + count))) {
      length = before;
      return false;
    }
    length += count;
    return true;
  }

  return {
    type: "String",
    get rows() {
      return rows;
    },
    get bytes() {
      return length * weight;
    },
    add(value) {
      if (!addShortAscii(value)) addAny(value);
      rows += 1;
    },
    addBytes(bytes, start, count) {
      if (!copy(bytes, start, count)) addAny(bytes.toString("utf8", start, start + count));
      rows += 1;
    },
    writePrefix: nothing,
    writeData: (out) => out.push(data.subarray(0, length)),
  };
}

// Keys come with the block (bit 9) and replace what was there (bit 10).
const dictionaryFlags = (1 << 9) | (1 << 10);

/** A column with a dictionary; takes a text also by its number among `TextNumbers`, which must always be the same ones. */
export interface DictionaryColumn extends TextColumn {
  /** What the texts of all rows weigh, each as often as it stands. */
  readonly spelledOut: number;
  addNumber(number: number, texts: TextNumbers): void;
}

/** `LowCardinality(String)`: each different text once, then small numbers. */
export function dictionaryColumn(): DictionaryColumn {
  const places = new Map<string, number>();
  const keys = stringColumn();
  let indexes = new Uint32Array(64);
  let rows = 0;
  let last = "";
  let lastPlace = -1;
  let own: TextNumbers | undefined;
  let spelledOut = 0;
  let spelledRows = 0;
  /** What each text weighs, by place. */
  const weights: number[] = [];
  /** Places by number of the text. */
  const placesByNumber: (number | undefined)[] = [];

  function place(value: string): number {
    const known = places.get(value);
    if (known !== undefined) return known;
    places.set(value, keys.rows);
    const before = keys.bytes;
    keys.add(value);
    weights.push(keys.bytes - before);
    return keys.rows - 1;
  }

  function addPlace(at: number): void {
    if (rows === indexes.length) {
      const larger = new Uint32Array(rows * 2);
      larger.set(indexes);
      indexes = larger;
    }
    indexes[rows++] = at;
  }

  function addNumber(number: number, texts: TextNumbers): void {
    let at = placesByNumber[number];
    if (at === undefined) {
      at = place(texts.text(number));
      placesByNumber[number] = at;
    }
    addPlace(at);
  }

  return {
    type: "LowCardinality(String)",
    get rows() {
      return rows;
    },
    get bytes() {
      return keys.bytes + rows * 2;
    },
    get spelledOut() {
      for (; spelledRows < rows; spelledRows++) spelledOut += weights[indexes[spelledRows]!]!;
      return spelledOut;
    },
    add(value) {
      if (value !== last || lastPlace === -1) {
        last = value;
        lastPlace = place(value);
      }
      addPlace(lastPlace);
    },
    addNumber,
    addBytes(bytes, start, count) {
      own ??= createTextNumbers();
      addNumber(own.of(bytes, start, count), own);
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
  return Object.assign(arrayOf(item, ends), { item, endRow: () => ends.add(item.rows) });
}

/** The columns of a `Nested`: arrays that have as many items each in every row. */
export interface NestedColumns<Items> {
  readonly items: Items;
  /** By name: `events.ts`. */
  readonly columns: Columns;
  /** Ends a row of `count` items, which were added to each of `items`. */
  endRow(count: number): void;
}

export function nestedColumns<Items extends Columns>(name: string, items: Items): NestedColumns<Items> {
  const ends = rowEnds();
  const columns = Object.entries(items).map(([field, item]) => [`${name}.${field}`, arrayOf(item, ends)]);
  return { items, columns: Object.fromEntries(columns) as Columns, endRow: (count) => ends.addMore(count) };
}

function arrayOf(item: Column, ends: RowEnds): Column {
  return {
    type: `Array(${item.type})`,
    get rows() {
      return ends.rows;
    },
    get bytes() {
      return ends.rows * 8 + item.bytes;
    },
    writePrefix: item.writePrefix,
    writeData(out) {
      ends.write(out);
      item.writeData(out);
    },
  };
}

/** Rows of several keys with values: add them to `key` and `value`, then end the row. */
export interface MapColumn<Value extends Column> extends Column {
  readonly key: DictionaryColumn;
  readonly value: Value;
  endRow(): void;
}

/** What the engine's index of pairs and its roll-up of values take for each pair, beside key and value. */
const entryBytes = 16;

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
      return ends.rows * 8 + key.rows * entryBytes + key.spelledOut + value.bytes;
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
  /** Ends a row `count` items after the last one. */
  addMore(count: number): void;
  write(out: Chunks): void;
}

function rowEnds(): RowEnds {
  // Pairs of 32-bit words: a block never holds 2^32 items, so the upper words stay zero.
  let words = new Uint32Array(128);
  let rows = 0;
  let last = 0;

  function add(end: number): void {
    if (rows * 2 === words.length) {
      const larger = new Uint32Array(words.length * 2);
      larger.set(words);
      words = larger;
    }
    words[rows * 2] = end;
    rows += 1;
    last = end;
  }

  return {
    get rows() {
      return rows;
    },
    add,
    addMore: (count) => add(last + count),
    write: (out) => out.push(new Uint8Array(words.buffer, 0, rows * 8)),
  };
}
