// One call of a database from its beginning to its end: a span, one measurement, and the context of the caller for its callbacks.
import { classOf, durations, failureOf } from "../../calls/database-span.ts";
import { isBackground } from "../../engine/context/background.ts";
import { now } from "../../engine/runtime/clock.ts";
import { report } from "../../engine/diagnostics/diagnose.ts";
import { setWaiting } from "../../engine/recording/recorded-span.ts";
import { activeScope, type Scope } from "../../engine/context/scope.ts";
import type { EngineSpan } from "../../engine/span/span.ts";
import { toText } from "../../engine/attributes/value.ts";
import { cleanError } from "../../calls/error-text.ts";
import { markFailed, MeasuredCall, observingEngine } from "../../calls/measured-call.ts";
import { readField } from "../../calls/read-field.ts";
import type { DatabaseSettings } from "./settings.ts";
import type { Shape } from "./shape.ts";

const maxParameters = 32;

/** A call that has begun. */
export class Operation extends MeasuredCall {
  #shape: Shape;
  readonly #settings: DatabaseSettings;
  #again: (() => Shape) | undefined = undefined;

  constructor(span: EngineSpan, scope: Scope, shape: Shape, settings: DatabaseSettings, begun: number) {
    super(span, scope, begun);
    this.#shape = shape;
    this.#settings = settings;
    if (shape.waits) setWaiting(span);
  }

  /** Asks `shape` once more when the call ends, because not all is known yet. */
  reshapeAtEnd(shape: () => Shape): void {
    this.#again = shape;
  }

  /** Whether it is there to wait, so that its length says nothing. */
  get waits(): boolean {
    return this.#shape.waits;
  }

  /** What the call is about is known better by now. */
  reshape(shape: Shape): void {
    this.#shape = shape;
    if (shape.waits) setWaiting(this.span);
    this.span.updateName(shape.name);
    this.span.setAttributes(shape.start.attributes);
  }

  /** The call has succeeded; `rows` came back. Later calls are ignored. Never throws. */
  done(rows?: number): void {
    if (!this.over)
      this.#finish((shape) => {
        if (rows !== undefined) this.span.setAttribute("db.response.returned_rows", rows);
        return shape.common;
      });
  }

  /** The call has failed. */
  broken(error: unknown): void {
    if (!this.over)
      this.#finish((shape) => {
        const failure = failureOf(shape.system, error);
        this.span.setAttributes(failure);
        markFailed(this.span, cleanError(error, shape.text));
        return { ...shape.common, ...failure };
      });
  }

  #lookAgain(): void {
    if (this.#again === undefined) return;
    try {
      const shape = this.#again();
      if (shape !== this.#shape) this.reshape(shape);
    } catch (mistake) {
      report("instrument_failed", mistake);
    }
  }

  #finish(conclude: (shape: Shape) => object): void {
    this.#lookAgain();
    try {
      this.end(durations, (durationMs) => {
        const { fastMs, moderateMs } = this.#settings;
        if (!this.#shape.waits)
          this.span.setAttribute("telltale.db.class", classOf(durationMs, fastMs, moderateMs));
        return conclude(this.#shape);
      });
    } catch (mistake) {
      report("instrument_failed", mistake);
    }
  }
}

/** Begins a call; undefined if it is not recorded. Never throws. */
export function beginOperation(
  shape: () => Shape,
  settings: DatabaseSettings,
  scope: Scope = activeScope(),
  begun: number = now(),
): Operation | undefined {
  const engine = observingEngine(scope);
  if (engine === undefined) return undefined;
  try {
    const parent = scope.span;
    if (parent === undefined && settings.requireParent === true) return undefined;
    const found = shape();
    if (parent === undefined && settings.requireParent === undefined && isPolling(found, scope))
      return undefined;
    const span = engine.tracer.start(found.name, found.start, parent, scope);
    const operation = new Operation(span, scope, found, settings, begun);
    if (found.provisional) operation.reshapeAtEnd(shape);
    return operation;
  } catch (mistake) {
    report("instrument_failed", mistake);
    return undefined;
  }
}

/** Returns what `send` does; where that throws at once, `operation` has failed. */
export function sent(operation: Operation | undefined, send: () => unknown): unknown {
  try {
    return send();
  } catch (error) {
    operation?.broken(error);
    throw error;
  }
}

/** Whether no application code called it: a library polls in the background, or waits for data. */
function isPolling({ waits }: Shape, { base }: Scope): boolean {
  return waits || isBackground(base);
}

/** Notes how many parameters a call has and, where that is wanted, what they are. Never throws. */
export function noteParameters(operation: Operation, parameters: unknown, settings: DatabaseSettings): void {
  if (typeof parameters !== "object" || parameters === null) return;
  try {
    noteAll(operation, parameters, settings);
  } catch (mistake) {
    report("instrument_failed", mistake);
  }
}

function noteAll(operation: Operation, parameters: object, settings: DatabaseSettings): void {
  const keys = Array.isArray(parameters) ? undefined : Object.keys(parameters);
  const count = keys?.length ?? (parameters as readonly unknown[]).length;
  operation.span.setAttribute("telltale.db.parameter_count", count);
  if (!settings.recordParameters) return;
  for (const key of (keys ?? Object.keys(parameters)).slice(0, maxParameters)) {
    operation.span.setAttribute(`db.query.parameter.${key}`, toText(readField(parameters, key)));
  }
}
