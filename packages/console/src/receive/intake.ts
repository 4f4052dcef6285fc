// Decoded requests into the store, from every protocol. A request is answered only when the store has its rows.
import type { Arrival, SignalCounts } from "contract";
import type { ResourceLogs, ResourceMetrics, ResourceSpans } from "otlp";
import { answerWithinMs, type RowSink, type Writer, type WriteResult } from "../store/rows.ts";
import { ProblemError } from "../problem/problem.ts";
import { type Admitter, createAdmitter, shareUsedUp } from "./admit.ts";
import { arrivalOfBusinessEvent, arrivalOfLog, arrivalOfSpan } from "./arrivals.ts";
import type { BusinessCounts } from "./business-events.ts";
import { createDecodeQueue, type DecodeQueue } from "./decode-queue.ts";
import { type CountedFate, countReasons, createCounts, type IntakeCounts } from "./counts.ts";
import { lightLogs, lightPoints, lightSpans, maxRowBytes } from "./heavy.ts";
import { createFeed, type Feed } from "./feed.ts";
import { inTime } from "./in-time.ts";
import { addLogs, countLogRecords } from "./logs.ts";
import { addPoints, countPoints } from "./metrics.ts";
import type { Sender } from "./sender.ts";
import { createRejections, type Rejections } from "./rejections.ts";
import { createShares, type Holder, type Shares } from "./shares.ts";
import { createSenders, type Senders } from "./senders.ts";
import { createLags, type Lags } from "./completeness/lags.ts";
import { type Report, reportsOfLogs, reportsOfMetrics, reportsOfSpans } from "./completeness/reports.ts";
import { timeBounds } from "./time.ts";
import { addSpans, countSpans } from "./traces.ts";

/** The outcome of a stored request, as in `partial_success`: `{ rejected: 0n, errorMessage: "" }` when all of it is stored. */
export interface Outcome {
  readonly rejected: bigint;
  readonly errorMessage: string;
  /** Items that were delivered before and are not stored again; absent where there are none. */
  readonly duplicates?: number;
}

/**
 * Stores requests. Each call resolves when its rows are stored, and rejects with the error of the writer, or with `STORE_SLOW` when the
 * outcome is not known in time; the rows may still be stored then, and are counted when they are.
 */
export interface Intake {
  /** @param bytes size of the request, decompressed. */
  traces(request: readonly ResourceSpans[], bytes: number, sender: Sender): Promise<Outcome>;
  metrics(request: readonly ResourceMetrics[], bytes: number, sender: Sender): Promise<Outcome>;
  logs(request: readonly ResourceLogs[], bytes: number, sender: Sender): Promise<Outcome>;
  /**
   * Throws when a request of this sender would be rejected anyway, before it is read and decoded.
   *
   * @throws {ProblemError} `WRITE_QUEUE_FULL`; `SHARE_USED_UP` when its tenant has its share of the queue.
   */
  admit(sender: Sender): void;
  /** Receivers report each request: when it begins, when its rows are added, and when it is answered. */
  readonly requests: Writer["requests"];
  readonly counts: IntakeCounts;
  /** Of one tenant. */
  countsOf(tenant: string): IntakeCounts;
  readonly feed: Feed;
  /** When services sent last. */
  readonly senders: Senders;
  /** How late the data of services is. */
  readonly lags: Lags;
  readonly admitter: Admitter;
  /** Receivers decode requests in it. */
  readonly decodes: DecodeQueue;
  readonly queueBytes: number;
  /** Whether a request was rejected in the last two seconds because the write queue was full. */
  readonly isFull: boolean;
}

/** One request while it is written. */
interface Work {
  readonly signal: keyof IntakeCounts["received"];
  readonly sender: Sender;
  /** Items received, valid or not. */
  readonly items: number;
  /** Rows that were added to a group, duplicates included. */
  added: number;
  /** When all of them were added. */
  readonly complete: Promise<void>;
  readonly completed: () => void;
  readonly rejections: Rejections;
  readonly business: BusinessCounts;
  /** What it says about how late its data is. */
  readonly reports: readonly Report[];
  arrival: Arrival | undefined;
}

interface IntakeState {
  readonly writer: Writer;
  readonly now: () => number;
  /** How long a sender waits for its answer. */
  readonly withinMs: number;
  readonly feed: Feed;
  readonly senders: Senders;
  readonly lags: Lags;
  readonly counts: IntakeCounts;
  /** As many as there are tenants with a token. */
  readonly countsByTenant: Map<string, IntakeCounts>;
  /** Of the write queue. */
  readonly shares: Shares;
  /** When the write queue was last full. */
  fullAtMs: number;
}

