// The rows that receivers pass to the store: one row type for each table, named as the columns in sql/schema.
// Ids are bytes (views into the request are fine: they are copied when added), times are Unix ns.
import type { AnyValue } from "otlp";
import type { RequestTracker } from "./write/request-tracker.ts";

/** Attributes by key, as decoded. The store splits them into its typed columns. */
export type AttributeMap = ReadonlyMap<string, AnyValue>;

/** A resource that rows refer to by `hash`, a 64-bit hash of all it holds. Written once in a while, not with each row. */
export interface ResourceRow {
  /** Whose it is, and whose everything is that refers to it. Part of the hash. */
  tenant: string;
  hash: bigint;
  service: string;
  environment: string;
  serviceVersion: string;
  instance: string;
  attributes: AttributeMap;
  schemaUrl: string;
}

export interface ScopeColumns {
  scopeName: string;
  scopeVersion: string;
  /** Its attributes as JSON of `TypedValue` by key; empty when it has none. */
  scopeJson: string;
}

export interface SpanRow {
  resource: ResourceRow;
  scope: ScopeColumns;
  traceId: Uint8Array;
  spanId: Uint8Array;
  /** Eight zero bytes for a root. */
  parentId: Uint8Array;
  startNs: bigint;
  durationNs: bigint;
  name: string;
  kind: number;
  status: number;
  statusMessage: string;
  traceState: string;
  flags: number;
  attributes: AttributeMap;
  events: readonly { timeNs: bigint; name: string; attributes: AttributeMap; dropped: number }[];
  links: readonly {
    traceId: Uint8Array;
    spanId: Uint8Array;
    traceState: string;
    flags: number;
    attributes: AttributeMap;
    dropped: number;
  }[];
  droppedAttributes: number;
  droppedEvents: number;
  droppedLinks: number;
}

export interface LogRow {
  resource: ResourceRow;
  scope: ScopeColumns;
  timeNs: bigint;
  observedNs: bigint;
  severity: number;
  severityText: string;
  eventName: string;
  body: AnyValue;
  /** Sixteen zero bytes when it belongs to no trace. */
  traceId: Uint8Array;
  spanId: Uint8Array;
  flags: number;
  attributes: AttributeMap;
  droppedAttributes: number;
  /** Hash of the whole record and of its place among equal ones in its request, so a retried request is recognised. */
  identity: bigint;
}

export interface SeriesRow {
  resource: ResourceRow;
  scope: ScopeColumns;
  hash: bigint;
  name: string;
  /** 1 gauge, 2 sum, 3 histogram, 4 exponential histogram, 5 summary. */
  type: number;
  temporality: number;
  monotonic: boolean;
  unit: string;
  description: string;
  attributes: AttributeMap;
  metadata: AttributeMap;
}

export interface ExemplarColumns {
  timeNs: bigint;
  value: number;
  traceId: Uint8Array;
  spanId: Uint8Array;
  attributes: AttributeMap;
}

export interface SampleRow {
  series: SeriesRow;
  timeNs: bigint;
  startNs: bigint;
  /** A `bigint` is an integer point. */
  value: number | bigint;
  flags: number;
  exemplars: readonly ExemplarColumns[];
}

export interface DistributionRow {
  series: SeriesRow;
  timeNs: bigint;
  startNs: bigint;
  count: bigint;
  sum: number | undefined;
  min: number | undefined;
  max: number | undefined;
  flags: number;
  bounds: readonly number[];
  counts: readonly bigint[];
  quantileValues: readonly number[];
  scale: number;
  zeroCount: bigint;
  zeroThreshold: number;
  positiveOffset: number;
  positiveCounts: readonly bigint[];
  negativeOffset: number;
  negativeCounts: readonly bigint[];
  exemplars: readonly ExemplarColumns[];
}

export interface BusinessEventRow {
  resource: ResourceRow;
  kind: string;
  phase: string;
  name: string;
  entityId: string;
  userId: string;
  sessionId: string;
  timeNs: bigint;
  step: string;
  /** -1 when unknown. */
  stepIndex: number;
  state: string;
  fromState: string;
  outcome: string;
  reason: string;
  /** Decimal text with up to nine places; `undefined` when there is none. */
  amount: string | undefined;
  currency: string;
  /** `NaN` when unknown. */
  durationMs: number;
  channel: string;
  tier: string;
  /** `NaN` when unknown. */
  satisfaction: number;
  /** As the amount. */
  revenueImpact: string | undefined;
  /** A transition that its process knew to be none. */
  illegal: boolean;
  /** 0 when there is none. */
  timeoutMs: number;
  traceId: Uint8Array;
  spanId: Uint8Array;
  attributes: AttributeMap;
  uid: string;
}

