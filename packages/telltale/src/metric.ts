// Metrics, as the user calls them. A handle may be made before `start()`: it binds itself to the engine at the first call after.
import { mergeAttributes } from "./engine/attribute-list.ts";
import { contextOnMetrics } from "./engine/context-attributes.ts";
import type { Observe } from "./engine/engine.ts";
import { accepts, type Descriptor, type Instrument, type InstrumentKind } from "./engine/meter.ts";
import type { Series } from "./engine/series.ts";
import { activeScope } from "./engine/scope.ts";
import { type ObservedEntry, state } from "./engine/state.ts";
import { TelemetryError } from "./error.ts";

/** What every instrument may say about itself. */
export interface InstrumentOptions {
  /** UCUM unit, for example `s`, `By`, `{order}`. */
  readonly unit?: string | undefined;
  readonly description?: string | undefined;
}

/** What a histogram may say besides. */
export interface HistogramOptions extends InstrumentOptions {
  /** Upper bounds, ascending. Left out: the conventions' bounds for unit `s`, else base-2 exponential buckets. */
  readonly buckets?: readonly number[] | undefined;
}

/** Adds up. A counter's values must not be negative; an up-down counter's may. */
export interface Counter {
  add(value: number, attributes?: object): void;
  /** The same with `attributes` settled: no look-up per call. */
  with(attributes: object): BoundCounter;
}
export interface BoundCounter {
  add(value: number): void;
}

/** Keeps the last value. */
export interface Gauge {
  set(value: number, attributes?: object): void;
  with(attributes: object): BoundGauge;
}
export interface BoundGauge {
  set(value: number): void;
}

/** Counts values in buckets. */
export interface Histogram {
  record(value: number, attributes?: object): void;
  with(attributes: object): BoundHistogram;
}
export interface BoundHistogram {
  record(value: number): void;
}

/** A histogram of durations in seconds. */
export interface Timer extends Histogram {
  /** Runs `fn`, records how long it took until its result was there, and returns the result. */
  time<T>(fn: () => T, attributes?: object): T;
  /** Starts a stopwatch; the returned function records and returns the seconds since. */
  start(): (attributes?: object) => number;
}

const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const validName = /^[a-z][a-z0-9_.\-/]{0,254}$/i;

/**
 * A counter: a sum that only grows.
 *
 * @example
 * ```ts
 * import { counter } from "telltale";
 *
 * const orders = counter("shop.orders", { unit: "{order}" });
 * orders.add(1, { plan: "pro" });
 * orders.with({ plan: "free" }).add(1);
 * ```
 */
export function counter(name: string, options: InstrumentOptions = {}): Counter {
  return additive("counter", name, options);
}

/** A sum that grows and shrinks, such as the number of open connections. */
export function upDownCounter(name: string, options: InstrumentOptions = {}): Counter {
  return additive("upDownCounter", name, options);
}

/** An observation that goes on until `stop()`. */
export interface Observation {
  stop(): void;
}

/**
 * A gauge: the last value counts. With a callback it is observed: asked for its value at each collection.
 *
 * The callback gives a number, or `[{ value, attributes }, …]`, or a promise of either; what it throws is counted, not thrown on.
 *
 * @example
 * ```ts
 * import { gauge } from "telltale";
 *
 * gauge("shop.stock").set(12, { product: "p1" });
 * const queue: string[] = [];
 * const observation = gauge("queue.size", { unit: "{job}" }, () => queue.length);
 * observation.stop();
 * ```
 */
export function gauge(name: string, options?: InstrumentOptions): Gauge;
export function gauge(name: string, options: InstrumentOptions, callback: Observe): Observation;
export function gauge(
  name: string,
  options: InstrumentOptions = {},
  callback?: Observe,
): Gauge | Observation {
  if (callback !== undefined) return observe(describe("observedGauge", name, options), callback);
  const handle = createHandle("gauge", name, options);
  return {
    set: (value, attributes) => handle.record(value, attributes),
    with(attributes) {
      const record = handle.bind(attributes);
      return { set: record };
    },
  };
}

