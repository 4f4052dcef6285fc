// One call of a database from its beginning to its end: a span, one measurement, and the context of the caller for its callbacks.
import { SpanStatusCode } from "../../engine/api/enums.ts";
import { elapsedMs } from "../../business/record.ts";
import { classOf, durations, failureOf } from "../../calls/database-span.ts";
import { isBackground } from "../../engine/background.ts";
import { now } from "../../engine/clock.ts";
import { report } from "../../engine/diagnose.ts";
import { tellException } from "../../engine/exception-signal.ts";
import { setWaiting } from "../../engine/recorded-span.ts";
import { activeScope, enterScope, openSpan, type Scope, storage } from "../../engine/scope.ts";
import type { EngineSpan } from "../../engine/span.ts";
import { state } from "../../engine/state.ts";
import { isSuppressed } from "../../engine/suppress.ts";
import { toText } from "../../engine/value.ts";
import { cleanError } from "../../calls/error-text.ts";
import { readField } from "../../calls/read-field.ts";
import type { DatabaseSettings } from "./settings.ts";
import type { Shape } from "./shape.ts";

const maxParameters = 32;

/** A call that goes on. A class, for there are very many of them. */
export class Operation {
  readonly span: EngineSpan;
  /** The scope of the caller: what callbacks are to run in. */
  readonly scope: Scope;
  #shape: Shape;
  readonly #settings: DatabaseSettings;
  readonly #begun: number;
  readonly #again: (() => Shape) | undefined;
  #over = false;

  constructor(
    span: EngineSpan,
    scope: Scope,
    shape: Shape,
    settings: DatabaseSettings,
    begun: number,
    again?: () => Shape,
  ) {
    this.span = span;
    this.scope = scope;
    this.#shape = shape;
    this.#settings = settings;
    this.#begun = begun;
    this.#again = again;
    if (shape.waits) setWaiting(span);
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

  /** The call has succeeded; `rows` came back. What is told later is not heard. Never throws. */
  done(rows?: number): void {
    if (this.#over) return;
    this.#over = true;
    this.#lookAgain();
    this.#end(rows, undefined);
  }

  /** The call has failed. */
  broken(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#lookAgain();
    try {
      const failure = failureOf(this.#shape.system, error);
      const form = cleanError(error, this.#shape.text);
      this.span.setAttributes(failure);
      this.span.setStatus({ code: SpanStatusCode.ERROR, message: form.message });
      tellException(this.span, form);
      this.#end(undefined, failure);
    } catch (mistake) {
      report("instrument_failed", mistake);
    }
  }

  /** Runs a callback of the caller where the call was made. */
  run<T>(fn: () => T): T {
    return storage.run(this.scope, fn);
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

  #end(rows: number | undefined, failure: Record<string, unknown> | undefined): void {
    const { span, scope } = this;
    const { fastMs, moderateMs } = this.#settings;
    const { common, waits } = this.#shape;
    const durationMs = elapsedMs(this.#begun, now());
    try {
      if (rows !== undefined) span.setAttribute("db.response.returned_rows", rows);
      if (!waits) span.setAttribute("telltale.db.class", classOf(durationMs, fastMs, moderateMs));
      const attributes = failure === undefined ? common : { ...common, ...failure };
      durations.record(durationMs / 1000, attributes, enterScope(scope, span));
    } finally {
      span.close();
    }
  }
}

/** Begins a call; undefined where nobody is to see it. Never throws. */
export function beginOperation(
  shape: () => Shape,
  settings: DatabaseSettings,
  scope: Scope = activeScope(),
  begun: number = now(),
): Operation | undefined {
  const { engine } = state;
  if (engine === undefined) return undefined;
  try {
    if (isSuppressed(scope.base)) return undefined;
    const parent = openSpan(scope);
    if (parent === undefined && settings.requireParent === true) return undefined;
    const found = shape();
    if (parent === undefined && settings.requireParent === undefined && isPolling(found, scope))
      return undefined;
    const span = engine.tracer.start(found.name, found.start, parent, scope);
    return new Operation(span, scope, found, settings, begun, found.provisional ? shape : undefined);
  } catch (mistake) {
    report("instrument_failed", mistake);
    return undefined;
  }
}

/** Whether nobody called it: a library works by itself, or waits for what comes. */
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
