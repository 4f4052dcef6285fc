// What the builder offers to draw: the things of this range that have figures, and the records whose fields can be measured.
import type { MetricInfo } from "contract";
import { useMemo } from "react";

import { useApi } from "../../../data/use-api.ts";
import type { MetricInfos, Subject } from "../../../lib/chart-draft.ts";
import { useScope } from "../../../state/scope.ts";

const exampleSql = `SELECT service, count() AS spans
FROM spans
WHERE start >= {from:DateTime64(9)} AND start < {to:DateTime64(9)}
GROUP BY service
ORDER BY spans DESC
LIMIT 20`;

const fixed: readonly Subject[] = [
  { label: "spans", source: { records: "spans", measure: "count" } },
  { label: "durations of spans", source: { traces: "entries" } },
  { label: "log records", source: { records: "logs", measure: "count" } },
  { label: "log records by severity", source: { logs: "" } },
  { label: "business records", source: { records: "events", measure: "count" } },
  { label: "interactions", source: { interaction: "", measure: "count" } },
  {
    label: "query in SQL",
    source: {
      sql: exampleSql,
    },
  },
];

export interface Subjects {
  readonly subjects: readonly Subject[];
  readonly metrics: MetricInfos;
}

export function useSubjects(): Subjects {
  const { rangeQuery } = useScope();
  const still = { refresh: "still", part: "what can be drawn" } as const;
  const transactions = useApi(
    "/api/transactions",
    { query: { ...rangeQuery, limit: 200, sample: "few" } },
    still,
  );
  const funnels = useApi("/api/funnels", { query: { ...rangeQuery, sample: "few" } }, still);
  const workflows = useApi("/api/workflows", { query: { ...rangeQuery, limit: 200 } }, still);
  const services = useApi("/api/services", { query: rangeQuery }, still);
  const metrics = useApi("/api/metrics", { query: rangeQuery }, still);
  return useMemo(
    () => ({
      subjects: [
        ...named(
          "transaction",
          transactions.data?.types.map(({ type }) => type),
          (transaction) => ({
            transaction,
            measure: "completion",
          }),
        ),
        ...named(
          "funnel",
          funnels.data?.funnels.map(({ name }) => name),
          (funnel) => ({
            funnel,
            measure: "conversion",
          }),
        ),
        ...named(
          "workflow",
          workflows.data?.types.map(({ type }) => type),
          (workflow) => ({
            workflow,
            measure: "started",
          }),
        ),
        ...fixed,
        ...named(
          "service",
          services.data?.services.map(({ name }) => name),
          (service) => ({
            service,
            measure: "rate",
          }),
        ),
        ...named(
          "metric",
          metrics.data?.metrics.map(({ name }) => name),
          (metric) => ({ metric }),
        ),
      ],
      metrics: new Map(metrics.data?.metrics.map((info): [string, MetricInfo] => [info.name, info])),
    }),
    [transactions.data, funnels.data, workflows.data, services.data, metrics.data],
  );
}

function named(
  kind: string,
  names: readonly string[] | undefined,
  toSource: (name: string) => Subject["source"],
): readonly Subject[] {
  return (names ?? []).map((name) => ({ label: `${name} · ${kind}`, source: toSource(name) }));
}
