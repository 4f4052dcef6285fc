// What is late of the data that a rule looks at.
import type { ChartSource } from "contract";

import type { Late } from "../../../lib/completeness.ts";
import { sourceKindOf } from "../../../lib/rule-sources.ts";
import { partOf, type RuleContent, textOf } from "../../../lib/rule-words.ts";
import { useChartLate } from "../../../ui/chart-late.ts";

/** Sources of charts that read the same as sources of rules, which have other names. */
const sameAs: Readonly<Record<string, string>> = { errors: "error", log: "logs", finding: "bottleneck" };

/** Nothing of queries and of rules without a source of their own: what they read is not known. */
export function useRuleLate(content: RuleContent): Late | undefined {
  const service = textOf(partOf(content["on"])["service"]);
  return useChartLate(sourcesOf(content), service === "" ? undefined : service);
}

export function sourcesOf(content: RuleContent): readonly ChartSource[] {
  const kind = sourceKindOf(content);
  if (kind === undefined) return [];
  const on = partOf(content["on"]);
  const [key, ...others] = kind.keys;
  // a service, or an operation of any
  const own = key === undefined || others.length > 0 ? ("service" in on ? "service" : "traces") : key;
  return [{ [sameAs[own] ?? own]: textOf(on[own]) } as unknown as ChartSource];
}
