// The signals that the sources of a chart read.
import { type ChartSource, chartSourceKinds } from "contract";

import type { Signal } from "../lib/completeness.ts";

type Kind = (typeof chartSourceKinds)[number];

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

export function signalsOf(sources: readonly ChartSource[]): readonly Signal[] {
  return sources.flatMap((source) => {
    const kind = chartSourceKinds.find((one) => one in source);
    return kind === undefined ? [] : signalsOfKind[kind];
  });
}