/** A histogram of values. */
export function histogram(name: string, options: HistogramOptions = {}): Histogram {
  const handle = createHandle("histogram", name, options);
  return {
    record: (value, attributes) => handle.record(value, attributes),
    with(attributes) {
      const record = handle.bind(attributes);
      return { record };
    },
  };
}

/** A histogram of durations in seconds, with stopwatches. */
export function timer(name: string, options: HistogramOptions = {}): Timer {
  const base = histogram(name, { unit: "s", ...options });
  const start = (): ((attributes?: object) => number) => {
    const began = performance.now();
    return (attributes) => {
      const seconds = (performance.now() - began) / 1000;
      base.record(seconds, attributes);
      return seconds;
    };
  };
  return {
    ...base,
    start,
    time(fn, attributes) {
      const stop = start();
      return afterwards(fn, () => stop(attributes));
    },
  };
}

function additive(kind: InstrumentKind, name: string, options: InstrumentOptions): Counter {
  const handle = createHandle(kind, name, options);
  return {
    add: (value, attributes) => handle.record(value, attributes),
    with(attributes) {
      const record = handle.bind(attributes);
      return { add: record };
    },
  };
}

function afterwards<T>(fn: () => T, over: () => void): T {
  let result: T;
  try {
    result = fn();
  } catch (error) {
    over();
    throw error;
  }
  if (result instanceof Promise) {
    return result.then(
      (value: unknown) => {
        over();
        return value;
      },
      (error: unknown) => {
        over();
        throw error;
      },
    ) as T;
  }
  over();
  return result;
}

interface Handle {
  record(value: number, attributes?: object): void;
  bind(attributes: object): (value: number) => void;
}

function createHandle(kind: InstrumentKind, name: string, options: HistogramOptions): Handle {
  const descriptor = describe(kind, name, options);
  let generation = -1;
  let live: Instrument | undefined;

  function current(): Instrument | undefined {
    if (generation !== state.generation) {
      generation = state.generation;
      live = state.engine?.meter.instrument(descriptor);
    }
    return live;
  }

  return {
    record(value, attributes) {
      current()?.record(value, attributes);
    },
    bind(attributes) {
      const settled = mergeAttributes(attributes);
      let boundTo = -1;
      let series: Series | undefined;
      return (value) => {
        if (boundTo !== state.generation) {
          boundTo = state.generation;
          series = current()?.bind(settled);
        }
        const plain =
          accepts(kind, value) &&
          !(contextOnMetrics.used && activeScope().attributes?.onMetrics !== undefined);
        if (plain) series?.record(value);
        else current()?.record(value, settled);
      };
    },
  };
}

function describe(kind: InstrumentKind, name: string, options: HistogramOptions): Descriptor {
  if (typeof name !== "string" || !validName.test(name)) {
    throw new TelemetryError("TT_INSTRUMENT_NAME", `Cannot name an instrument \`${String(name)}\`.`);
  }
  const { buckets, unit = "", description = "" } = options;
  if (buckets !== undefined && !isAscending(buckets)) {
    throw new TelemetryError(
      "TT_BUCKETS",
      `Cannot use \`[${buckets.join(", ")}]\` as buckets of \`${name}\`.`,
    );
  }
  const bounds = kind === "histogram" ? (buckets ?? (unit === "s" ? secondsBuckets : undefined)) : undefined;
  return { kind, name, unit, description, bounds };
}

function isAscending(buckets: readonly number[]): boolean {
  return buckets.every(
    (bound, at) => Number.isFinite(bound) && (at === 0 || bound > (buckets[at - 1] as number)),
  );
}

function observe(descriptor: Descriptor, callback: Observe): Observation {
  const entry: ObservedEntry = { descriptor, callback, stop: state.engine?.observe(descriptor, callback) };
  state.observed.add(entry);
  return {
    stop() {
      state.observed.delete(entry);
      entry.stop?.();
    },
  };
}
