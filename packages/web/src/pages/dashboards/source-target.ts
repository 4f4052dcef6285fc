// The page that a chart leads to: that of its first source, with its conditions. Pure.
import { type ChartSource, chartSourceKinds, type ChartSpec } from "contract";

import type { ScopeSearch } from "../../state/scope-search.ts";
import type { InteractionsSearch } from "../interactions/search.ts";
import type { TransactionTypeSearch } from "../transactions/search.ts";
import { funnelSearch, listed, logsSearch, metricSearch, present } from "./source-search.ts";

export interface SourceTarget {
  readonly to: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly search: object;
}

type Kind = (typeof chartSourceKinds)[number];
type SourceOf<K extends Kind> = Extract<ChartSource, Readonly<Record<K, unknown>>>;
type Targets = {
  readonly [K in Kind]: (source: SourceOf<K>, chart: ChartSpec, filters: readonly string[]) => SourceTarget;
};

const targets: Targets = {
  metric: (source, chart, filters) => ({
    to: "/metrics/$name",
    params: { name: source.metric },
    search: metricSearch({ ...chart, sources: [source, ...chart.sources.slice(1)] }, filters),
  }),
  transaction: (source) => ({
    to: "/transactions/$type",
    params: { type: source.transaction },
    search: transactionSearch(source),
  }),
  funnel: (source) => ({
    to: "/funnels/$name",
    params: { name: source.funnel },
    search: funnelSearch(source),
  }),
  workflow: ({ workflow }) => ({ to: "/workflows/$type", params: { type: workflow }, search: {} }),
  span: ({ span }) => ({ to: "/traces", search: { filter: [`name=${span}`] } }),
  event: ({ event }) => ({ to: "/logs", search: { event } }),
  logs: (source, _, filters) => ({ to: "/logs", search: logsSearch(source, filters) }),
  service: ({ service }) => ({ to: "/services/$name", params: { name: service }, search: {} }),
  sql: ({ sql }) => ({ to: "/sql", search: { q: sql } }),
  error: ({ error }) => ({ to: "/errors/$fingerprint", params: { fingerprint: error }, search: {} }),
  interaction: (source) => ({ to: "/interactions", search: interactionSearch(source) }),
  profile: ({ profile }) => ({ to: "/profiles/$name", params: { name: profile }, search: {} }),
  bottleneck: ({ bottleneck }) => ({
    to: "/bottlenecks/$fingerprint",
    params: { fingerprint: bottleneck },
    search: {},
  }),
  records: ({ records, by, filter = [] }, _, filters) => ({
    to: records === "logs" ? "/logs" : records === "spans" ? "/traces" : "/transactions",
    search: present({ by: records === "spans" ? by : undefined, filter: listed([...filters, ...filter]) }),
  }),
  alert: ({ alert }) => ({ to: "/alerts/$id", params: { id: alert }, search: {} }),
  traces: ({ traces }) => ({
    to: "/traces",
    search: present({ spans: traces === "all" ? traces : undefined }),
  }),
};

/** `undefined` for a chart without sources. `shared` are the conditions of the header. */
export function targetOf(chart: ChartSpec, shared: readonly string[]): SourceTarget | undefined {
  const [source] = chart.sources;
  const kind = chartSourceKinds.find((one) => source !== undefined && one in source);
  if (source === undefined || kind === undefined) return undefined;
  const { environment, service, filter = [] } = chart;
  const filters = [...new Set([...shared, ...filter])];
  const scope: ScopeSearch = { env: environment, service, filter: filter.length === 0 ? undefined : filters };
  const toTarget = targets[kind] as (
    source: ChartSource,
    ...more: [ChartSpec, readonly string[]]
  ) => SourceTarget;
  const target = toTarget(source, chart, filters);
  return { ...target, search: { ...present(scope), ...target.search } };
}

const measures = {
  count: "volume",
  completion: "completion",
  failure: undefined,
  outcomes: undefined,
  amount: "amount",
  p50: "duration",
  p90: "duration",
  p95: "duration",
  p99: "duration",
} as const;

function transactionSearch({ measure, by }: SourceOf<"transaction">): TransactionTypeSearch {
  return present({ measure: measures[measure], by });
}

/** The page shows contacts by result whatever else they are grouped by. */
function interactionSearch(source: SourceOf<"interaction">): InteractionsSearch {
  const { interaction, by, channel, tier, result, customer } = source;
  const type = interaction === "" ? undefined : interaction;
  const grouped = by === "type" || by === "tier" ? by : undefined;
  return present({ by: grouped, type, channel, tier, result, customer });
}
