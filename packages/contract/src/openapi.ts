// Every route of the API with its parameters, body and answer, as types: `/api/openapi.json` is made out of this table.
import type {
  AuditResult,
  MadeToken,
  NewToken,
  SessionInfo,
  SessionResult,
  SessionsResult,
  TokenInfo,
  TokensResult,
} from "./access.ts";
import type { AttributesQuery, AttributesResult } from "./attribute.ts";
import type { DiffersQuery, DiffersResult } from "./differs.ts";
import type { HeatmapQuery, HeatmapResult } from "./heatmap.ts";
import type { Deploy, DeploysQuery, DeploysResult, NewDeploy } from "./deploy.ts";
import type { ErrorResult, ErrorsQuery, ErrorsResult } from "./error.ts";
import type { ExportParams } from "./export.ts";
import type { InteractionsQuery, InteractionsResult } from "./interaction.ts";
import type {
  FunnelQuery,
  FunnelResult,
  FunnelsQuery,
  FunnelsResult,
  JourneyQuery,
  JourneyResult,
  JourneysQuery,
  JourneysResult,
  UserQuery,
  UserTimeline,
} from "./journey.ts";
import type { LogHistogramResult, LogsQuery, LogsResult } from "./log.ts";
import type { MetricQuery, MetricResult, MetricsQuery, MetricsResult } from "./metric.ts";
import type { DeletedPerson, ExportedRow } from "./personal-data.ts";
import type {
  CpuProfilesQuery,
  CpuProfilesResult,
  ProfileQuery,
  ProfileResult,
  ProfilesResult,
} from "./profile.ts";
import type { PageQuery, RangeQuery } from "./query.ts";
import type { SamplingQuestion, SamplingResult, SamplingRules, SignedAnswer } from "./sampling.ts";
import type { ServiceDetail, ServiceQuery, ServicesResult } from "./service.ts";
import type { ServiceGraph, ServiceGraphQuery } from "./service-graph.ts";
import type { SpanGroupsQuery, SpanGroupsResult } from "./span-group.ts";
import type { SqlQuery, SqlResult, SqlSchema } from "./sql.ts";
import type { Arrival, Pulse, Stats } from "./stats.ts";
import type { ClockConfirmed, StoreDetails } from "./store.ts";
import type { Trace, TracesQuery, TracesResult } from "./trace.ts";
import type {
  Transaction,
  TransactionTypeQuery,
  TransactionTypeResult,
  TransactionsQuery,
  TransactionsResult,
} from "./transaction.ts";
import type { Workflow, WorkflowsQuery, WorkflowsResult } from "./workflow.ts";

export const openApiPath = "/api/openapi.json";

/**
 * Routes by method and path. `query` are parameters, `body` is sent as JSON, `result` comes as JSON; `file` is the type of an answer
 * that is none, or the types it may have, and its lines or events are of the type `of`.
 */
