// Columns of several values a row: arrays, maps, and the columns of a `Nested`.
import { type DictionaryColumn, dictionaryColumn } from "./dictionary.ts";
import type { Chunks, Column, Columns } from "./native.ts";

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

/** Bytes that the engine's index of pairs and its roll-up of values take for each pair, besides key and value. */
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
