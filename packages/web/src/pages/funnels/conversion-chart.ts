// The conversion of a funnel over time, as its page draws it, for a dashboard.
import type { ChartSpec, FunnelResult } from "contract";

import { type FunnelSearch, toRules } from "./search.ts";

/** As many as a chart may have. */
const mostSteps = 20;
/** Fewer people in a bucket say nothing about conversion. */
export const minPeople = 5;

/** `undefined` for a funnel whose steps a chart cannot have. */
export function conversionChart(
  { name, steps }: Pick<FunnelResult["funnel"], "name" | "steps">,
  search: FunnelSearch,
): ChartSpec | undefined {
  if (steps.length < 2 || steps.length > mostSteps) return undefined;
  const source = {
    funnel: name,
    measure: "conversion",
    ...toRules(search),
    steps: steps.map((step) => step.name),
    minPeople,
  } as const;
  return { title: `${name}: conversion`, sources: [source] };
}
