// The search parameters of the SQL page, beside those of the scope.
import { one } from "../../lib/search-params.ts";

export interface SqlSearch {
  /** The query that was run last. */
  readonly q?: string | undefined;
}

export function validateSqlSearch(raw: Readonly<Record<string, unknown>>): SqlSearch {
  return { q: one(raw["q"]) };
}
