// Lists of documents: the newest of each whose kind begins with a text.
import type { QueryName } from "../sql/query-name.ts";

/** Runs a query of the tenant. */
export type RunQuery = <Row>(
  name: QueryName,
  params: Readonly<Record<string, unknown>>,
) => Promise<readonly Row[]>;

/** One version of a document that was not deleted. */
export interface DocumentRow {
  /** Its kind. */
  readonly document: string;
  readonly newest: string;
  readonly savedMs: string;
  /** JSON text; empty for a version in which it was deleted. */
  readonly text: string;
}

/** The newest version of each; none of those that are deleted. */
export async function listDocuments(run: RunQuery, prefix: string): Promise<readonly DocumentRow[]> {
  return run<DocumentRow>("newest-documents", { prefix });
}