export interface Api {
  /** Figures of services over the range: rate, errors, 95th percentile. */
  "GET /api/services": { query: RangeQuery; result: ServicesResult };
  /** Which service calls which, how often, with what errors and durations. */
  "GET /api/services/graph": { query: ServiceGraphQuery; result: ServiceGraph };
  /** One service over time, and its operations. */
  "GET /api/services/:name": { query: ServiceQuery; result: ServiceDetail };
  /** Durations over time. */
  "GET /api/heatmap": { query: HeatmapQuery; result: HeatmapResult };
  /** What spans that fit the filters have more often than the others. */
  "GET /api/differs": { query: DiffersQuery; result: DiffersResult };
  /** Spans by the values of one attribute. */
  "GET /api/traces/groups": { query: SpanGroupsQuery; result: SpanGroupsResult };
  /** Traces, the newest or slowest first. */
  "GET /api/traces": { query: TracesQuery; result: TracesResult };
  /** One trace, whole. */
  "GET /api/traces/:id": { result: Trace };
  /** Log records, the newest first. */
  "GET /api/logs": { query: LogsQuery; result: LogsResult };
  /** How many log records there were over the range, by severity. */
  "GET /api/logs/histogram": { query: LogsQuery; result: LogHistogramResult };
  /** Metrics that were measured in the range. */
  "GET /api/metrics": { query: MetricsQuery; result: MetricsResult };
  /** One metric over time, by any of its attributes. */
  "GET /api/metrics/:name": { query: MetricQuery; result: MetricResult };
  /** Types of transactions with their figures, beside the time before. */
  "GET /api/transactions": { query: TransactionsQuery; result: TransactionsResult };
  /** Transactions of one type, with the reasons of those that did not complete. */
  "GET /api/transactions/:type": { query: TransactionTypeQuery; result: TransactionTypeResult };
  /** One transaction with all its records. */
  "GET /api/transactions/:type/:id": { result: Transaction };
  /** Funnels with their conversion. */
  "GET /api/funnels": { query: FunnelsQuery; result: FunnelsResult };
  /** One funnel: who dropped where, and why. */
  "GET /api/funnels/:name": { query: FunnelQuery; result: FunnelResult };
  /** Journeys that people took in the range. */
  "GET /api/journeys": { query: JourneysQuery; result: JourneysResult };
  /** The ways people took, as a graph. */
  "GET /api/journeys/:name": { query: JourneyQuery; result: JourneyResult };
  /** Instances of workflows, their states and what is stuck. */
  "GET /api/workflows": { query: WorkflowsQuery; result: WorkflowsResult };
  /** One instance with its steps. */
  "GET /api/workflows/:type/:id": { result: Workflow };
  /** Interactions by type, channel, tier and result. */
  "GET /api/interactions": { query: InteractionsQuery; result: InteractionsResult };
  /** Captured errors by fingerprint. */
  "GET /api/errors": { query: ErrorsQuery; result: ErrorsResult };
  /** One group of errors, and its errors, the latest first. */
  "GET /api/errors/:fingerprint": { query: ErrorsQuery; result: ErrorResult };
  /** What profiled functions cost. */
  "GET /api/profiles": { query: RangeQuery; result: ProfilesResult };
  /** One profile and its runs, the latest first. */
  "GET /api/profiles/:name": { query: ProfileQuery; result: ProfileResult };
  /** CPU profiles of slow spans, the latest first. */
  "GET /api/cpu-profiles": { query: CpuProfilesQuery; result: CpuProfilesResult };
  /** One CPU profile, for speedscope or the developer tools of a browser. */
  "GET /api/cpu-profiles/:id": { file: "application/json" };
  /** The business records of one user and of the sessions that became theirs, and how many traces those belong to. */
  "GET /api/users/:id": { query: UserQuery; result: UserTimeline };
  /** Every row that carries the person's id. */
  "GET /api/users/:id/export": { file: "application/x-ndjson"; of: ExportedRow };
  /** Deletes what carries the person's id from spans, logs and business events. */
  "DELETE /api/users/:id": { result: DeletedPerson };
  /** What was deployed when, as it was told and as it was seen. */
  "GET /api/deploys": { query: DeploysQuery; result: DeploysResult };
  /** Tells of a deploy. */
  "POST /api/deploys": { body: NewDeploy; result: Deploy };
  /** Attribute keys, or the commonest values of one. */
  "GET /api/attributes": { query: AttributesQuery; result: AttributesResult };
  /** Runs a query that reads. */
  "POST /api/sql": { body: SqlQuery; result: SqlResult };
  /** Tables, columns and functions that SQL can use. */
  "GET /api/sql/schema": { result: SqlSchema };
  /** What was received, stored and rejected, and how large the store is. */
  "GET /api/stats": { result: Stats };
  /** The store: servers, tables, compaction, settings. */
  "GET /api/store": { result: StoreDetails };
  /** Counts each second, and a sample of what arrives, as server-sent events. */
  "GET /api/live": { file: "text/event-stream"; of: Pulse | Arrival };
  /** The rules of sampling. */
  "GET /api/sampling": { result: SamplingResult };
  /** Saves the rules on top of the version that `If-Match` names. */
  "PUT /api/sampling": { body: SamplingRules; result: SamplingResult };
  /** Where processes ask for their rules. */
  "POST /api/sampling/poll": { body: SamplingQuestion; result: SignedAnswer };
  /** What is stored of one signal, as a file. */
  "GET /api/export": {
    query: ExportParams;
    file: "application/x-ndjson" | "text/csv" | "application/vnd.apache.parquet";
  };
  /** The whole store as it is, as a tar archive. */
  "POST /api/backup": { file: "application/x-tar" };
  /** Tokens, without what they are made of. */
  "GET /api/tokens": { result: TokensResult };
  /** Makes a token, which is told this once. */
  "POST /api/tokens": { body: NewToken; result: MadeToken };
  /** Revokes a token. */
  "DELETE /api/tokens/:id": { result: TokenInfo };
  /** Sessions of browsers, newest first. */
  "GET /api/sessions": { result: SessionsResult };
  /** Ends a session, at once. */
  "DELETE /api/sessions/:id": { result: SessionInfo };
  /** Says that the clock is right, after a doubt: what is too old is dropped again. */
  "POST /api/retention/confirm": { result: ClockConfirmed };
  /** What was done and refused, the newest first. */
  "GET /api/audit": { query: PageQuery; result: AuditResult };
  /** Who is asking. */
  "GET /api/session": { result: SessionResult };
  /** Whether the process lives. */
  "GET /healthz": { result: { readonly status: "alive" } };
  /** Whether it takes telemetry and answers. */
  "GET /readyz": { result: { readonly status: "ready" } };
  /** The console's own metrics, as Prometheus reads them. */
  "GET /metrics": { file: "text/plain" };
  /** This document. */
  "GET /api/openapi.json": { file: "application/json" };
}
