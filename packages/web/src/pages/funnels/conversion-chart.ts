// The conversion of a funnel over time, as its page draws it, for a dashboard.
import { formatDuration } from "catalog/duration";
import { leastInBucket } from "catalog/measures";
import type { ChartSpec, FunnelResult } from "contract";

import { type FunnelSearch, toRules } from "./search.ts";

/** As many as a chart may have. */
const mostSteps = 20;

/** `undefined` for a funnel whose steps a chart cannot have. */
export function conversionChart(
  { name, steps }: Pick<FunnelResult["funnel"], "name" | "steps">,
  search: FunnelSearch,
): ChartSpec | undefined {
  if (steps.length < 2 || steps.length > mostSteps) return undefined;
  const { windowMs, ...rules } = toRules(search);
  const source = {
    funnel: name,
    measure: "conversion",
    ...rules,
    ...(windowMs !== undefined && { window: formatDuration(windowMs) }),
    steps: steps.map((step) => step.name),
    minPeople: leastInBucket,
  } as const;
  return { title: `${name}: conversion`, sources: [source] };
}
