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

/** Reports about a file. */
export interface TableReport {
  /** A row that was left out, and why. */
  badRow(reason: string): void;
  /** A remark that is not an error. */
  note(text: string): void;
}
