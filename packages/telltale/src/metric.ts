// Metrics, as the user calls them. A handle may be made before `start()`: it binds itself to the engine at the first call after.
import type { Observe, Observed } from "./engine/running/engine.ts";
import { follow, keepObserving } from "./engine/running/follow.ts";
import { guardMethods } from "./engine/diagnostics/guard.ts";
import type { Instrument } from "./engine/meter/meter.ts";
import { isThenable, type Observing } from "./engine/meter/observers.ts";
import type { Descriptor, InstrumentKind } from "./engine/metrics/descriptor.ts";
import type { Attributes, AttributesOf, Measured, MetricName, ObserveOf, OpenName } from "./typed.ts";
import {
  Adder,
  bindRecorder,
  createHandle,
  describe,
  type HistogramOptions,
  type InstrumentOptions,
} from "./instrument-handle.ts";

export type { HistogramOptions, InstrumentOptions } from "./instrument-handle.ts";

/**
 * Adds up. A counter's values must not be negative; an up-down counter's may.
 *
 * Here and below `context` says whose span an exemplar points to, and whose context attributes count; the active one by default.
 */
export interface Counter<A extends object = object> {
  /** Adds `value`, for the series of `attributes`. Never throws: a value that does not fit is ignored, and counted as invalid. */
  add(value: number, ...given: Measured<A>): void;
  /** The same with fixed `attributes`: no look-up per call. */
  with(attributes: A): BoundCounter;
}
/** A counter with fixed attributes. */
export interface BoundCounter {
  /** Adds `value`. */
  add(value: number): void;
}

/** Keeps the last value. */
export interface Gauge<A extends object = object> {
  /** Sets the value of the series of `attributes`. */
  set(value: number, ...given: Measured<A>): void;
  /** The same with fixed `attributes`: no look-up per call. */
  with(attributes: A): BoundGauge;
}
/** A gauge with fixed attributes. */
export interface BoundGauge {
  /** Sets the value. */
  set(value: number): void;
}

/** Counts values in buckets. */
export interface Histogram<A extends object = object> {
  /** Records `value`, for the series of `attributes`. */
  record(value: number, ...given: Measured<A>): void;
  /** The same with fixed `attributes`: no look-up per call. */
  with(attributes: A): BoundHistogram;
}
/** A histogram with fixed attributes. */
export interface BoundHistogram {
  /** Records `value`. */
  record(value: number): void;
}

