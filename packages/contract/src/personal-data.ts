// A person's data: taken along, or deleted.

/** `GET`: every row that carries the person's id, one JSON object a line. */
export const userExportPath = "/api/users/:id/export";

/** One line of the export. */
export interface ExportedRow {
  readonly table: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/** The answer to `DELETE /api/users/{id}`. */
export interface DeletedPerson {
  /** What was found and deleted, by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Tables in which the deletion still goes on; they end by themselves, also after a restart. */
  readonly pending: readonly string[];
  /** SHA-256 of the id, as the audit log has it. */
  readonly person: string;
}
