// A view of what this process recorded, kept in it and bounded: for development, for a look from inside, where there is no backend.
// It sees the bytes that leave, so what is hidden from a backend is hidden here.
import type { Batch, Exporter } from "../engine/exporter.ts";
import type { MetricReaderPlug } from "../engine/metrics-out.ts";
import {
  type MemoryLog,
  type MemorySpan,
  type PlainAttributes,
  readLogs,
  readSpans,
} from "../export/read-batch.ts";
import { type InteractionView, toInteraction } from "../reading/interactions.ts";
import { createJourneys, type JourneyStepView, type Person } from "../reading/journeys.ts";
import { durationOf, type SpanNode, toTrees } from "../reading/span-tree.ts";
import { createTransactions, type TransactionView } from "../reading/transactions.ts";
import { createWorkflows, type WorkflowView } from "../reading/workflows.ts";
import { createBatchRing } from "./batch-ring.ts";
import { includesAttributes, nameFits } from "./fits.ts";
import { createMeasurements, type MeasuredPoint, type SeriesTotals } from "./measurements.ts";
import { ascending, percentile } from "./percentiles.ts";
import type { RecorderSettings } from "./settings.ts";

/** Which spans. What is left out does not matter. */
export interface SpanQuery {
  readonly name?: string | RegExp | undefined;
  readonly status?: "unset" | "ok" | "error" | undefined;
  readonly traceId?: string | undefined;
  /** Values that must be there. */
  readonly attributes?: PlainAttributes | undefined;
  readonly slowerThanMs?: number | undefined;
  /** At most so many. Default 100. */
  readonly limit?: number | undefined;
}

/** Which log records. What is left out does not matter. */
export interface LogQuery {
  /** Part of the text, or a pattern it matches. */
  readonly text?: string | RegExp | undefined;
  readonly eventName?: string | undefined;
  readonly traceId?: string | undefined;
  /** From this severity on: 9 is INFO, 13 WARN, 17 ERROR. */
  readonly severity?: number | undefined;
  /** At most so many. Default 100. */
  readonly limit?: number | undefined;
}

/** Which series. What is left out does not matter. */
export interface SeriesQuery {
  readonly name?: string | RegExp | undefined;
  /** Values that must be there. */
  readonly attributes?: PlainAttributes | undefined;
}

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
  /** The last steps of a user, or of somebody known by session, the oldest first. */
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

const business = ["transaction", "journey", "workflow", "interaction"].map((kind) =>
  Buffer.from(`telltale.${kind}.`),
);
const defaultLimit = 100;
/** Steps of a transaction, events of a workflow. */
const maxEach = 100;

/** A recorder that asks `seal` for what is not yet in a batch; `on` false for one that nothing is fed to. */
export function createRecorder(settings: RecorderSettings, seal: () => void, on: boolean): RecorderParts {
  const { instances, bytes } = settings;
  const spans = createBatchRing(settings.spans, bytes, readSpans);
  const logs = createBatchRing(settings.logs, bytes, readLogs);
  const measurements = createMeasurements(settings);
  const transactions = createTransactions(instances, maxEach);
  const journeys = createJourneys(instances, settings.journeySteps);
  const workflows = createWorkflows(instances, maxEach);
  const interactions: InteractionView[] = [];

  // they are kept longer than the records they are told by, so they are read when they come
  function takeBusiness(body: Uint8Array): void {
    const text = Buffer.from(body.buffer, body.byteOffset, body.length);
    if (!business.some((prefix) => text.includes(prefix))) return;
    for (const record of readLogs(body)) {
      transactions.add(record);
      journeys.add(record);
      workflows.add(record);
      const interaction = toInteraction(record);
      if (interaction !== undefined && interactions.push(interaction) > instances) interactions.shift();
    }
  }

  function take(batch: Batch): void {
    if (batch.signal === "traces") spans.take(batch);
    else if (batch.signal === "logs") {
      logs.take(batch);
      takeBusiness(batch.body);
    }
  }

  function sealed<T>(items: { items(): T[] }): T[] {
    seal();
    return items.items();
  }

  function series(
    query: SeriesQuery | undefined,
    fits: (kind: SeriesTotals["kind"]) => boolean,
  ): SeriesTotals[] {
    return measurements
      .series()
      .filter(
        ({ kind, name, attributes }) =>
          fits(kind) && nameFits(query?.name, name) && includesAttributes(attributes, query?.attributes),
      );
  }

  const recorder: Recorder = {
    on,
    spans: (query) =>
      newest(
        sealed(spans).filter((span) => spanFits(query ?? {}, span)),
        query?.limit,
      ),
    trace: (traceId) => toTrees(sealed(spans).filter((span) => span.traceId === traceId)),
    logs: (query) =>
      newest(
        sealed(logs).filter((log) => logFits(query ?? {}, log)),
        query?.limit,
      ),
    counters: (query) => series(query, isCounter).map(toCounter),
    gauges: (query) => series(query, isGauge).map(toGauge),
    timers: (query) => series(query, (kind) => kind === "histogram").map(toTimer),
    points: (query) =>
      newest(
        measurements
          .points()
          .filter(
            ({ name, attributes }) =>
              nameFits(query?.name, name) && includesAttributes(attributes, query?.attributes),
          ),
        query?.limit,
      ),
    transaction: (id) => ofType(transactions, undefined).filter((one) => one.id === id),
    transactions: (type) => ofType(transactions, type),
    journey(who) {
      seal();
      return journeys.of(typeof who === "string" ? { user: who } : who);
    },
    people() {
      seal();
      return backwards(journeys.people());
    },
    workflows: (type) => ofType(workflows, type),
    interactions: (type) => ofType({ all: () => [...interactions] }, type),
  };

  function ofType<T extends { readonly type: string }>(from: { all(): T[] }, type: string | undefined): T[] {
    seal();
    return backwards(from.all().filter((one) => type === undefined || one.type === type));
  }

  const tap: Exporter = {
    name: "recorder",
    take,
    send: async ({ items }) => ({ exported: items, dropped: 0 }),
  };
  return { tap, reader: measurements.reader, recorder };
}

function newest<T>(items: readonly T[], limit: number = defaultLimit): T[] {
  return backwards(items.slice(-limit));
}

function backwards<T>(items: T[]): T[] {
  // oxlint-disable-next-line unicorn/no-array-reverse -- toReversed needs Node 20
  return items.reverse();
}

function spanFits(query: SpanQuery, span: MemorySpan): boolean {
  const { status, traceId, attributes, slowerThanMs } = query;
  return (
    nameFits(query.name, span.name) &&
    (status === undefined || span.status.code === status) &&
    (traceId === undefined || span.traceId === traceId) &&
    (slowerThanMs === undefined || (durationOf(span) ?? 0) > slowerThanMs) &&
    includesAttributes(span.attributes, attributes)
  );
}

function logFits({ text, eventName, traceId, severity }: LogQuery, log: MemoryLog): boolean {
  const body = typeof log.body === "string" ? log.body : "";
  return (
    (text === undefined || (typeof text === "string" ? body.includes(text) : nameFits(text, body))) &&
    (eventName === undefined || log.eventName === eventName) &&
    (traceId === undefined || log.traceId === traceId) &&
    (severity === undefined || log.severityNumber >= severity)
  );
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
