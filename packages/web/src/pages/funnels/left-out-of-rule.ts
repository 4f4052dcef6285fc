// What an alert rule about a funnel leaves out of what the page shows: it counts people from one step to another, in this order.
import type { FunnelSummary } from "contract";

import { appliesTo } from "../../state/filter-signal.ts";
import type { FunnelSearch } from "./search.ts";

interface Scope {
  readonly service: string | undefined;
  readonly filters: readonly string[];
}

export function leftOutOfRule(
  steps: readonly Pick<FunnelSummary["steps"][number], "name">[],
  { order = "ordered", exclude = [] }: FunnelSearch,
  { service, filters }: Scope,
): readonly string[] {
  return [
    ...(steps.length > 2 ? [`the steps between ${steps[0]!.name} and ${steps.at(-1)!.name}`] : []),
    ...(order === "ordered" ? [] : [`${order} order`]),
    ...exclude.map((step) => `no ${step}`),
    ...(service === undefined ? [] : [`the service ${service}`]),
    ...filters.filter((one) => appliesTo("steps", one)),
  ];
}
