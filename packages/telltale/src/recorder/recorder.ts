// What this process recorded, kept in memory and bounded: for development, and where there is no backend. It reads the exported bytes, so
// what redaction hides from a backend is hidden here.
import type { Batch, Exporter } from "../engine/exporter/exporter.ts";
import type { MetricReaderPlug } from "../engine/meter/metrics-export.ts";
import {
  type MemoryLog,
  type MemorySpan,
  type PlainAttributes,
  readLogs,
  readSpans,
} from "../export/read-batch.ts";
import type { InteractionView } from "../reading/interactions.ts";
import type { JourneyStepView, Person } from "../reading/journeys.ts";
import { type SpanNode, toTrees } from "../reading/span-tree.ts";
import type { TransactionView } from "../reading/transactions.ts";
import type { WorkflowView } from "../reading/workflows.ts";
import { type BusinessView, createBusinessView } from "./business-view.ts";
import {
  createMeasurements,
  type MeasuredPoint,
  type Measurements,
  type SeriesTotals,
} from "./measurements.ts";
import { ascending, percentile } from "./percentiles.ts";
import { logFits, type LogQuery, seriesFits, type SeriesQuery, spanFits, type SpanQuery } from "./queries.ts";
import type { RecorderSettings } from "./settings.ts";

/** The total of a counter, or the last value of a gauge. */
export interface NumberView {
  readonly name: string;
  readonly unit: string;
  readonly attributes: PlainAttributes;
  readonly value: number;
}

/** What a timer or histogram took. Percentiles are of the last values (1,000 by default), the rest of all. */
export interface TimerView {
  readonly name: string;
  readonly unit: string;
  readonly attributes: PlainAttributes;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
}

/** Asks what was recorded. Every question is answered from memory, at once, with copies. */
export interface Recorder {
  /** Whether anything is recorded: `start({ recorder: true })`. */
  readonly on: boolean;
  /** Spans that have ended, the newest first. */
  spans(query?: SpanQuery): MemorySpan[];
  /** The spans of a trace as the tree they form: one root where all of it is here. */
  trace(traceId: string): SpanNode[];
  /** Log records, the newest first. */
  logs(query?: LogQuery): MemoryLog[];
  /** Totals of counters and up-down counters. */
  counters(query?: SeriesQuery): NumberView[];
  /** Last values of gauges. */
  gauges(query?: SeriesQuery): NumberView[];
  /** Timers and other histograms, with their percentiles. */
  timers(query?: SeriesQuery): TimerView[];
  /** The last measurements, the newest first. */
  points(query?: SeriesQuery & { readonly limit?: number | undefined }): MeasuredPoint[];
  /** The transactions of that id; of several types there may be several. */
  transaction(id: string): TransactionView[];
  /** Transactions, the one heard of last first. */
  transactions(type?: string): TransactionView[];
  /** The last steps of a user, or of a session, the oldest first. */
  journey(who: string | Person): JourneyStepView[];
  /** Everybody who took a step, the one seen last first. */
  people(): Person[];
  /** Workflows, the one heard of last first. */
  workflows(type?: string): WorkflowView[];
  /** Interactions, the newest first. */
  interactions(type?: string): InteractionView[];
}

/** A recorder, and what it is fed by. */
export interface RecorderParts {
  readonly tap: Exporter;
  readonly reader: MetricReaderPlug;
  readonly recorder: Recorder;
}

const defaultLimit = 100;

/** What a recorder has recorded. */
interface Recorded {
  readonly spans: BatchRing<MemorySpan>;
  readonly logs: BatchRing<MemoryLog>;
  readonly measurements: Measurements;
  readonly business: BusinessView;
}

/** A recorder that calls `finishBatches` for what is not yet in a batch; `on` is false for one that records nothing. */
export function createRecorder(
  settings: RecorderSettings,
  finishBatches: () => void,
  on: boolean,
): RecorderParts {
  const recorded: Recorded = {
    spans: createBatchRing(settings.spans, settings.bytes, readSpans),
    logs: createBatchRing(settings.logs, settings.bytes, readLogs),
    measurements: createMeasurements(settings),
    business: createBusinessView(settings),
  };
  const tap: Exporter = {
    name: "recorder",
    take: (batch) => record(recorded, batch),
    send: async ({ items }) => ({ exported: items, dropped: 0 }),
  };
  const recorder: Recorder = {
    on,
    ...signalQueries(recorded, finishBatches),
    ...metricQueries(recorded),
    ...businessQueries(recorded, finishBatches),
  };
  return { tap, reader: recorded.measurements.reader, recorder };
}

function record({ spans, logs, business }: Recorded, batch: Batch): void {
  if (batch.signal === "traces") spans.take(batch);
  else if (batch.signal === "logs") {
    logs.take(batch);
    business.take(batch.body);
  }
}

