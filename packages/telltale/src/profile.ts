// What a piece of work costs: a span, a record and a measurement with its time, CPU, memory, event loop and garbage collection.
import { callOnce } from "./engine/completion/call-once.ts";
import { attempt } from "./engine/errors/attempt.ts";
import { addMissing } from "./business/attributes.ts";
import { readAttributes, readName, readOptions } from "./business/read-options.ts";
import { type Facts, sendNamed } from "./business/record.ts";
import { runInside } from "./engine/completion/run-inside.ts";
import { readField } from "./calls/read-field.ts";
import { readCount, readNumber } from "./calls/read-options.ts";
import { MeasuredCall } from "./calls/measured-call.ts";
import { errorType } from "./engine/errors/error-form.ts";
import { runWithSpan } from "./engine/context/run-with-span.ts";
import { activeScope, type Scope } from "./engine/context/scope.ts";
import { fail, type ResultOf } from "./engine/completion/finish.ts";
import type { Span } from "./engine/span/span.ts";
import type { Engine } from "./engine/running/engine.ts";
import { state } from "./engine/running/state.ts";
import { histogram } from "./own-calls.ts";
import { beginStretch, type Stretch } from "./profiles/watch.ts";
import { noteNotStarted } from "./engine/diagnostics/not-started.ts";
import { functionMissing } from "./error.ts";

/** How work is to be profiled. Everything is optional. */
export interface ProfileOptions<Result = unknown> {
  /** The number of processed items, or a function of the result: of the awaited value, of a generator the returned value. */
  readonly items?: number | ItemsOf<Result> | undefined;
  /** Gets the figures when the work is through, also when it failed. What it throws is counted. */
  readonly onResult?: ((figures: ProfileFigures) => void) | undefined;
  /** The upper bounds in ms of `fast` (100), `normal` (1000) and `slow` (5000); the rest is `very_slow`. */
  readonly thresholds?: ProfileThresholds | undefined;
  /** More attributes of the span and the event, by key. */
  readonly attributes?: object | undefined;
}

/** Returns how many items were processed, from a result. */
export type ItemsOf<Result = unknown> = { reported(result: Result): number | undefined }["reported"];

/** The upper bounds of the classes of a profile. */
export interface ProfileThresholds {
  /** Work that takes less than this many ms is `fast`; 100 by default. */
  readonly fastMs?: number | undefined;
  /** Work that takes less than this many ms is `normal`; 1000 by default. */
  readonly normalMs?: number | undefined;
  /** Work that takes less than this many ms is `slow`, any other `very_slow`; 5000 by default. */
  readonly slowMs?: number | undefined;
}

/** The class of a profile, by its duration. */
export type ProfileClass = "fast" | "normal" | "slow" | "very_slow";

/** What a piece of work cost. CPU, memory, loop and garbage collection are the whole process's while it ran. */
export interface ProfileFigures {
  /** The name that the profile was given. */
  readonly name: string;
  /** The class of its duration, by the thresholds. */
  readonly class: ProfileClass;
  /** How long it took, in ms. */
  readonly durationMs: number;
  /** Heap in use at the start. */
  readonly memoryStartBytes: number;
  /** Heap at the end less heap at the start; negative where more was collected than made. */
  readonly memoryDeltaBytes: number;
  /** The largest heap seen while it ran. */
  readonly memoryPeakBytes: number;
  /** CPU time of the process in its own code while it ran, all threads together. */
  readonly cpuUserMs: number;
  /** CPU time of the process in the system's code while it ran. */
  readonly cpuSystemMs: number;
  /** CPU time of all threads over time; 100 is one core, and more is possible. */
  readonly cpuPercent: number;
  /** How busy the event loop was, from 0 to 1. */
  readonly eventLoopUtilization: number;
  /** The longest time that the event loop was late. */
  readonly eventLoopDelayMs: number;
  /** Time of garbage collection while it ran. */
  readonly gcMs: number;
  /** Garbage collections while it ran. */
  readonly gcCount: number;
  /** What the option `items` counted; undefined without it. */
  readonly items: number | undefined;
  /** Items by the second; undefined without `items`. */
  readonly itemsPerSecond: number | undefined;
  /** The most profiles that ran at once, this one included: above 1 the figures are of all of them together. */
  readonly concurrent: number;
  /** Until the error, where it failed. */
  readonly timeToErrorMs: number | undefined;
}

