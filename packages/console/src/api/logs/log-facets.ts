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
    run<{ value: string; count: string }>(context, "log-facet-services", shared),
    run<ValueRow>(context, "log-facet-attributes", { ...shared, sample }),
  ]);
  const records = services.reduce((all, { count }) => all + Number(count), 0);
  return {
    ...toResolved(range),
    services: limitList(services.map(toValue)).items,
    attributes: limitList(
      [...byKey(values)]
        .filter(([, rows]) => isTelling(rows, Math.min(records, sample)))
        .map(([key, rows]) => ({ key, count: Number(rows[0]!.ofKey), values: rows.map(toValue) })),
      { rows: mostKeys },
    ).items,
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