function signalQueries(
  { spans, logs }: Recorded,
  finishBatches: () => void,
): Pick<Recorder, "spans" | "trace" | "logs"> {
  function finished<T>(items: BatchRing<T>): T[] {
    finishBatches();
    return items.items();
  }
  return {
    spans: (query) =>
      newest(
        finished(spans).filter((span) => spanFits(query ?? {}, span)),
        query?.limit,
      ),
    trace: (traceId) => toTrees(finished(spans).filter((span) => span.traceId === traceId)),
    logs: (query) =>
      newest(
        finished(logs).filter((log) => logFits(query ?? {}, log)),
        query?.limit,
      ),
  };
}

function metricQueries({
  measurements,
}: Recorded): Pick<Recorder, "counters" | "gauges" | "timers" | "points"> {
  function series(
    query: SeriesQuery | undefined,
    fits: (kind: SeriesTotals["kind"]) => boolean,
  ): SeriesTotals[] {
    return measurements.series().filter((one) => fits(one.kind) && seriesFits(query, one));
  }
  return {
    counters: (query) => series(query, isCounter).map(toCounter),
    gauges: (query) => series(query, isGauge).map(toGauge),
    timers: (query) => series(query, (kind) => kind === "histogram").map(toTimer),
    points: (query) =>
      newest(
        measurements.points().filter((point) => seriesFits(query, point)),
        query?.limit,
      ),
  };
}

function businessQueries(
  { business }: Recorded,
  finishBatches: () => void,
): Pick<Recorder, "transaction" | "transactions" | "journey" | "people" | "workflows" | "interactions"> {
  function ofType<T extends { readonly type: string }>(from: { all(): T[] }, type: string | undefined): T[] {
    finishBatches();
    return backwards(from.all().filter((one) => type === undefined || one.type === type));
  }
  return {
    transaction: (id) => ofType(business.transactions, undefined).filter((one) => one.id === id),
    transactions: (type) => ofType(business.transactions, type),
    journey(who) {
      finishBatches();
      // an unknown user has no journey
      return business.journeys.of(typeof who === "string" ? { user: who } : (who ?? {}));
    },
    people() {
      finishBatches();
      return backwards(business.journeys.people());
    },
    workflows: (type) => ofType(business.workflows, type),
    interactions: (type) => ofType(business.interactions, type),
  };
}

function newest<T>(items: readonly T[], limit: number = defaultLimit): T[] {
  return limit >= 1 ? backwards(items.slice(-limit)) : [];
}

function backwards<T>(items: T[]): T[] {
  // oxlint-disable-next-line unicorn/no-array-reverse -- toReversed needs Node 20
  return items.reverse();
}

function isCounter(kind: SeriesTotals["kind"]): boolean {
  return kind !== "histogram" && !isGauge(kind);
}

function isGauge(kind: SeriesTotals["kind"]): boolean {
  return kind === "gauge" || kind === "observedGauge";
}

function toCounter({ name, unit, kind, attributes, sum, last }: SeriesTotals): NumberView {
  const value = kind === "observedCounter" || kind === "observedUpDownCounter" ? last : sum;
  return { name, unit, attributes, value };
}

function toGauge({ name, unit, attributes, last }: SeriesTotals): NumberView {
  return { name, unit, attributes, value: last };
}

function toTimer({ name, unit, attributes, count, sum, min, max, values }: SeriesTotals): TimerView {
  const sorted = ascending(values());
  const at = (share: number): number => percentile(sorted, share);
  const percentiles = { p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99) };
  return { name, unit, attributes, count, sum, min, max, mean: sum / count, ...percentiles };
}

// The last spans, or log records, as exported bytes: they are decoded when a query needs them.
/** Sealed batches, the oldest first. */
interface BatchRing<Item> {
  take(batch: Batch): void;
  /** The last items, the oldest first. Decodes them. */
  items(): Item[];
}

/** Holds at least the last `maxItems` (and not more than a batch beyond), and at most `maxBytes` or one batch. */
function createBatchRing<Item>(
  maxItems: number,
  maxBytes: number,
  read: (body: Uint8Array) => Item[],
): BatchRing<Item> {
  const batches: Batch[] = [];
  let items = 0;
  let bytes = 0;
  return {
    items: () => batches.flatMap(({ body }) => read(body)).slice(-maxItems),
    take(batch) {
      // the body may be a view into a larger buffer
      batches.push({ ...batch, body: batch.body.slice() });
      items += batch.items;
      bytes += batch.body.length;
      for (let oldest = batches[0]; oldest !== undefined && batches.length > 1; oldest = batches[0]) {
        if (items - oldest.items < maxItems && bytes <= maxBytes) break;
        batches.shift();
        items -= oldest.items;
        bytes -= oldest.body.length;
      }
    },
  };
}
