// What the address of the list of traces holds beside the scope.
import { numeric, one, oneOf } from "../../lib/search-params.ts";

export interface TracesSearch {
  readonly name?: string | undefined;
  readonly status?: "error" | "ok" | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly order?: "newest" | "slowest" | undefined;
}

export function validateTracesSearch(raw: Readonly<Record<string, unknown>>): TracesSearch {
  return {
    name: one(raw["name"]),
    status: oneOf(raw["status"], ["error", "ok"]),
    min: numeric(raw["min"]),
    max: numeric(raw["max"]),
    order: oneOf(raw["order"], ["newest", "slowest"]),
  };
}
