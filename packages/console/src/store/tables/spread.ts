// Rows of one table as several blocks, when their times lie far apart or they are heavy. Each day becomes a part of its own on disk,
// and an insert holds the buffers of all its parts at once; and what is made of a block, for its indexes and roll-ups, is several
// times as large as the block. So a block has a bounded number of days, however wrong a sender's clock is, and a bounded weight,
// however long what is sent: the engine's memory is enough for every one of them.
import type { Table } from "./table.ts";

/** A table in as many pieces as its rows need. */
export interface Spread<Row> {
  readonly rows: number;
  /** What they weigh for the engine, about. */
  readonly bytes: number;
  add(row: Row): void;
  readonly pieces: readonly Piece<Row>[];
}

/** Rows that become one block. */
interface Piece<Row> {
  readonly table: Table<Row>;
  /** So many days, or months, are in it. */
  readonly units: number;
}

export const dayNs: bigint = 86_400_000_000_000n;

/** Days, or months, of one block. */
export const maxUnits = 50;

/** A block that weighs so much gets no more rows. */
export const maxPieceBytes = 16_000_000;

/** Weighing takes as long as a quarter of a row. */
const maxUnweighed = 64;

interface OpenPiece<Row> extends Piece<Row> {
  units: number;
  /** When it has so many rows it is weighed again: half way to what it may weigh, going by its rows so far. */
  weighAt: number;
}

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
  const pieces: OpenPiece<Row>[] = [];
  const byUnit = new Map<bigint, OpenPiece<Row>>();
  let rows = 0;
  /** The piece that new days go to. */
  let open: OpenPiece<Row> | undefined;
  let last: OpenPiece<Row> | undefined;
  let lastFrom = 0n;

  function pieceOf(unit: bigint): OpenPiece<Row> {
    const known = byUnit.get(unit);
    if (known !== undefined) return known;
    if (open === undefined || open.units === maxUnits) {
      open = { table: create(), units: 0, weighAt: 1 };
      pieces.push(open);
    }
    open.units += 1;
    byUnit.set(unit, open);
    return open;
  }

  function weigh(piece: OpenPiece<Row>): void {
    piece.weighAt = nextWeighing(piece.table);
    if (piece.weighAt === 0) retire(piece);
  }

  /** Rows of its days go into another piece from now on. */
  function retire(piece: OpenPiece<Row>): void {
    for (const [unit, own] of byUnit) if (own === piece) byUnit.delete(unit);
    if (open === piece) open = undefined;
    last = undefined;
  }

  return {
    get rows() {
      return rows;
    },
    get bytes() {
      let bytes = 0;
      for (const { table } of pieces) bytes += table.bytes;
      return bytes;
    },
    add(row) {
      const time = timeNs(row);
      if (last === undefined || time < lastFrom || time >= lastFrom + unitNs) {
        const unit = time / unitNs;
        lastFrom = unit * unitNs;
        last = pieceOf(unit);
      }
      last.table.add(row);
      rows += 1;
      if (last.table.rows >= last.weighAt) weigh(last);
    },
    pieces,
  };
}

/** At how many rows a table is weighed again; 0: it has all the bytes it may have. */
function nextWeighing({ bytes, rows }: Pick<Table<never>, "bytes" | "rows">): number {
  const left = maxPieceBytes - bytes;
  if (left <= 0) return 0;
  return rows + Math.max(1, Math.min(maxUnweighed, Math.floor((left * rows) / bytes / 2)));
}
