// Timers: histograms of seconds, with what has to be timed run on the way.
import { callOnce } from "./engine/completion/call-once.ts";
import { mergeAttributes } from "./engine/attributes/attribute-list.ts";
import { ticks } from "./engine/runtime/clock.ts";
import { report } from "./engine/diagnostics/diagnose.ts";
import { guardMethods, harmless } from "./engine/diagnostics/guard.ts";
import { failedBy, outcomeOf } from "./engine/errors/outcome.ts";
import { follow } from "./engine/completion/finish.ts";
import { bindRecorder, createHandle, type HistogramOptions } from "./instrument-handle.ts";
import type { AttributesOf, Given, MetricName, OpenName } from "./typed.ts";
import type { BoundHistogram, Histogram } from "./metric.ts";

/** What a timer may say about itself; its unit is `s`. */
export type TimerOptions = Omit<HistogramOptions, "unit">;

/** Stops, records the seconds since the start, and returns them; once. With `using` it stops at the end of the block, without an outcome. */
export interface Stopwatch<A extends object = object> extends Disposable {
  (...given: Given<A>): number;
}

/** A histogram of durations in seconds. */
export interface Timer<A extends object = object> extends Histogram<A> {
  /**
   * Runs `fn`, records how long it took until its result was there, and returns the result. `outcome` is `success`
   * or `failure`, `error.type` by what ({@link outcomeOf}).
   */
  time<T>(fn: () => T, ...given: Given<A>): T;
  /** Starts a stopwatch; the returned function records and returns the seconds since. */
  start(): Stopwatch<A>;
  /** The same with fixed `attributes`: no look-up per call. */
  with(attributes: A): BoundTimer;
}
/** A timer with fixed attributes. */
export interface BoundTimer extends BoundHistogram {
  /** Runs `fn`, records how long it took, and returns its result, as a timer does. */
  time<T>(fn: () => T, attributes?: object): T;
  /** Starts a stopwatch. */
  start(): Stopwatch;
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
export function timer<N extends MetricName<"timer">>(
  name: N,
  options?: TimerOptions,
): Timer<AttributesOf<"metrics", N>>;
export function timer(name: OpenName<"metrics">, options?: TimerOptions): Timer;
export function timer(name: string, options: TimerOptions = {}): Timer {
  const handle = createHandle("histogram", name, { ...options, unit: "s" });
  const { record } = handle;
  return guardMethods(
    {
      record,
      ...stopwatches(record),
      with(attributes) {
        const resolved = mergeAttributes(attributes);
        const own: Measure = (value, more) => record(value, mergeAttributes(resolved, more));
        return { record: bindRecorder(handle, resolved), ...stopwatches(own) };
      },
    },
    "with",
  );
}

/** Where none can be started. */
const stopped: Stopwatch = Object.assign(() => 0, { [Symbol.dispose]() {} });

type Measure = (value: number, attributes?: object) => void;

function stopwatches(record: Measure): Pick<Timer, "start" | "time"> {
  return {
    start: harmless(() => startWatch(record), stopped),
    time: (fn, attributes) => callOnce(fn, (once) => timeCall(record, once, attributes), fn),
  };
}

function timeCall<T>(record: Measure, fn: () => T, attributes: object | undefined): T {
  let began = ticks();
  // a generator's work begins with its first step
  const begin = (): void => {
    began = ticks();
  };
  const over = (outcome: object): void => record(secondsSince(began), mergeAttributes(outcome, attributes));
  return afterwards(fn, over, begin);
}

function startWatch(record: Measure): Stopwatch {
  const began = ticks();
  let seconds: number | undefined;
  const stop = harmless((attributes?: object): number => {
    if (seconds !== undefined) {
      report("timer_stopped_twice");
      return seconds;
    }
    seconds = secondsSince(began);
    record(seconds, attributes);
    return seconds;
  }, 0);
  return Object.assign(stop, {
    [Symbol.dispose]: harmless(() => {
      if (seconds === undefined) stop();
    }),
  });
}

function secondsSince(began: number): number {
  return (ticks() - began) / 1000;
}

function afterwards<T>(fn: () => T, over: (outcome: object) => void, begun: () => void): T {
  let result: T;
  try {
    result = fn();
  } catch (error) {
    over(failedBy(error));
    throw error;
  }
  if ((typeof result !== "object" && typeof result !== "function") || result === null) {
    over(outcomeOf());
    return result;
  }
  return follow(
    undefined,
    result,
    () => over(outcomeOf()),
    (error) => over(failedBy(error)),
    { begun },
  );
}