const durations = histogram("telltale.profile.duration", {
  unit: "s",
  description: "How long profiled work took, by name and class.",
});

/**
 * Runs `fn`, measures what it costs, and returns what it returns.
 *
 * Emits the span `name`, the record `telltale.profile.ended` and the metric `telltale.profile.duration`; `onResult` gets the same figures.
 * While anything is profiled, heap and loop are looked at every 20 ms; a call costs some 40 µs: it is for work of milliseconds and
 * more. While telemetry is off it only runs `fn`.
 *
 * @example
 * ```ts
 * import { memoryExporter, profile, start } from "telltale";
 *
 * const telemetry = start({ service: "search", exporters: [memoryExporter()] });
 * let perSecond: number | undefined;
 * const ranked = await profile("rank results", async () => [3, 1, 2].sort(), {
 *   items: (result) => result.length,
 *   onResult: (figures) => (perSecond = figures.itemsPerSecond),
 * });
 * ranked; // => [1, 2, 3]
 * perSecond !== undefined && perSecond > 0; // => true
 * await telemetry.stop();
 * ```
 */
export function profile<T>(name: string, fn: () => T, options?: ProfileOptions<ResultOf<NoInfer<T>>>): T {
  if (typeof fn !== "function") throw functionMissing("profile(name, fn, options?)", fn);
  const { engine } = state;
  if (engine === undefined) {
    noteNotStarted("profile()", profile);
    return fn();
  }
  return callOnce(fn, (once) => profileCall(engine, name, once, options as ProfileOptions), fn);
}

function profileCall<T>(engine: Engine, name: string, fn: () => T, options: ProfileOptions | undefined): T {
  const scope = activeScope();
  const plan = attempt("profile", () => readPlan(name, options), undefined);
  if (plan === undefined) return fn();
  const span = engine.tracer.start(plan.name, { attributes: plan.attributes }, scope.span, scope);
  let call: MeasuredCall;
  let endStretch: ReturnType<typeof beginStretch> | undefined;
  let isOver = false;
  const rests = (): void => {
    endStretch?.(true);
    endStretch = undefined;
  };
  const begun = (): void => {
    call = new MeasuredCall(span, scope);
    if (!isOver) endStretch = beginStretch();
  };
  begun();
  // a generator that is given up ends its span and nothing else
  span.onClose(() => {
    isOver = true;
    endStretch?.();
  });
  function end(items: number | undefined, error?: string): void {
    const stretch = (endStretch ?? beginStretch())();
    call.end(durations, (durationMs, moment) => {
      const figures = toFigures(plan as Plan, durationMs, stretch, items, error !== undefined);
      const by = { "telltale.profile.name": figures.name, "telltale.profile.class": figures.class };
      emit(plan as Plan, figures, by, { scope, span, moment, error });
      attempt("profile", () => plan?.onResult?.(figures), undefined);
      return by;
    });
  }
  return runInside(scope, span, fn, {
    rests,
    begun,
    waits: rests,
    asked() {
      if (endStretch === undefined) attempt("profile", begun, undefined);
    },
    done: (result) => end(readItems(plan.items, result)),
    broken(error) {
      fail(span, error);
      end(undefined, errorType(error));
    },
  });
}

interface Plan {
  readonly name: string;
  readonly attributes: Record<string, unknown>;
  readonly items: ProfileOptions["items"];
  readonly onResult: ProfileOptions["onResult"];
  readonly fastMs: number;
  readonly normalMs: number;
  readonly slowMs: number;
}

