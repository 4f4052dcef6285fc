// Columns of a table by name. Positions are resolved once for each file, not for each row.
import { CellError, isEmpty, type ReadCell } from "./cells.ts";
import type { TableRow } from "./table.ts";

/** Reads one column of a row. @throws {CellError} that names the column. */
export type Column<T> = (row: TableRow) => T;

export interface Columns {
  has(name: string): boolean;
  /** A column that may be missing, and whose cells may be empty. */
  optional<T>(name: string, read: ReadCell<T>, missing: T): Column<T>;
  /** A column without which a row means nothing. */
  required<T>(name: string, read: ReadCell<T>): Column<T>;
  /** Names that were asked for, there or not. */
  readonly known: ReadonlySet<string>;
}

export function createColumns(names: readonly string[]): Columns {
  const known = new Set<string>();
  const places = new Map(names.map((name, place) => [name, place]));

  function column<T>(name: string, read: ReadCell<T>, empty: () => T): Column<T> {
    known.add(name);
    const place = places.get(name);
    if (place === undefined) return empty;
    return (row) => {
      const cell = row[place];
      return isEmpty(cell) ? empty() : readIn(name, cell, read);
    };
  }

  return {
    known,
    has: (name) => places.has(name),
    optional: (name, read, missing) => column(name, read, () => missing),
    required: (name, read) =>
      column(name, read, () => {
        throw new CellError(`column \`${name}\` is empty`);
      }),
  };
}

function readIn<T>(name: string, cell: unknown, read: ReadCell<T>): T {
  try {
    return read(cell);
  } catch (error) {
    if (!(error instanceof CellError)) throw error;
    throw new CellError(`cannot read \`${show(cell)}\` in column \`${name}\`: expected ${error.message}`);
  }
}

function show(cell: unknown): string {
  const shown =
    typeof cell === "object"
      ? JSON.stringify(cell, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value))
      : String(cell);
  return shown.length > 60 ? `${shown.slice(0, 59)}…` : shown;
}