const fullForMs = 2000;

/** @param now returns Unix ms. */
export function createIntake(
  writer: Writer,
  now: () => number = Date.now,
  withinMs: number = answerWithinMs,
): Intake {
  const state: IntakeState = {
    writer,
    now,
    withinMs,
    feed: createFeed(now),
    senders: createSenders(now),
    lags: createLags(now),
    counts: createCounts(),
    countsByTenant: new Map(),
    shares: createShares({ all: writer.maxQueueBytes }),
    fullAtMs: Number.NEGATIVE_INFINITY,
  };
  return {
    admit: (sender) => admit(state, sender),
    traces: (request, bytes, sender) => takeTraces(state, request, bytes, sender),
    metrics: (request, bytes, sender) => takeMetrics(state, request, bytes, sender),
    logs: (request, bytes, sender) => takeLogs(state, request, bytes, sender),
    requests: writer.requests,
    counts: state.counts,
    countsOf: (tenant) => countsOf(state, tenant),
    feed: state.feed,
    senders: state.senders,
    lags: state.lags,
    admitter: createAdmitter(),
    decodes: createDecodeQueue(),
    get queueBytes() {
      return writer.queueBytes;
    },
    get isFull() {
      return now() - state.fullAtMs < fullForMs;
    },
  };
}

function admit(state: IntakeState, sender: Sender): void {
  try {
    state.writer.admit();
  } catch (error) {
    noteFull(state, error);
    throw error;
  }
  const reached = state.shares.reached(holderOf(sender), 1);
  if (reached !== undefined) throw shareUsedUp(reached, "The store is behind with");
}

/** Tokens of a tenant share what it has of the queue. */
function holderOf({ tenant }: Sender): Holder {
  return { tenant, identity: "" };
}

function takeTraces(
  state: IntakeState,
  request: readonly ResourceSpans[],
  bytes: number,
  sender: Sender,
): Promise<Outcome> {
  state.senders.note("traces", request, sender);
  const work = createWork("spans", "spans", sender, {
    items: countSpans(request),
    reports: reportsOfSpans(request, sender, state.now()),
  });
  const writing = write(state, work, bytes, function* (sink) {
    const rows = bytes > maxRowBytes ? yield* lightSpans(request, work.rejections) : request;
    return yield* addSpans(
      rows,
      sender,
      watchSpans(sink, work, state.feed),
      timeBounds(state.now()),
      work.rejections,
    );
  });
  return answer(state, work, writing);
}

function takeMetrics(
  state: IntakeState,
  request: readonly ResourceMetrics[],
  bytes: number,
  sender: Sender,
): Promise<Outcome> {
  state.senders.note("metrics", request, sender);
  const work = createWork("metricPoints", "points", sender, {
    items: countPoints(request),
    reports: reportsOfMetrics(request, sender, state.now()),
  });
  const writing = write(state, work, bytes, function* (sink) {
    const rows = bytes > maxRowBytes ? yield* lightPoints(request, work.rejections) : request;
    return yield* addPoints(rows, sender, sink, timeBounds(state.now()), work.rejections);
  });
  return answer(state, work, writing);
}

function takeLogs(
  state: IntakeState,
  request: readonly ResourceLogs[],
  bytes: number,
  sender: Sender,
): Promise<Outcome> {
  state.senders.note("logs", request, sender);
  const work = createWork("logRecords", "log records", sender, {
    items: countLogRecords(request),
    reports: reportsOfLogs(request, sender, state.now()),
  });
  const writing = write(state, work, bytes, function* (sink) {
    const rows = bytes > maxRowBytes ? yield* lightLogs(request, work.rejections) : request;
    return yield* addLogs(rows, sender, watchLogs(sink, work, state.feed), timeBounds(state.now()), work);
  });
  return answer(state, work, countBusiness(state, work, writing));
}

function createWork(
  signal: Work["signal"],
  noun: string,
  sender: Sender,
  { items, reports }: Pick<Work, "items" | "reports">,
): Work {
  let completed!: () => void;
  const complete = new Promise<void>((resolve) => (completed = resolve));
  return {
    signal,
    sender,
    items,
    reports,
    added: 0,
    complete,
    completed,
    rejections: createRejections(noun),
    business: { received: 0, added: 0 },
    arrival: undefined,
  };
}

/**
 * Writes one request. The decoded request must become garbage before it is stored, so no promise that waits may hold `add`: it would
 * survive its generation in memory, and collecting it would cost more than all the rest.
 */
