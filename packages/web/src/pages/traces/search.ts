// The search parameters of the list of traces, beside those of the scope.
import { numeric, one, oneOf } from "../../lib/search-params.ts";

export interface TracesSearch {
  /** Exact name of a span in the trace. */
  name?: string | undefined;
  status?: "error" | "ok" | undefined;
  /** Ms. */
  min?: number | undefined;
  max?: number | undefined;
  order?: "slowest" | undefined;
}

/** The search of `/traces`; wrong values are dropped. */
export function validateTracesSearch(raw: Readonly<Record<string, unknown>>): TracesSearch {
  const search: TracesSearch = {
    name: one(raw["name"]),
    status: oneOf(raw["status"], ["error", "ok"]),
    min: positive(raw["min"]),
    max: positive(raw["max"]),
    order: oneOf(raw["order"], ["slowest"]),
  };
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}

function positive(value: unknown): number | undefined {
  const number = numeric(value);
  return number !== undefined && number > 0 ? number : undefined;
}
