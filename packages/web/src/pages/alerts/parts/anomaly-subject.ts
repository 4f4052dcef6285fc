// Whose anomalies belong to what a rule looks at.
import { partOf, textOf, type RuleContent } from "../../../lib/rule-words.ts";
import type { AnomalySubject } from "../../../ui/anomaly-markers.ts";

const named = ["transaction", "funnel", "metric"] as const;

/** `undefined` for sources that the detector does not watch. */
export function anomalySubject(content: RuleContent): AnomalySubject | undefined {
  const on = partOf(content["on"]);
  for (const subject of named) if (subject in on) return { subject, name: textOf(on[subject]) };
  const service = textOf(on["service"]);
  if (service === "" || !("measure" in on)) return undefined;
  return "operation" in on
    ? { subject: "operation", service, name: textOf(on["operation"]) }
    : { subject: "service", service };
}
