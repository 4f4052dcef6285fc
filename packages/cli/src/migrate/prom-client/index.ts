// prom-client: metrics and their calls, and the route that serves them once no metric is left.
import { packageOf } from "../../code/application/package-of.ts";
import { child, keyOf } from "../../code/node.ts";
import type { Site } from "../../code/project.ts";
import { type Draft, type Migration, pathIn } from "../migration.ts";
import { convertMetric } from "./metric.ts";
import { isMetricKind } from "./metric-kind.ts";

const reasons: Readonly<Record<string, string>> = {
  collectDefaultMetrics: "`observeRuntime()` has other names: change queries, then remove the call",
  setDefaultLabels:
    "labels of all series are resource attributes: `start({ attributes, prometheus: { resourceLabels } })`",
  getSingleMetric: "metrics are not looked up by name",
  removeSingleMetric: "metrics are not removed",
  resetMetrics: "sums are not reset",
  clear: "metrics are not removed",
  Pushgateway: "metrics are sent by OTLP, or scraped",
};
const guide = "migrate-prom-client.md#what-has-no-counterpart";

export function convertPromClient(migration: Migration, draft: Draft): void {
  const { module } = draft;
  for (const node of module.calls) {
    const called = calledIn(migration, { module, node });
    if (called === undefined) continue;
    if (node.type === "NewExpression" && isMetricKind(called)) convertMetric(migration, draft, node, called);
    else if (Object.hasOwn(reasons, called))
      migration.leave({ module, node }, called, reasons[called]!, guide);
  }
}

/** The name of prom-client that is called: of an export, or of a method of a registry. */
function calledIn(migration: Migration, { module, node }: Site): string | undefined {
  const callee = child(node, "callee")!;
  const path = pathIn(migration, { module, node: callee }, "prom-client");
  if (path !== undefined) return path.at(-1);
  const object = callee.type === "MemberExpression" ? child(callee, "object")! : undefined;
  return object !== undefined && packageOf(migration.project, { module, node: object }) === "prom-client"
    ? keyOf(callee)
    : undefined;
}
