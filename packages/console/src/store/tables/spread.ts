// Rows of one table as several blocks, when their times lie far apart: each day becomes a part of its own on disk, and an insert
// holds the buffers of all its parts at once. So a block has a bounded number of days, however wrong a sender's clock is.
import type { Table } from "./table.ts";

/** A table in as many pieces as its rows need. */
export interface Spread<Row> {
  readonly rows: number;
  add(row: Row): void;
  readonly pieces: readonly Table<Row>[];
}

export const dayNs: bigint = 86_400_000_000_000n;

/** Days, or months, of one block. */
export const maxUnits = 50;

/**
 * @param create makes an empty piece.
 * @param timeNs the time by which the table is parted.
 * @param unitNs about how long one part is.
 */
export function createSpread<Row>(
  create: () => Table<Row>,
  timeNs: (row: Row) => bigint,
  unitNs: bigint = dayNs,
): Spread<Row> {
  const pieces: Table<Row>[] = [];
  const byUnit = new Map<bigint, Table<Row>>();
  let rows = 0;
  let last: Table<Row> | undefined;
  let lastFrom = 0n;

  function pieceOf(unit: bigint): Table<Row> {
    const known = byUnit.get(unit);
    if (known !== undefined) return known;
    if (byUnit.size % maxUnits === 0) pieces.push(create());
    const piece = pieces.at(-1)!;
    byUnit.set(unit, piece);
    return piece;
  }

  return {
    get rows() {
      return rows;
    },
    add(row) {
      const time = timeNs(row);
      if (last === undefined || time < lastFrom || time >= lastFrom + unitNs) {
        const unit = time / unitNs;
        lastFrom = unit * unitNs;
        last = pieceOf(unit);
      }
      last.add(row);
      rows += 1;
    },
    pieces,
  };
}
