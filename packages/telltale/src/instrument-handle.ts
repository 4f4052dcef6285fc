// The state behind the handles of metrics: options are resolved when a handle is made, its instrument is looked up once per start.
import { secondsBuckets } from "catalog/seconds-buckets";
import { mergeAttributes } from "./engine/attributes/attribute-list.ts";
import { contextOnMetrics } from "./engine/context/context-attributes.ts";
import { report, reportMistake } from "./engine/diagnostics/diagnose.ts";
import { caught } from "./engine/diagnostics/guard.ts";
import { createMeasurer, type Measurer } from "./engine/running/measurer.ts";
import { noAttributes } from "./engine/metrics/attribute-set.ts";
import type { Descriptor, InstrumentKind } from "./engine/metrics/descriptor.ts";
import { isValidName } from "./engine/metrics/instrument-name.ts";
import { type Series, sum } from "./engine/metrics/series.ts";
import { isAscending } from "./engine/metrics/view-words.ts";
import { activeScope } from "./engine/context/scope.ts";
import { state } from "./engine/running/state.ts";
import { toText } from "./engine/attributes/value.ts";
import { TelemetryError, type TelemetryErrorCode } from "./error.ts";
import { noteNotStarted } from "./engine/diagnostics/not-started.ts";

/** What every instrument may say about itself. */
export interface InstrumentOptions {
  /**
   * UCUM unit, for example `s` or `By`. A count of something is in braces, `{order}`: a word without them is taken for a unit, which becomes
   * part of the metric's name in Prometheus.
   */
  readonly unit?: string | undefined;
  /** What is measured, for people: one sentence. */
  readonly description?: string | undefined;
}

/** What a histogram may say besides. */
export interface HistogramOptions extends InstrumentOptions {
  /** Upper bounds, ascending. Left out: the conventions' bounds for unit `s`, else base-2 exponential buckets. */
  readonly buckets?: readonly number[] | undefined;
}

// what is recorded while nothing runs; of the kind that counters have, so that their calls see one
const nowhere: Series = sum(undefined)(noAttributes, 0);

/** A recorder of the instrument that was asked for, live whenever an engine runs. */
export function createHandle(kind: InstrumentKind, name: string, options: HistogramOptions): Measurer {
  const descriptor = describe(kind, name, options);
  return createMeasurer(kind, ({ meter }) =>
    descriptor === undefined ? undefined : meter.instrument(descriptor),
  );
}

/** An attribute set of an instrument, and its series while `generation` is the state's. */
interface Bound {
  readonly handle: Measurer;
  readonly attributes: object;
  series: Series;
  generation: number;
}

// A class, and one per kind of instrument, on purpose: a call of its method takes two thirds of the time of a closure's, and a
// shared one would see the series of all instruments, and be slow for all.
export class Adder implements Bound {
  series: Series = nowhere;
  generation: number = -1;
  readonly handle: Measurer;
  readonly attributes: object;

  constructor(handle: Measurer, attributes: object) {
    this.handle = handle;
    this.attributes = mergeAttributes(attributes);
  }

  add(value: number): void {
    try {
      // most of what is added is 1, which needs no more checks
      if (value === 1 && this.generation === state.generation) this.series.record(1);
      else recordBound(this, value);
    } catch (error) {
      caught(this, Adder, "add", error);
    }
  }
}

/** Records on one attribute set, without a look-up per call. */
export function bindRecorder(handle: Measurer, attributes: object): (value: number) => void {
  const resolved = mergeAttributes(attributes);
  const bound: Bound = { handle, attributes: resolved, series: nowhere, generation: -1 };
  return function record(value) {
    try {
      const isValid = typeof value === "number" && value >= handle.least && value <= Number.MAX_VALUE;
      if (isValid && bound.generation === state.generation) bound.series.record(value);
      else recordBound(bound, value);
    } catch (error) {
      report("internal_error", error);
    }
  };
}

function recordBound(bound: Bound, value: number): void {
  const { handle, attributes } = bound;
  const isValid = typeof value === "number" && value >= handle.least && value <= Number.MAX_VALUE;
  // with context attributes on metrics, the set differs from call to call
  if (!isValid || (contextOnMetrics.used && activeScope().attributes?.onMetrics !== undefined)) {
    handle.current()?.record(value, attributes);
    return;
  }
  if (bound.generation !== state.generation) {
    if (state.engine === undefined) noteNotStarted("a metric's with()", recordBound);
    bound.series = handle.current()?.bind(attributes) ?? nowhere;
    // with context attributes on metrics, each call has to look up its set
    bound.generation = contextOnMetrics.used ? -1 : state.generation;
  }
  bound.series.record(value);
}

/** The requested instrument, resolved; undefined where it has no name that leads anywhere. */
export function describe(
  kind: InstrumentKind,
  name: string,
  options: HistogramOptions,
): Descriptor | undefined {
  const { buckets, unit, description } = options ?? {};
  if (!isValidName(name)) {
    mistake("TT_INSTRUMENT_NAME", `Cannot name an instrument \`${toText(name)}\`.`);
    return undefined;
  }
  const usable = buckets === undefined || isAscending(buckets);
  if (!usable) mistake("TT_BUCKETS", `Cannot use \`[${toText(buckets)}]\` as buckets of \`${name}\`.`);
  const given = usable ? buckets : undefined;
  const bounds = kind === "histogram" ? (given ?? (unit === "s" ? secondsBuckets : undefined)) : undefined;
  return { kind, name, unit: textOr(unit), description: textOr(description), bounds };
}

// heard before the start, counted after it (ADR 8)
function mistake(code: TelemetryErrorCode, message: string): void {
  const error = new TelemetryError(code, message);
  if (state.engine === undefined) throw error;
  reportMistake(code, error.message);
}

function textOr(value: unknown): string {
  return typeof value === "string" ? value : "";
}
