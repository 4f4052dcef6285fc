// Which query a path takes and what it gives: the contract as one table of types.
import type {
  AttributesQuery,
  AttributesResult,
  AuditResult,
  FunnelQuery,
  FunnelResult,
  FunnelsQuery,
  FunnelsResult,
  JourneyQuery,
  JourneyResult,
  JourneysResult,
  LogHistogramResult,
  LogsQuery,
  LogsResult,
  MetricQuery,
  MetricResult,
  MetricsQuery,
  MetricsResult,
  RangeQuery,
  PageQuery,
  SamplingResult,
  ServicesResult,
  SessionResult,
  SessionsResult,
  SqlSchema,
  Stats,
  StoreDetails,
  TokensResult,
  Trace,
  TracesQuery,
  TracesResult,
  Transaction,
  TransactionTypeQuery,
  TransactionTypeResult,
  TransactionsResult,
  UserTimeline,
  Workflow,
  WorkflowsQuery,
  WorkflowsResult,
} from "contract";

/** Every endpoint a page reads. Parameters in the path are written `:name`, as in the contract. */
export interface Endpoints {
  "/api/stats": { query: object; result: Stats };
  "/api/services": { query: RangeQuery; result: ServicesResult };
  "/api/traces": { query: TracesQuery; result: TracesResult };
  "/api/traces/:id": { query: object; result: Trace };
  "/api/logs": { query: LogsQuery; result: LogsResult };
  "/api/logs/histogram": { query: LogsQuery; result: LogHistogramResult };
  "/api/metrics": { query: MetricsQuery; result: MetricsResult };
  "/api/metrics/:name": { query: MetricQuery; result: MetricResult };
  "/api/transactions": { query: RangeQuery; result: TransactionsResult };
  "/api/transactions/:type": { query: TransactionTypeQuery; result: TransactionTypeResult };
  "/api/transactions/:type/:id": { query: object; result: Transaction };
  "/api/funnels": { query: FunnelsQuery; result: FunnelsResult };
  "/api/funnels/:name": { query: FunnelQuery; result: FunnelResult };
  "/api/journeys": { query: RangeQuery; result: JourneysResult };
  "/api/journeys/:name": { query: JourneyQuery; result: JourneyResult };
  "/api/users/:id": { query: RangeQuery; result: UserTimeline };
  "/api/workflows": { query: WorkflowsQuery; result: WorkflowsResult };
  "/api/workflows/:type/:id": { query: object; result: Workflow };
  "/api/sampling": { query: object; result: SamplingResult };
  "/api/sql/schema": { query: object; result: SqlSchema };
  "/api/session": { query: object; result: SessionResult };
  "/api/sessions": { query: object; result: SessionsResult };
  "/api/tokens": { query: object; result: TokensResult };
  "/api/audit": { query: PageQuery; result: AuditResult };
  "/api/store": { query: object; result: StoreDetails };
  "/api/attributes": { query: AttributesQuery; result: AttributesResult };
}

export type Endpoint = keyof Endpoints;
export type QueryOf<P extends Endpoint> = Endpoints[P]["query"];
export type ResultOf<P extends Endpoint> = Endpoints[P]["result"];

/** Names of the `:parameters` in a path. */
export type ParamsOf<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? { readonly [K in Name]: string } & ParamsOf<`/${Rest}`>
  : P extends `${string}:${infer Name}`
    ? { readonly [K in Name]: string }
    : unknown;
