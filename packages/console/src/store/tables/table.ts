// A table while rows are gathered for it: columns, and the function that puts one row into them.
import { type Chunks, type Columns, writeBlock } from "../native/native.ts";
import { constantSeconds } from "../native/numbers.ts";

/** Rows for one table, to be inserted together. */
export interface Table<Row> {
  readonly name: string;
  readonly rows: number;
  /** What the rows weigh for the engine, about. */
  readonly bytes: number;
  add(row: Row): void;
  /** Names of the columns that `encode` writes. */
  readonly columns: readonly string[];
  /** Their types, in the same order. */
  readonly types: readonly string[];
  /** The rows as one block. Nothing may be added afterwards. */
  encode(stampSeconds: number): Chunks;
  /** These columns of the rows as one block, which shares the bytes of the whole one. Not the one that says when the rows came. */
  encodeColumns(names: readonly string[]): Chunks;
}

/**
 * @param stamp the column that says when the rows came, written when the block is.
 * @param put must add exactly one value to each column, and must not throw.
 */
export function createTable<Row>(
  name: string,
  columns: Columns,
  stamp: "received" | "seen" | undefined,
  put: (row: Row) => void,
): Table<Row> {
  const all = Object.values(columns);
  let rows = 0;
  return {
    name,
    get rows() {
      return rows;
    },
    get bytes() {
      let bytes = 0;
      for (const column of all) bytes += column.bytes;
      return bytes;
    },
    add(row) {
      put(row);
      rows += 1;
    },
    columns: [...Object.keys(columns), ...(stamp === undefined ? [] : [stamp])],
    types: [...all.map(({ type }) => type), ...(stamp === undefined ? [] : ["DateTime('UTC')"])],
    encode(stampSeconds) {
      const stamped =
        stamp === undefined ? columns : { ...columns, [stamp]: constantSeconds(stampSeconds, rows) };
      return writeBlock(stamped, rows);
    },
    encodeColumns: (names) =>
      writeBlock(Object.fromEntries(names.map((column) => [column, columns[column]!])), rows),
  };
}
