// One reader of all metrics of the process. For ways out that ask when they want to (Prometheus, readers of the
// OpenTelemetry shape) and below the periodic one:
//
//   const reader = meters.addReader({ exemplars: "all" });          // in the pipeline, before the first instrument
//   const { scopes } = await reader.collect();                      // asks the callbacks, then gives every point as plain data
//
// What comes is described in metrics/collection.ts. Cumulative readers share their series; a delta reader has its own.
import { report } from "../diagnostics/diagnose.ts";
import { now, reanchor } from "../runtime/clock.ts";
import type { MeterCore } from "./meter.ts";
import type { Aggregation } from "../metrics/aggregation.ts";
import type { CollectedScope, Collection, Temporality } from "../metrics/collection.ts";
import type { InstrumentKind } from "../metrics/descriptor.ts";
import type { StreamReader } from "../metrics/resolve-streams.ts";
import type { Observers } from "./observers.ts";

/** What a reader wants. */
export interface ReaderOptions {
  /** What it is called in figures about itself. */
  readonly name?: string | undefined;
  /** Default: cumulative for all. */
  readonly temporality?: ((kind: InstrumentKind) => Temporality) | undefined;
  /** What to make of instruments where no view says it. Default: by kind and advice. */
  readonly aggregation?: ((kind: InstrumentKind) => Aggregation | undefined) | undefined;
  /** Series of an instrument, the overflow one included, where no view says it. Default: `limits.cardinality`. */
  readonly cardinality?: ((kind: InstrumentKind) => number | undefined) | undefined;
  /** `new`: only exemplars made since the reader's last collection; `all` (default): those that are held. */
  readonly exemplars?: "new" | "all" | undefined;
  /** Makes series of its own form instead of those of the aggregation. */
  readonly series?: StreamReader["series"];
}

/** A reader. */
export interface MetricReader {
  /**
   * Collects now. Never rejects: an error of the library's own costs one meter its points, and is among the `errors`.
   * Calls while one is under way wait for it and share the next.
   * Callbacks get `timeoutMs` (5 s) in all; what comes later is left out, and counted.
   */
  collect(timeoutMs?: number): Promise<Collection>;
  /** Collects before it returns, without the callbacks that are asynchronous: for a process that ends. */
  collectNow(): Collection;
}

/** The time for all callbacks of one collection. */
const observeTimeoutMs = 5000;

let readers = 0;

/** The reader's side of the streams. */
export function toStreamReader(options: ReaderOptions): StreamReader {
  const { temporality, aggregation, cardinality, series } = options;
  return {
    id: ++readers,
    temporality: temporality ?? (() => "cumulative"),
    aggregation: aggregation ?? (() => undefined),
    cardinality: cardinality ?? (() => undefined),
    series,
  };
}

/** A reader of `meters` that asks `observers`. */
export function createMetricReader(
  reader: StreamReader,
  options: ReaderOptions,
  meters: Iterable<MeterCore>,
  observers: Observers,
): MetricReader {
  let lastMoment = -Infinity;
  let underWay: Promise<Collection> | undefined;
  let following: Promise<Collection> | undefined;

  function gather(errors: unknown[]): Collection {
    // there may be neither spans nor records, which do so
    reanchor();
    const moment = now();
    const since = options.exemplars === "new" ? lastMoment : -Infinity;
    lastMoment = moment;
    return collectAll(meters, reader, moment, since, errors);
  }

  async function run(timeoutMs: number): Promise<Collection> {
    const errors: unknown[] = [];
    try {
      for (const meter of meters) meter.begin(reader);
      errors.push(...(await observers.observe(reader, timeoutMs)));
    } catch (error) {
      failed(errors, error);
    }
    return gather(errors);
  }

  async function start(timeoutMs: number): Promise<Collection> {
    underWay = run(timeoutMs);
    try {
      return await underWay;
    } finally {
      underWay = undefined;
    }
  }

  async function startAfter(running: Promise<Collection>, timeoutMs: number): Promise<Collection> {
    // whether it succeeded or failed: this is a collection of its own
    await Promise.allSettled([running]);
    following = undefined;
    return start(timeoutMs);
  }

  return {
    async collect(timeoutMs = observeTimeoutMs) {
      if (underWay === undefined && following === undefined) return start(timeoutMs);
      following ??= startAfter(underWay as Promise<Collection>, timeoutMs);
      return following;
    },
    collectNow() {
      for (const meter of meters) meter.begin(reader);
      observers.observeNow(reader);
      return gather([]);
    },
  };
}

/** What each of `meters` gives; one that fails is left out, and its error is among `errors`. */
function collectAll(
  meters: Iterable<MeterCore>,
  reader: StreamReader,
  moment: number,
  since: number,
  errors: unknown[],
): Collection {
  const scopes: CollectedScope[] = [];
  let points = 0;
  for (const meter of meters) {
    try {
      const metrics = meter.collect(reader, moment, since);
      if (metrics.length === 0) continue;
      for (const { data } of metrics) points += data.points.length;
      scopes.push({ scope: meter.scope, metrics });
    } catch (error) {
      failed(errors, error);
    }
  }
  return { moment, scopes, points, errors };
}

function failed(errors: unknown[], error: unknown): void {
  report("collect_failed", error);
  errors.push(error);
}
