// Metrics, as the user calls them. A handle may be made before `start()`: it binds itself to the engine at the first call after.
import { contextOnMetrics } from "./engine/context-attributes.ts";
import type { Descriptor, Instrument, InstrumentKind } from "./engine/meter.ts";
import type { Series } from "./engine/series.ts";
import { activeScope } from "./engine/scope.ts";
import { state } from "./engine/state.ts";
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

/**
 * A gauge: the last value counts.
 */
export function gauge(name: string, options?: InstrumentOptions): Gauge;
export function gauge(name: string, options: InstrumentOptions = {}): Gauge {
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
  if (!validName.test(name))
    throw new TelemetryError("TT_INSTRUMENT_NAME", `Cannot name an instrument \`${name}\`.`);
  const unit = options.unit ?? "";
  const bounds = options.buckets ?? (unit === "s" ? secondsBuckets : undefined);
  const descriptor: Descriptor = { kind, name, unit, description: options.description ?? "", bounds };
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
      let boundTo = -1;
      let series: Series | undefined;
      return (value) => {
        if (contextOnMetrics.used && activeScope().attributes?.onMetrics !== undefined) {
          current()?.record(value, attributes);
          return;
        }
        if (boundTo !== state.generation) {
          boundTo = state.generation;
          series = current()?.bind(attributes);
        }
        series?.record(value);
      };
    },
  };
}
