// Which service and conditions of the header narrow a chart, and which do not. Pure.
import { type ChartSource, type ChartSpec, narrowsSource } from "contract";

import { appliesTo } from "../../state/filter-signal.ts";
import type { Scope } from "../../state/scope-search.ts";

export interface ChartConditions {
  /** What narrows all that the chart draws. */
  readonly applied: Pick<Scope, "service" | "filters">;
  /** What does not, as the header has it. Conditions that no chart takes are named by the page. */
  readonly left: readonly string[];
}

export function conditionsOfChart(
  chart: Pick<ChartSpec, "sources" | "service">,
  { service, filters }: Pick<Scope, "service" | "filters">,
): ChartConditions {
  const isOfService = service !== undefined && isNarrowedBy(chart, service);
  const conditions = filters.filter((one) => appliesTo("spans", one));
  const isFiltered = chart.sources.every((source) => narrowsSource(source, "filter"));
  return {
    applied: { service: isOfService ? service : undefined, filters: isFiltered ? conditions : [] },
    left: [
      ...(service === undefined || isOfService ? [] : [`service=${service}`]),
      ...(isFiltered ? [] : conditions),
    ],
  };
}

/** A chart, or a source of log records, may have a service of its own, which counts instead. */
function isNarrowedBy({ sources, service: own }: Pick<ChartSpec, "sources" | "service">, service: string) {
  const serviceOf = (source: ChartSource): string =>
    ("logs" in source ? source.service : undefined) ?? own ?? service;
  return sources.every((source) => narrowsSource(source, "service") && serviceOf(source) === service);
}
