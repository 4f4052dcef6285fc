// The signals that the sources of a chart read.
import { type ChartSource, chartSourceKinds } from "contract";

import type { Signal } from "../lib/completeness.ts";

type Kind = Exclude<(typeof chartSourceKinds)[number], "records">;

/** None of SQL and of alerts: what a query reads is not known, and an alert is judged by its own evaluations. */
const signalsOfKind: Readonly<Record<Kind, readonly Signal[]>> = {
  metric: ["metrics"],
  transaction: ["business"],
  funnel: ["business"],
  workflow: ["business"],
  interaction: ["business"],
  event: ["business"],
  logs: ["logs"],
  error: ["spans", "logs"],
  span: ["spans"],
  service: ["spans"],
  traces: ["spans"],
  profile: ["spans"],
  bottleneck: ["spans"],
  sql: [],
  alert: [],
};

const signalsOfRecords = { spans: ["spans"], logs: ["logs"], events: ["business"] } as const;

export function signalsOf(sources: readonly ChartSource[]): readonly Signal[] {
  return sources.flatMap((source): readonly Signal[] => {
    if ("records" in source) return signalsOfRecords[source.records];
    const kind = chartSourceKinds.find((one): one is Kind => one in source);
    return kind === undefined ? [] : signalsOfKind[kind];
  });
}
