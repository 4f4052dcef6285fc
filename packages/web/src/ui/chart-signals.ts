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

/** The services that send a transaction, a funnel or a workflow, by kind and name: `transaction purchase`. */
export type Senders = ReadonlyMap<string, readonly string[]>;

/** What a source is of, if it has senders: `["transaction", "purchase"]`. */
export function sentOf(
  source: ChartSource,
): readonly [kind: "transaction" | "funnel" | "workflow", name: string] | undefined {
  if ("transaction" in source) return ["transaction", source.transaction];
  if ("funnel" in source) return ["funnel", source.funnel];
  return "workflow" in source ? ["workflow", source.workflow] : undefined;
}

/**
 * Whose data the sources read; `undefined` where that is not known of one of them.
 *
 * @param service of the chart, which narrows all its sources
 */
export function servicesOf(
  sources: readonly ChartSource[],
  service: string | undefined,
  senders?: Senders,
): Services {
  const all = sources.map((source) => {
    const own = ("service" in source ? source.service : undefined) ?? service;
    return own === undefined ? (senders?.get(sentOf(source)?.join(" ") ?? "") ?? []) : [own];
  });
  return all.some((own) => own.length === 0) ? undefined : all.flat();
}

const signalsOfRecords = { spans: ["spans"], logs: ["logs"], events: ["business"] } as const;

export function signalsOf(sources: readonly ChartSource[]): readonly Signal[] {
  return sources.flatMap((source): readonly Signal[] => {
    if ("records" in source) return signalsOfRecords[source.records];
    const kind = chartSourceKinds.find((one): one is Kind => one in source);
    return kind === undefined ? [] : signalsOfKind[kind];
  });
}