/**
 * A counter: a sum that only grows. With a callback it is observed: each collection calls it for the current sum.
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
export function counter<N extends MetricName<"counter">>(
  name: N,
  options?: InstrumentOptions,
): Counter<AttributesOf<"metrics", N>>;
export function counter(name: OpenName<"metrics">, options?: InstrumentOptions): Counter;
export function counter<N extends MetricName<"counter">>(
  name: N,
  options: InstrumentOptions,
  callback: ObserveOf<N>,
): Observation;
export function counter(
  name: OpenName<"metrics">,
  options: InstrumentOptions,
  callback: Observe,
): Observation;
export function counter(
  name: string,
  options: InstrumentOptions = {},
  callback?: () => unknown,
): Counter | Observation {
  if (callback !== undefined) return observe(describe("observedCounter", name, options), callback as Observe);
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
export function upDownCounter<N extends MetricName<"upDownCounter">>(
  name: N,
  options?: InstrumentOptions,
): Counter<AttributesOf<"metrics", N>>;
export function upDownCounter(name: OpenName<"metrics">, options?: InstrumentOptions): Counter;
export function upDownCounter<N extends MetricName<"upDownCounter">>(
  name: N,
  options: InstrumentOptions,
  callback: ObserveOf<N>,
): Observation;
export function upDownCounter(
  name: OpenName<"metrics">,
  options: InstrumentOptions,
  callback: Observe,
): Observation;
export function upDownCounter(
  name: string,
  options: InstrumentOptions = {},
  callback?: () => unknown,
): Counter | Observation {
  if (callback !== undefined)
    return observe(describe("observedUpDownCounter", name, options), callback as Observe);
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
export function gauge<N extends MetricName<"gauge">>(
  name: N,
  options?: InstrumentOptions,
): Gauge<AttributesOf<"metrics", N>>;
export function gauge(name: OpenName<"metrics">, options?: InstrumentOptions): Gauge;
export function gauge<N extends MetricName<"gauge">>(
  name: N,
  options: InstrumentOptions,
  callback: ObserveOf<N>,
): Observation;
export function gauge(name: OpenName<"metrics">, options: InstrumentOptions, callback: Observe): Observation;
export function gauge(
  name: string,
  options: InstrumentOptions = {},
  callback?: () => unknown,
): Gauge | Observation {
  if (callback !== undefined) return observe(describe("observedGauge", name, options), callback as Observe);
  const handle = createHandle("gauge", name, options);
  const set = handle.record;
  return guardMethods({ set, with: (attributes) => ({ set: bindRecorder(handle, attributes) }) }, "with");
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
export function histogram<N extends MetricName<"histogram">>(
  name: N,
  options?: HistogramOptions,
): Histogram<AttributesOf<"metrics", N>>;
export function histogram(name: OpenName<"metrics">, options?: HistogramOptions): Histogram;
export function histogram(name: string, options: HistogramOptions = {}): Histogram {
  const handle = createHandle("histogram", name, options);
  const { record } = handle;
  return guardMethods(
    { record, with: (attributes) => ({ record: bindRecorder(handle, attributes) }) },
    "with",
  );
}

function additive(kind: InstrumentKind, name: string, options: InstrumentOptions): Counter {
  const handle = createHandle(kind, name, options);
  return guardMethods({ add: handle.record, with: (attributes) => new Adder(handle, attributes) }, "with");
}

function observe(descriptor: Descriptor | undefined, callback: Observe): Observation {
  if (descriptor === undefined) return { stop() {} };
  const current = follow(({ meter }) => meter.instrument(descriptor));
  current();
  function take(observed: Observed, record: Observing): void {
    const instrument = current();
    if (instrument === undefined || observed === undefined) return;
    // a value that is not a list, whatever it is, is checked as one number
    if (!isList(observed)) record(instrument, observed);
    else for (const one of observed) record(instrument, one?.value, one?.attributes);
  }
  // a value that is not a promise is recorded at once: a collection that cannot wait has it too
  const stop = keepObserving((record) => {
    const observed = callback();
    return isThenable(observed) ? observed.then((later) => take(later, record)) : take(observed, record);
  });
  return { stop };
}

/** Whether a callback has returned a list. JavaScript may return anything. */
function isList(observed: Observed): observed is Exclude<Observed, number | undefined> {
  return typeof observed === "object" && observed !== null && Symbol.iterator in observed;
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
 * const observation = observeTogether((observe) => {
 *   const pool = { used: 3, taken: 120 };
 *   observe(used, pool.used, { pool: "main" });
 *   observe(taken, pool.taken, { pool: "main" });
 * });
 * observation.stop();
 * ```
 */
export function observable<Kind extends "counter" | "upDownCounter" | "gauge">(
  kind: Kind,
  name: MetricName<Kind> | OpenName<"metrics">,
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
    follow(({ meter }) => (descriptor === undefined ? undefined : meter.instrument(descriptor))),
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
    observe: (instrument: Observable, value: number, attributes?: Attributes) => void,
  ) => void | Promise<void>,
): Observation {
  return { stop: keepObserving((take) => callback(takesFrom(take))) };
}

/** Takes one value of an instrument. */
export type ObserveOne = Parameters<Parameters<typeof observeTogether>[0]>[0];

/** What a callback calls, for integrations as for applications. */
export function takesFrom(take: Observing): ObserveOne {
  return (target, value, attributes) => {
    const instrument = observables.get(target)?.();
    if (instrument !== undefined) take(instrument, value, attributes);
  };
}
