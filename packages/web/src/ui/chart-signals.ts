// The signals that the sources of a chart read.
import { type ChartSource, chartSourceKinds } from "contract";

import type { Services, Signal } from "../lib/completeness.ts";

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

/** Whose data the sources read; `undefined` where one of them is of several. @param service of the chart, which narrows all its sources. */
export function servicesOf(sources: readonly ChartSource[], service: string | undefined): Services {
  const own = sources.map((source) => ("service" in source ? source.service : undefined) ?? service);
  const known = own.filter((one) => one !== undefined);
  return known.length < own.length ? undefined : known;
}

const signalsOfRecords = { spans: ["spans"], logs: ["logs"], events: ["business"] } as const;

export function signalsOf(sources: readonly ChartSource[]): readonly Signal[] {
  return sources.flatMap((source): readonly Signal[] => {
    if ("records" in source) return signalsOfRecords[source.records];
    const kind = chartSourceKinds.find((one): one is Kind => one in source);
    return kind === undefined ? [] : signalsOfKind[kind];
  });
}
