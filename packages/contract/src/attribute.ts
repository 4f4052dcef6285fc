import type { RangeQuery } from "./query.ts";

export const attributesPath = "/api/attributes";

/** Without `key`: the keys that are in use. With it: its commonest values. For completion in the filter bar. */
export interface AttributesQuery extends RangeQuery {
  readonly signal?: "spans" | "logs" | undefined;
  readonly key?: string | undefined;
  readonly prefix?: string | undefined;
  readonly limit?: number | undefined;
}

export interface AttributesResult {
  readonly keys: readonly { readonly key: string; readonly count: number }[];
  readonly values: readonly { readonly value: string; readonly count: number }[];
}