export interface DefinitionRow {
  tenant: string;
  kind: string;
  name: string;
  version: string;
  steps: readonly string[];
  states: readonly string[];
  transitionsJson: string;
  timeoutMs: number;
  service: string;
  seenMs: number;
  /** Of what a catalog declares. */
  catalog?: CatalogEntry | undefined;
}

/** What a catalog says of one thing. */
interface CatalogEntry {
  readonly name: string;
  readonly version: string;
  /** JSON. */
  readonly content: string;
  /** `file:line` of the declaration; empty when unknown. */
  readonly source: string;
}

export interface IdentityRow {
  tenant: string;
  sessionId: string;
  userId: string;
  seenMs: number;
}

/** A CPU profile of a slow span: `data` is the gzip of a `.cpuprofile`, at most 1 MiB. */
export interface CpuProfileRow {
  resource: ResourceRow;
  uid: string;
  /** Of the span. */
  name: string;
  timeNs: bigint;
  /** NaN when it is not known. */
  durationMs: number;
  samples: number;
  traceId: Uint8Array;
  spanId: Uint8Array;
  data: Uint8Array;
}

/** An exception of a span: the errors among log records become rows in the store. */
export interface ErrorRow {
  resource: ResourceRow;
  fingerprint: string;
  /** Equal for an exception that several spans of a trace recorded on its way up. */
  identity: bigint;
  timeNs: bigint;
  type: string;
  message: string;
  /** Function and file; empty when unknown. */
  place: string;
  handled: boolean;
  userId: string;
  sessionId: string;
  traceId: Uint8Array;
  spanId: Uint8Array;
  /** How many errors it stands for: those of its span before sampling. */
  weight: number;
}

/**
 * Where rows are added. Adding never waits; a row becomes part of the group that is open now. A row from before the start of the window
 * of duplicates is kept, as the object it is, until the store has answered whether it has it.
 */
export interface RowSink {
  span(row: SpanRow): void;
  log(row: LogRow): void;
  sample(row: SampleRow): void;
  distribution(row: DistributionRow): void;
  businessEvent(row: BusinessEventRow): void;
  definition(row: DefinitionRow): void;
  identity(row: IdentityRow): void;
  cpuProfile(row: CpuProfileRow): void;
  error(row: ErrorRow): void;
}

export interface WriteResult {
  /** Rows that had been delivered before and were left out. */
  readonly duplicates: {
    readonly spans: number;
    readonly logRecords: number;
    readonly businessEvents: number;
  };
}

/**
 * Longest time until a sender gets its answer, a second less than the timeout of OTLP. Its rows may still be stored after that, and
 * count once when they are sent again.
 */
export const answerWithinMs = 9000;

/** A request that weighs more is large: it is decoded and added in pieces, so that others have their turns. */
export const largeBytes: number = 1024 * 1024;

/** Adds rows to a sink. A generator yields now and then, where the rest may wait. */
export type AddRows = (sink: RowSink) => Iterator<void, unknown> | void;

/** Group commit. All rows of a request are stored before its promise resolves. */
export interface Writer {
  /**
   * Throws what `write` would throw now: a sender that has to retry gets its answer before its request is read.
   *
   * @throws {ProblemError}
   */
  admit(): void;
  /**
   * Calls `add` with the sink of an open group and resolves when the rows are stored. Of a request of at most {@link largeBytes} this
   * happens at once. Of a larger one `add` runs later and, where it is a generator, in pieces of a few milliseconds.
   *
   * @param bytes what the request weighs, counted against the queue's bound until it is stored.
   * @throws {ProblemError} `WRITE_QUEUE_FULL` before `add` is called, when the queue is over its mark; `retryAfterSeconds` says when to retry.
   * @throws {ProblemError} when the store did not take the group; nothing of it may be acknowledged.
   */
  write(bytes: number, add: AddRows): Promise<WriteResult>;
  /** A receiver reports each request: when it begins, when its rows are in a group, and when it is answered. */
  readonly requests: Pick<RequestTracker, "begin">;
  readonly queueBytes: number;
  /** From here on requests are rejected. */
  readonly maxQueueBytes: number;
  /** Stores the open group and accepts no more rows. */
  close(): Promise<void>;
}
