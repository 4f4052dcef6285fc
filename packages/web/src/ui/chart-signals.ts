// The signals that the sources of a chart read.
import { type ChartSource, chartSourceKinds } from "contract";

import type { Services, Signal } from "../lib/completeness.ts";
import type { ChartRead } from "../lib/rule-reads.ts";

type Kind = Exclude<(typeof chartSourceKinds)[number], "records">;

/** None of SQL, of which it is not known what it reads, and of alerts, which read what their rules read. */
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

/** Whose data is read; `undefined` where that is not known of one of them. */
export function servicesOf(reads: readonly ChartRead[], senders?: Senders): Services {
  const all = reads.map(({ source, service }) => {
    const own = ("service" in source ? source.service : undefined) ?? service;
    return own === undefined ? (senders?.get(sentOf(source)?.join(" ") ?? "") ?? []) : [own];
  });
  return all.some((own) => own.length === 0) ? undefined : all.flat();
}

const signalsOfRecords = { spans: ["spans"], logs: ["logs"], events: ["business"] } as const;

export function signalsOf(reads: readonly ChartRead[]): readonly Signal[] {
  return reads.flatMap(({ source }): readonly Signal[] => {
    if ("records" in source) return signalsOfRecords[source.records];
    const kind = chartSourceKinds.find((one): one is Kind => one in source);
    return kind === undefined ? [] : signalsOfKind[kind];
  });
}
