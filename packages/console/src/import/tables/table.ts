// A file that is a table: named columns, and rows of cells in their order. Cells of CSV are text, those of Parquet have types.

export type TableRow = readonly unknown[];

export interface Table {
  readonly format: "CSV" | "Parquet";
  readonly columns: readonly string[];
  /**
   * Its rows, read as they are taken, and once. Cells of columns that are not wanted may be left empty.
   *
   * @throws {ProblemError} where the file is damaged.
   */
  rows(wanted: ReadonlySet<string>): AsyncIterable<TableRow>;
}

/** Gets what is noticed while a file is read. */
export interface ReadReport {
  /** The format of what was read last; called again and again. */
  detected(format: string): void;
  /** Rows or values that were left out, one as a rule: where (`Row 7`, `Line 3`), and why. */
  badRow(where: string, reason: string, rows?: number): void;
  /** A remark that is not an error. */
  note(text: string): void;
}
