// What is late of a chart: of transactions, funnels and workflows only what their own services send.
import type { ChartSource } from "contract";

import { useApiAll } from "../data/use-api.ts";
import type { Late } from "../lib/completeness.ts";
import { useLateIn } from "../state/completeness.ts";
import { type Senders, sentOf, servicesOf, signalsOf } from "./chart-signals.ts";

/** @param service of the chart */
export function useChartLate(sources: readonly ChartSource[], service: string | undefined): Late | undefined {
  const lateIn = useLateIn(signalsOf(sources));
  const late = lateIn?.(servicesOf(sources, service));
  const senders = useSenders(late === undefined || service !== undefined ? [] : sources);
  return late && lateIn?.(servicesOf(sources, service, senders));
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
