// The request of a comparison out of the address; `undefined` while a side is not chosen.
import type { CompareQuery } from "contract";

import { useScope } from "../../state/scope.ts";
import type { CompareSearch } from "./search.ts";

export const versionKey = "service.version";

export function useCompareQuery(search: CompareSearch): CompareQuery | undefined {
  const { rangeQuery, service } = useScope();
  const { mode, baseFrom, baseTo, baseEnv, value, baseValue } = search;
  const query = { ...rangeQuery, service };
  if (mode === undefined) return { ...query, baseFrom, baseTo: baseFrom === undefined ? undefined : baseTo };
  if (mode === "environment")
    return baseEnv === undefined || baseEnv === rangeQuery.environment || rangeQuery.environment === undefined
      ? undefined
      : { ...query, baseEnvironment: baseEnv };
  const by = mode === "version" ? versionKey : search.by;
  if (by === undefined || value === undefined || baseValue === undefined || value === baseValue)
    return undefined;
  return { ...query, by, value, baseValue };
}
