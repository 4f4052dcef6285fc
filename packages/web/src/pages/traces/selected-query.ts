// What is requested below the heatmap: the range, scope and conditions of the page, narrowed to the selected region.
import type { DiffersQuery } from "contract";

import { fixedRange, isMoving, resolveRange, type TimeRange } from "../../lib/time-range.ts";
import type { Scope } from "../../state/scope-search.ts";
import { parseRegion, regionQuery } from "./region.ts";
import type { TracesSearch } from "./search.ts";

type ScopeQuery = Scope["query"];

export function selectedQuery(scope: ScopeQuery, { region: text, spans }: TracesSearch): ScopeQuery {
  const region = parseRegion(text);
  if (region === undefined) return scope;
  const { range, filter } = regionQuery(region, spans === undefined);
  return { ...scope, ...range, filter: [...(scope.filter ?? []), ...filter] };
}

/** The groups of the same spans as on the heatmap. */
export function groupsQuery(
  scope: ScopeQuery,
  search: TracesSearch,
): ScopeQuery & { by: string; limit: number } {
  const query = selectedQuery(scope, search);
  const hasEntry = search.spans === "all" || search.region !== undefined;
  const filter = hasEntry ? query.filter : [...(query.filter ?? []), "entry=true"];
  return { ...query, filter, by: search.by ?? "", limit: 100 };
}

/** Ranges of at least this length have a newest part, which is so much shorter. */
const minLongMs = 3 * 3_600_000;
const shorter = 24;

/** The newest part of a long range; `undefined` of a short one. The part of a range that ends now does so too. */
export function newestPart(range: TimeRange): TimeRange | undefined {
  const { fromMs, toMs } = resolveRange(range);
  const lengthMs = toMs - fromMs;
  if (lengthMs < minLongMs) return undefined;
  const partMs = Math.round(lengthMs / shorter);
  return isMoving(range) ? { from: `-${partMs}ms`, to: range.to } : fixedRange(toMs - partMs, toMs);
}

/** The spans of the region and the others of the range; without a region, spans in error and the others. */
export function differencesQuery(scope: ScopeQuery, { region: text, spans }: TracesSearch): DiffersQuery {
  const filter = [...(scope.filter ?? []), ...(spans === "all" ? [] : ["entry=true"])];
  const region = parseRegion(text);
  if (region === undefined) return { ...scope, filter, status: "error" };
  return {
    ...scope,
    filter,
    selectFrom: new Date(region.fromMs).toISOString(),
    selectTo: new Date(region.toMs).toISOString(),
    minDurationMs: region.minMs,
    maxDurationMs: region.maxMs,
  };
}
