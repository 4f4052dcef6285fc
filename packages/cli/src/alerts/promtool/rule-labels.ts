// Labels and annotations of a rule in Prometheus.
import type { AlertRule } from "alerts";
import { type Labels, underscoredLabel } from "catalog/prometheus";
import { NotExpressible } from "./not-expressible.ts";
import { groupLabels } from "./value.ts";

/** @throws {NotExpressible} when a label of the rule would replace one of its groups. */
export function ruleLabels({
  labels = {},
  severity = "ticket",
  owner = "",
  groupBy = [],
}: AlertRule): Labels {
  const own = Object.entries(labels).map(([name, text]) => [underscoredLabel(name), text] as const);
  const all = { ...Object.fromEntries(own), severity, owner };
  const taken = groupLabels(groupBy).find((label) => label === "alertname" || Object.hasOwn(all, label));
  if (taken !== undefined)
    throw new NotExpressible(`its group \`${taken}\` is a label that its alerts have already`);
  return all;
}

export function ruleAnnotations({ name, summary = name, description = "", runbook = "" }: AlertRule): Labels {
  return { summary, description, runbook_url: runbook };
}
