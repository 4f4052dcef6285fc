// Decoded requests into the store, whatever they came over. Answers only when the store has taken the rows.
import type { Arrival, SignalCounts } from "contract";
import type { ResourceLogs, ResourceMetrics, ResourceSpans } from "otlp";
import { answerWithinMs, type RowSink, type Writer, type WriteResult } from "../store/rows.ts";
import { ProblemError } from "../problem/problem.ts";
import { createAdmitter, type Admitter } from "./admit.ts";
import { arrivalOfBusinessEvent, arrivalOfLog, arrivalOfSpan } from "./arrivals.ts";
import type { BusinessCounts } from "./business-events.ts";
import { type CountedFate, countReasons, createCounts, type IntakeCounts } from "./counts.ts";
import { lightLogs, lightPoints, lightSpans, maxRowBytes } from "./heavy.ts";
import { createFeed, type Feed } from "./feed.ts";
import { inTime } from "./in-time.ts";
import { addLogs, countLogRecords } from "./logs.ts";
import { addPoints, countPoints } from "./metrics.ts";
import type { Sender } from "./sender.ts";
import { createRejections, type Rejections } from "./rejections.ts";
import { timeBounds } from "./time.ts";
import { addSpans, countSpans } from "./traces.ts";

/** What becomes of a stored request, as `partial_success` says it: nothing to say is `{ rejected: 0n, errorMessage: "" }`. */
export interface Outcome {
  readonly rejected: bigint;
  readonly errorMessage: string;
}

/**
 * Takes requests. Each call resolves when its rows are stored and throws what the writer throws otherwise, or `STORE_SLOW` when neither is
 * known in time; the rows go on then, and are counted when they are stored.
 */
export interface Intake {
  /** @param bytes what the request weighs, decompressed. */
  traces(request: readonly ResourceSpans[], bytes: number, sender: Sender): Promise<Outcome>;
  metrics(request: readonly ResourceMetrics[], bytes: number, sender: Sender): Promise<Outcome>;
  logs(request: readonly ResourceLogs[], bytes: number, sender: Sender): Promise<Outcome>;
  /**
   * Throws when a request would be refused anyway, before anybody reads and decodes it.
   *
   * @throws {ProblemError}
   */
  admit(): void;
  /** Is told of each request over a connection: when it begins, when its rows are taken, when it is answered. */
  readonly requests: Writer["requests"];
  readonly counts: IntakeCounts;
  /** Of one tenant. */
  countsOf(tenant: string): IntakeCounts;
  readonly feed: Feed;
  readonly admitter: Admitter;
  readonly queueBytes: number;
  /** Whether a request was refused in the last two seconds because the queue was over its mark. */
  readonly isFull: boolean;
}

/** What one request did, while it is written. */
interface Work {
  readonly signal: keyof IntakeCounts["received"];
  /** Rows that became part of a group, duplicates included. */
  added: number;
  readonly rejections: Rejections;
  readonly business: BusinessCounts;
  arrival: Arrival | undefined;
}

