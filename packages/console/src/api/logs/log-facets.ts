// GET /api/logs/facets: by what log records can be narrowed down, with counts.
import type { LogFacetsResult, ParamsOf } from "contract";
import { type ApiContext, run } from "../context.ts";
import { limitList } from "../limits/limit-list.ts";
import { readRange } from "../params/params.ts";
import { toRangeParams, toResolved } from "../time/range.ts";
import { toConditionParams } from "./log-conditions.ts";

/** Attributes of so many records are counted: maps are the most of what a record weighs. */
const sample = 20_000;
const mostKeys = 20;
/** Values of all keys, 8 of each at most. */
const mostValues = 160;

interface ServiceRow {
  readonly value: string;
  readonly count: string;
  /** Of all services. */
  readonly records: string;
  readonly services: string;
}

interface ValueRow {
  readonly key: string;
  readonly value: string;
  readonly count: string;
  readonly ofKey: string;
  readonly different: string;
}

export async function countFacets(
  params: ParamsOf<"GET /api/logs/facets">,
  context: ApiContext,
): Promise<LogFacetsResult> {
  const range = readRange(params, context);
  const shared = { ...(await toConditionParams(params, context)), ...toRangeParams(range) };
  const [services, values] = await Promise.all([
    run<ServiceRow>(context, "log-facet-services", shared),
    run<ValueRow>(context, "log-facet-attributes", { ...shared, sample, limit: mostValues }),
  ]);
  const records = Number(services[0]?.records ?? 0);
  const listed = limitList(services.map(toValue), { total: Number(services[0]?.services ?? 0) });
  const attributes = limitList(
    [...byKey(values)]
      .filter(([, rows]) => isTelling(rows, Math.min(records, sample)))
      .map(([key, rows]) => ({ key, count: Number(rows[0]!.ofKey), values: rows.map(toValue) })),
    { rows: mostKeys },
  );
  return {
    ...toResolved(range),
    services: listed.items,
    truncatedServices: listed.truncated,
    attributes: attributes.items,
    hasMoreAttributes: attributes.truncated > 0 || values.length === mostValues,
    sampled: records > sample ? sample : null,
  };
}

/** Not a key with a value of its own for nearly each record. */
function isTelling([first]: readonly ValueRow[], records: number): boolean {
  return first !== undefined && (records < 20 || Number(first.different) < Number(first.ofKey) / 2);
}

function byKey(rows: readonly ValueRow[]): Map<string, ValueRow[]> {
  const keys = new Map<string, ValueRow[]>();
  for (const row of rows) {
    const same = keys.get(row.key);
    if (same === undefined) keys.set(row.key, [row]);
    else same.push(row);
  }
  return keys;
}

function toValue({ value, count }: { readonly value: string; readonly count: string }) {
  return { value, count: Number(count) };
}
