// The name of a watched series in words, and the page that shows it.
import { type MeasureKey, measureNoun } from "catalog/measures";
import type { AnomalySeries } from "contract";

import type { PageScope } from "../../../lib/rule-scope.ts";

const measures: Readonly<Record<Exclude<AnomalySeries["measure"], "value">, MeasureKey>> = {
  rate: "requestRate",
  errors: "errorShare",
  p95: "latency.p95",
  completion: "completion",
  conversion: "conversion",
};

/** `p95 of charge in payment`. */
export function seriesName({ kind, name, service, measure }: AnomalySeries): string {
  const of = kind === "operation" && service !== "" ? `${name} in ${service}` : name;
  return measure === "value" ? of : `${measureNoun(measures[measure])} of ${of}`;
}

const pages = {
  service: "services",
  operation: "services",
  transaction: "transactions",
  funnel: "funnels",
  metric: "metrics",
} as const;

/** The page with the chart of the series. */
export function seriesPath({ kind, name, service }: AnomalySeries): string {
  return `/${pages[kind]}/${encodeURIComponent(kind === "operation" ? service : name)}`;
}

/** What restricts the data of the series besides its name. */
export function scopeOfSeries({ environment }: AnomalySeries): PageScope {
  return environment === "" ? {} : { environment };
}