/** @param now gives Unix ms. */
export function createIntake(
  writer: Writer,
  now: () => number = Date.now,
  withinMs: number = answerWithinMs,
): Intake {
  const counts = createCounts();
  // As many as there are tenants with a token.
  const byTenant = new Map<string, IntakeCounts>();

  function countsOf(tenant: string): IntakeCounts {
    const known = byTenant.get(tenant);
    if (known !== undefined) return known;
    const own = createCounts();
    byTenant.set(tenant, own);
    return own;
  }

  function count(sender: Sender, fate: CountedFate, signal: keyof SignalCounts, items: number): void {
    counts[fate][signal] += items;
    countsOf(sender.tenant)[fate][signal] += items;
  }
  const feed = createFeed(now);
  let refusedAt = Number.NEGATIVE_INFINITY;

  /**
   * Writes one request. What was decoded is not to live until the store has it, so nothing that waits may hold `add`: it would
   * outlive its generation in memory, and collecting it would cost more than all the rest.
   */
  function take(
    work: Work,
    sender: Sender,
    items: number,
    bytes: number,
    add: (sink: RowSink) => number,
  ): Promise<WriteResult> {
    count(sender, "received", work.signal, items);
    const writing = writer.write(bytes, (sink) => {
      work.added = add(sink);
    });
    return settle(writing, work, sender, items);
  }

  /** Keeps count. What the store did not take is not counted: its sender brings it again. */
  async function settle(
    writing: Promise<WriteResult>,
    work: Work,
    sender: Sender,
    items: number,
  ): Promise<WriteResult> {
    const { signal } = work;
    try {
      const result = await writing;
      const dropped = signal === "metricPoints" ? 0 : result.duplicates[signal];
      count(sender, "rejected", signal, work.rejections.count);
      for (const own of [counts, countsOf(sender.tenant)]) countReasons(own, work.rejections.reasons);
      count(sender, "dropped", signal, dropped);
      count(sender, "stored", signal, work.added - dropped);
      return result;
    } catch (error) {
      noteRefusal(error);
      count(sender, "received", signal, -items);
      throw error;
    }
  }

  function noteRefusal(error: unknown): void {
    if (error instanceof ProblemError && error.code === "WRITE_QUEUE_FULL") refusedAt = now();
  }

  async function finish(taking: Promise<WriteResult>, work: Work, sender: Sender): Promise<Outcome> {
    await inTime(taking, withinMs);
    if (work.arrival !== undefined) feed.publish(work.arrival, sender);
    return { rejected: BigInt(work.rejections.count), errorMessage: work.rejections.message() };
  }

  async function countBusiness(
    taking: Promise<WriteResult>,
    work: Work,
    sender: Sender,
  ): Promise<WriteResult> {
    const result = await taking;
    const { received, added } = work.business;
    const dropped = result.duplicates.businessEvents;
    count(sender, "received", "businessEvents", received);
    count(sender, "rejected", "businessEvents", received - added);
    count(sender, "dropped", "businessEvents", dropped);
    count(sender, "stored", "businessEvents", added - dropped);
    return result;
  }

  return {
    admit() {
      try {
        writer.admit();
      } catch (error) {
        noteRefusal(error);
        throw error;
      }
    },
    traces(request, bytes, sender) {
      const work = begin("spans", "spans");
      const rows = bytes > maxRowBytes ? lightSpans(request, work.rejections) : request;
      const taking = take(work, sender, countSpans(request), bytes, (sink) =>
        addSpans(rows, sender, watchSpans(sink, work, feed), timeBounds(now()), work.rejections),
      );
      return finish(taking, work, sender);
    },
    metrics(request, bytes, sender) {
      const work = begin("metricPoints", "points");
      const rows = bytes > maxRowBytes ? lightPoints(request, work.rejections) : request;
      const taking = take(work, sender, countPoints(request), bytes, (sink) =>
        addPoints(rows, sender, sink, timeBounds(now()), work.rejections),
      );
      return finish(taking, work, sender);
    },
    logs(request, bytes, sender) {
      const work = begin("logRecords", "log records");
      const { rejections, business } = work;
      const rows = bytes > maxRowBytes ? lightLogs(request, rejections) : request;
      const taking = take(work, sender, countLogRecords(request), bytes, (sink) =>
        addLogs(rows, sender, watchLogs(sink, work, feed), timeBounds(now()), rejections, business),
      );
      return finish(countBusiness(taking, work, sender), work, sender);
    },
    requests: writer.requests,
    counts,
    countsOf,
    feed,
    admitter: createAdmitter(),
    get queueBytes() {
      return writer.queueBytes;
    },
    get isFull() {
      return now() - refusedAt < 2000;
    },
  };
}

function begin(signal: Work["signal"], noun: string): Work {
  return {
    signal,
    added: 0,
    rejections: createRejections(noun),
    business: { received: 0, added: 0 },
    arrival: undefined,
  };
}

/** The first root span of a request stands for it in the feed. */
function watchSpans(sink: RowSink, work: Work, feed: Feed): Pick<RowSink, "span"> {
  if (!feed.wanted()) return sink;
  return {
    span(row) {
      work.arrival ??= arrivalOfSpan(row);
      sink.span(row);
    },
  };
}

/** The first business event of a request stands for it in the feed, else its first record. */
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
