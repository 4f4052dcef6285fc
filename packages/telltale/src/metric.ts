// Metrics, as the user calls them. A handle may be made before `start()`: it binds itself to the engine at the first call after.
import { mergeAttributes } from "./engine/attribute-list.ts";
import { ticks } from "./engine/clock.ts";
import { contextOnMetrics } from "./engine/context-attributes.ts";
import type { Observe } from "./engine/engine.ts";
import { follow, keepObserving } from "./engine/follow.ts";
import { type Instrument, leastOf } from "./engine/meter.ts";
import { noAttributes } from "./engine/metrics/attribute-set.ts";
import type { Descriptor, InstrumentKind } from "./engine/metrics/descriptor.ts";
import { isValidName } from "./engine/metrics/instrument-name.ts";
import { isAscending } from "./engine/metrics/view-words.ts";
import { type Series, sum } from "./engine/metrics/series.ts";
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

// what is recorded while nothing runs; of the kind that counters have, so that their calls see one
const nowhere: Series = sum(undefined)(noAttributes, 0);

const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/**
 * A counter: a sum that only grows. With a callback it is observed: asked at each collection for the sum as it stands.
 *
 * @example
 * ```ts
 * import { counter } from "telltale";
 *
 * const orders = counter("shop.orders", { unit: "{order}" });
 * orders.add(1, { plan: "pro" });
 * orders.with({ plan: "free" }).add(1);
 * counter("process.cpu.time", { unit: "s" }, () => process.cpuUsage().user / 1e6).stop();
 * ```
 */
export function counter(name: string, options?: InstrumentOptions): Counter;
export function counter(name: string, options: InstrumentOptions, callback: Observe): Observation;
export function counter(
  name: string,
  options: InstrumentOptions = {},
  callback?: Observe,
): Counter | Observation {
  if (callback !== undefined) return observe(describe("observedCounter", name, options), callback);
  return additive("counter", name, options);
}

/**
 * A sum that grows and shrinks, such as the number of open connections. With a callback it is observed.
 *
 * @example
 * ```ts
 * import { upDownCounter } from "telltale";
 *
 * const open = upDownCounter("pool.connections", { unit: "{connection}" });
 * open.add(1);
 * open.add(-1);
 * ```
 */
export function upDownCounter(name: string, options?: InstrumentOptions): Counter;
export function upDownCounter(name: string, options: InstrumentOptions, callback: Observe): Observation;
export function upDownCounter(
  name: string,
  options: InstrumentOptions = {},
  callback?: Observe,
): Counter | Observation {
  if (callback !== undefined) return observe(describe("observedUpDownCounter", name, options), callback);
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
    set: handle.record,
    with: (attributes) => ({ set: bindRecorder(handle, attributes) }),
  };
}

/**
 * A histogram of values, of which the sum, the extremes and the spread leave.
 *
 * @example
 * ```ts
 * import { histogram } from "telltale";
 *
 * const sizes = histogram("upload.size", { unit: "By", buckets: [1024, 1048576] });
 * sizes.record(2048, { format: "png" });
 * ```
 */
export function histogram(name: string, options: HistogramOptions = {}): Histogram {
  const handle = createHandle("histogram", name, options);
  return {
    record: handle.record,
    with: (attributes) => ({ record: bindRecorder(handle, attributes) }),
  };
}

/**
 * A histogram of durations in seconds, with stopwatches.
 *
 * @example
 * ```ts
 * import { timer } from "telltale";
 *
 * const duration = timer("checkout.duration");
 * await duration.time(async () => "paid", { plan: "pro" }); // => "paid"
 * const stop = duration.start();
 * stop({ plan: "free" }) >= 0; // => true
 * duration.record(0.42);
 * ```
 */
