// What is late of the data that a rule looks at.
import type { ChartSource } from "contract";

import type { Late } from "../../../lib/completeness.ts";
import { partOf, type RuleContent, textOf } from "../../../lib/rule-words.ts";
import { useChartLate } from "../../../ui/chart-late.ts";

/** Sources of charts that read the same as sources of rules, which have other names. */
const sameAs: Readonly<Record<string, string>> = { errors: "error", log: "logs", finding: "bottleneck" };

/** Nothing of queries and of rules without a source of their own: what they read is not known. */
export function useRuleLate(content: RuleContent): Late | undefined {
  const on = partOf(content["on"]);
  const service = textOf(on["service"]);
  return useChartLate(sourcesOf(on), service === "" ? undefined : service);
}

function sourcesOf(on: RuleContent): readonly ChartSource[] {
  if (Object.keys(on).length === 0) return [];
  const named = ["metric", "transaction", "funnel", "workflow", "errors", "log", "event", "finding", "sql"];
  // without any of these it is of a service, or of an operation of any
  const kind = named.find((one) => one in on) ?? (textOf(on["service"]) === "" ? "traces" : "service");
  return [{ [sameAs[kind] ?? kind]: textOf(on[kind]) } as unknown as ChartSource];
}