async function write(
  state: IntakeState,
  work: Work,
  bytes: number,
  add: (sink: RowSink) => Generator<void, number>,
): Promise<WriteResult> {
  admit(state, work.sender);
  count(state, work, "received", work.items);
  state.shares.add(holderOf(work.sender), bytes);
  const writing = state.writer.write(bytes, function* (sink) {
    work.added = yield* add(sink);
    work.completed();
  });
  return countWritten(state, work, bytes, writing);
}

/** Counts what became of the request. A request that was not stored is not counted: its sender sends it again. */
async function countWritten(
  state: IntakeState,
  work: Work,
  bytes: number,
  writing: Promise<WriteResult>,
): Promise<WriteResult> {
  const { rejections, sender } = work;
  try {
    const result = await writing;
    const dropped = duplicatesOf(work, result);
    count(state, work, "rejected", rejections.count);
    for (const own of [state.counts, countsOf(state, sender.tenant)]) countReasons(own, rejections.reasons);
    count(state, work, "dropped", dropped);
    count(state, work, "stored", work.added - dropped);
    state.lags.stored(work.reports);
    return result;
  } catch (error) {
    noteFull(state, error);
    count(state, work, "received", -work.items);
    throw error;
  } finally {
    state.shares.add(holderOf(sender), -bytes);
  }
}

/** Points have no identity by which a repeated one is known. */
function duplicatesOf({ signal }: Work, { duplicates }: WriteResult): number {
  return signal === "metricPoints" ? 0 : duplicates[signal];
}

async function countBusiness(
  state: IntakeState,
  work: Work,
  writing: Promise<WriteResult>,
): Promise<WriteResult> {
  const result = await writing;
  const { received, added } = work.business;
  const dropped = result.duplicates.businessEvents;
  const business = { signal: "businessEvents", sender: work.sender } as const;
  count(state, business, "received", received);
  count(state, business, "rejected", received - added);
  count(state, business, "dropped", dropped);
  count(state, business, "stored", added - dropped);
  return result;
}

async function answer(state: IntakeState, work: Work, writing: Promise<WriteResult>): Promise<Outcome> {
  // The time of the store begins when it can have all rows.
  await Promise.race([work.complete, writing]);
  const result = await inTime(writing, state.withinMs);
  if (work.arrival !== undefined) state.feed.publish(work.arrival, work.sender);
  const duplicates = duplicatesOf(work, result);
  return {
    rejected: BigInt(work.rejections.count),
    errorMessage: work.rejections.message(),
    ...(duplicates === 0 ? {} : { duplicates }),
  };
}

function noteFull(state: IntakeState, error: unknown): void {
  if (error instanceof ProblemError && error.code === "WRITE_QUEUE_FULL") state.fullAtMs = state.now();
}

function count(
  state: IntakeState,
  { signal, sender }: { readonly signal: keyof SignalCounts; readonly sender: Sender },
  fate: CountedFate,
  items: number,
): void {
  state.counts[fate][signal] += items;
  countsOf(state, sender.tenant)[fate][signal] += items;
}

function countsOf({ countsByTenant }: IntakeState, tenant: string): IntakeCounts {
  const known = countsByTenant.get(tenant);
  if (known !== undefined) return known;
  const own = createCounts();
  countsByTenant.set(tenant, own);
  return own;
}

/** The feed shows the first root span of a request. */
function watchSpans(sink: RowSink, work: Work, feed: Feed): Pick<RowSink, "span" | "error"> {
  if (!feed.wanted()) return sink;
  return {
    error: (row) => sink.error(row),
    span(row) {
      work.arrival ??= arrivalOfSpan(row);
      sink.span(row);
    },
  };
}

/** The feed shows the first business event of a request, or else its first record. */
function watchLogs(
  sink: RowSink,
  work: Work,
  feed: Feed,
): Pick<RowSink, "log" | "businessEvent" | "definition" | "identity" | "cpuProfile"> {
  if (!feed.wanted()) return sink;
  let hasBusiness = false;
  return {
    log(row) {
      if (!row.eventName.startsWith("telltale.")) work.arrival ??= arrivalOfLog(row);
      sink.log(row);
    },
    businessEvent(row) {
      const arrival = arrivalOfBusinessEvent(row);
      if (!hasBusiness && arrival !== undefined) {
        work.arrival = arrival;
        hasBusiness = true;
      }
      sink.businessEvent(row);
    },
    definition: (row) => sink.definition(row),
    identity: (row) => sink.identity(row),
    cpuProfile: (row) => sink.cpuProfile(row),
  };
}