export function timer(name: string, options: HistogramOptions = {}): Timer {
  const base = histogram(name, { unit: "s", ...options });
  const start = (): ((attributes?: object) => number) => {
    const began = ticks();
    return (attributes) => {
      const seconds = (ticks() - began) / 1000;
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
    add: handle.record,
    with: (attributes) => new Adder(handle, attributes),
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
  readonly record: (value: number, attributes?: object) => void;
  readonly current: () => Instrument | undefined;
  /** The least value it takes. */
  readonly least: number;
}

function createHandle(kind: InstrumentKind, name: string, options: HistogramOptions): Handle {
  const descriptor = describe(kind, name, options);
  const current = follow(({ meter }) => meter.instrument(descriptor));
  return {
    current,
    least: leastOf(kind),
    record(value, attributes) {
      current()?.record(value, attributes);
    },
  };
}

/** An attribute set of an instrument, and its series while `generation` is the state's. */
interface Bound {
  readonly handle: Handle;
  readonly attributes: object;
  series: Series;
  generation: number;
}

// A class, and one per kind of instrument, on purpose: a call of its method takes two thirds of the time of a closure's, and a
// shared one would see the series of all instruments, and be slow for all.
class Adder implements Bound, BoundCounter {
  series: Series = nowhere;
  generation: number = -1;
  readonly handle: Handle;
  readonly attributes: object;

  constructor(handle: Handle, attributes: object) {
    this.handle = handle;
    this.attributes = mergeAttributes(attributes);
  }

  add(value: number): void {
    // most of what is added is 1, which needs no more checks
    if (value === 1 && this.generation === state.generation) this.series.record(1);
    else recordBound(this, value);
  }
}

function bindRecorder(handle: Handle, attributes: object): (value: number) => void {
  const settled = mergeAttributes(attributes);
  const bound: Bound = { handle, attributes: settled, series: nowhere, generation: -1 };
  return (value) => {
    const isValid = typeof value === "number" && value >= handle.least && value <= Number.MAX_VALUE;
    if (isValid && bound.generation === state.generation) bound.series.record(value);
    else recordBound(bound, value);
  };
}

function recordBound(bound: Bound, value: number): void {
  const { handle, attributes } = bound;
  const isValid = typeof value === "number" && value >= handle.least && value <= Number.MAX_VALUE;
  // inside of context attributes that stand on metrics the set is another one each time
  if (!isValid || (contextOnMetrics.used && activeScope().attributes?.onMetrics !== undefined)) {
    handle.current()?.record(value, attributes);
    return;
  }
  if (bound.generation !== state.generation) {
    bound.series = handle.current()?.bind(attributes) ?? nowhere;
    // once context attributes stand on metrics every call has to ask
    bound.generation = contextOnMetrics.used ? -1 : state.generation;
  }
  bound.series.record(value);
}

function describe(kind: InstrumentKind, name: string, options: HistogramOptions): Descriptor {
  if (!isValidName(name)) {
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

function observe(descriptor: Descriptor, callback: Observe): Observation {
  const current = follow(({ meter }) => meter.instrument(descriptor));
  current();
  const stop = keepObserving(async (tell) => {
    const observed = await callback();
    const instrument = current();
    if (instrument === undefined || observed === undefined) return;
    if (typeof observed === "number") tell(instrument, observed);
    else for (const { value, attributes } of observed) tell(instrument, value, attributes);
  });
  return { stop };
}

/** An instrument that is observed by {@link observeTogether}. */
export interface Observable {
  readonly name: string;
}

const observables = new WeakMap<Observable, () => Instrument | undefined>();

/**
 * An instrument whose values {@link observeTogether} gives.
 *
 * @example
 * ```ts
 * import { observable, observeTogether } from "telltale";
 *
 * const used = observable("gauge", "pool.used", { unit: "{connection}" });
 * const taken = observable("counter", "pool.taken", { unit: "{connection}" });
 * const observation = observeTogether((tell) => {
 *   const pool = { used: 3, taken: 120 };
 *   tell(used, pool.used, { pool: "main" });
 *   tell(taken, pool.taken, { pool: "main" });
 * });
 * observation.stop();
 * ```
 */
export function observable(
  kind: "counter" | "upDownCounter" | "gauge",
  name: string,
  options: InstrumentOptions = {},
): Observable {
  const kinds = {
    counter: "observedCounter",
    upDownCounter: "observedUpDownCounter",
    gauge: "observedGauge",
  } as const;
  const descriptor = describe(kinds[kind], name, options);
  const handle = { name };
  observables.set(
    handle,
    follow(({ meter }) => meter.instrument(descriptor)),
  );
  return handle;
}

/**
 * Has one callback give the values of several instruments at each collection, so that they belong to one moment.
 *
 * What it throws is counted, not thrown on.
 */
export function observeTogether(
  callback: (
    tell: (instrument: Observable, value: number, attributes?: object) => void,
  ) => void | Promise<void>,
): Observation {
  const stop = keepObserving((take) =>
    callback((target, value, attributes) => {
      const instrument = observables.get(target)?.();
      if (instrument !== undefined) take(instrument, value, attributes);
    }),
  );
  return { stop };
}
