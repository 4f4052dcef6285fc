// What is late of a chart: of transactions, funnels and workflows only what their own services send.
import type { ChartSource } from "contract";

import { useApiAll } from "../data/use-api.ts";
import type { Late } from "../lib/completeness.ts";
import { type ChartRead, readOf } from "../lib/rule-reads.ts";
import { useLateGroups, useLateIn } from "../state/completeness.ts";
import { type Senders, sentOf, servicesOf, signalsOf } from "./chart-signals.ts";

/** @param service of the chart */
export function useChartLate(sources: readonly ChartSource[], service: string | undefined): Late | undefined {
  return useReadsLate(useReads(sources, service));
}

export function useReadsLate(reads: readonly ChartRead[]): Late | undefined {
  const lateIn = useLateIn(signalsOf(reads));
  const late = lateIn?.(servicesOf(reads));
  const isNarrowed = reads.every(({ service }) => service !== undefined);
  const senders = useSenders(late === undefined || isNarrowed ? [] : reads.map(({ source }) => source));
  return late && lateIn?.(servicesOf(reads, senders));
}

/** A pinned alert reads what its rule reads, which is asked for while anything is late. */
function useReads(sources: readonly ChartSource[], service: string | undefined): readonly ChartRead[] {
  const ids = sources.flatMap((source) => ("alert" in source ? [source.alert] : []));
  const isAnyLate = useLateGroups().length > 0;
  const alerts = useApiAll("/api/alerts/:id", isAnyLate ? ids.map((id) => ({ params: { id } })) : [], {});
  const conditions = new Map(
    alerts.flatMap(({ data }) => (data ? [[data.alert.id, data.alert.condition] as const] : [])),
  );
  return sources.flatMap((source) =>
    "alert" in source ? (readOf(conditions.get(source.alert) ?? {}) ?? []) : [{ source, service }],
  );
}

/** Services are of the last day, whatever the range. */
const query = { from: "-1h", limit: 1 };

/** Who sends what the sources are of; nothing of those that load or fail. */
function useSenders(sources: readonly ChartSource[]): Senders {
  const sent = sources.map(sentOf).filter((one) => one !== undefined);
  const namesOf = (kind: string): readonly string[] => [
    ...new Set(sent.filter(([own]) => own === kind).map(([, name]) => name)),
  ];
  const transactions = useApiAll(
    "/api/transactions/:type",
    namesOf("transaction").map((type) => ({ params: { type }, query })),
    {},
  );
  const funnels = useApiAll(
    "/api/funnels/:name",
    namesOf("funnel").map((name) => ({ params: { name }, query: { from: query.from } })),
    {},
  );
  const workflows = useApiAll(
    "/api/workflows",
    namesOf("workflow").map((type) => ({ query: { ...query, type } })),
    {},
  );
  return new Map([
    ...transactions.flatMap(({ data }) =>
      data ? [[`transaction ${data.summary.type}`, data.summary.services] as const] : [],
    ),
    ...funnels.flatMap(({ data }) =>
      data ? [[`funnel ${data.funnel.name}`, data.funnel.services] as const] : [],
    ),
    ...workflows.flatMap(
      ({ data }) => data?.types.map(({ type, services }) => [`workflow ${type}`, services] as const) ?? [],
    ),
  ]);
}