function readPlan(name: string, given: ProfileOptions | undefined): Plan {
  const { attributes, items, onResult, thresholds } = readOptions(given);
  const copy: Record<string, unknown> = {};
  addMissing(copy, readAttributes(attributes) ?? {});
  return {
    name: readName("profile", name),
    attributes: copy,
    items,
    onResult: typeof onResult === "function" ? onResult : undefined,
    fastMs: readNumber(readField(thresholds, "fastMs"), 100),
    normalMs: readNumber(readField(thresholds, "normalMs"), 1000),
    slowMs: readNumber(readField(thresholds, "slowMs"), 5000),
  };
}

function readItems(items: ProfileOptions["items"], result: unknown): number | undefined {
  const reported = typeof items === "function" ? attempt("profile", () => items(result), undefined) : items;
  return readCount(reported);
}

function toFigures(
  plan: Plan,
  durationMs: number,
  stretch: Stretch,
  items: number | undefined,
  failed: boolean,
): ProfileFigures {
  const cpuMs = stretch.cpuUserMs + stretch.cpuSystemMs;
  return {
    name: plan.name,
    class: classOf(durationMs, plan),
    durationMs,
    memoryStartBytes: stretch.heapStartBytes,
    memoryDeltaBytes: stretch.heapDeltaBytes,
    memoryPeakBytes: stretch.heapPeakBytes,
    cpuUserMs: stretch.cpuUserMs,
    cpuSystemMs: stretch.cpuSystemMs,
    cpuPercent: stretch.elapsedMs > 0 ? rounded((cpuMs / stretch.elapsedMs) * 100) : 0,
    eventLoopUtilization: rounded(stretch.loopUtilization),
    eventLoopDelayMs: rounded(stretch.loopDelayMs),
    gcMs: rounded(stretch.gcMs),
    gcCount: stretch.gcCount,
    items,
    itemsPerSecond:
      items === undefined || durationMs === 0 ? undefined : rounded((items / durationMs) * 1000),
    concurrent: stretch.concurrent,
    timeToErrorMs: failed ? durationMs : undefined,
  };
}

function classOf(durationMs: number, { fastMs, normalMs, slowMs }: Plan): ProfileClass {
  if (durationMs < fastMs) return "fast";
  if (durationMs < normalMs) return "normal";
  return durationMs < slowMs ? "slow" : "very_slow";
}

interface RunEnd {
  readonly scope: Scope;
  readonly span: Span;
  readonly moment: number;
  readonly error: string | undefined;
}

function emit(plan: Plan, figures: ProfileFigures, by: Facts, { scope, span, moment, error }: RunEnd): void {
  const facts = factsOf(figures);
  span.setAttributes(facts);
  const ended = { ...facts, ...by, "telltale.profile.duration_ms": figures.durationMs, "error.type": error };
  runWithSpan(scope, span, () =>
    sendNamed("telltale.profile.ended", ended, plan.attributes, { scope, span, moment }),
  );
}

function factsOf(figures: ProfileFigures): Facts {
  return {
    "telltale.profile.class": figures.class,
    "telltale.profile.memory_start_bytes": figures.memoryStartBytes,
    "telltale.profile.memory_delta_bytes": figures.memoryDeltaBytes,
    "telltale.profile.memory_peak_bytes": figures.memoryPeakBytes,
    "telltale.profile.cpu_user_ms": figures.cpuUserMs,
    "telltale.profile.cpu_system_ms": figures.cpuSystemMs,
    "telltale.profile.cpu_percent": figures.cpuPercent,
    "telltale.profile.event_loop_utilization": figures.eventLoopUtilization,
    "telltale.profile.event_loop_delay_ms": figures.eventLoopDelayMs,
    "telltale.profile.gc_ms": figures.gcMs,
    "telltale.profile.gc_count": figures.gcCount,
    "telltale.profile.items": figures.items,
    "telltale.profile.items_per_second": figures.itemsPerSecond,
    "telltale.profile.concurrent": figures.concurrent,
    "telltale.profile.process_wide": figures.concurrent > 1 || undefined,
    "telltale.profile.time_to_error_ms": figures.timeToErrorMs,
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
