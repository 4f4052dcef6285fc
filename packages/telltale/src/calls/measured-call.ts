// One measured call from beginning to end: seen or suppressed, one span, one end, the status, one duration with its exemplar, closed.
// Calls by hand, integrations of databases, HTTP and models, profiles and interactions are all made of it.
import type { Link } from "@opentelemetry/api";
import { SpanStatusCode } from "../engine/api/enums.ts";
import { reportException } from "../engine/completion/exception-signal.ts";
import { fail } from "../engine/completion/finish.ts";
import { runInside } from "../engine/completion/run-inside.ts";
import { enterScope, type Scope, storage } from "../engine/context/scope.ts";
import { isSuppressed } from "../engine/context/suppress.ts";
import { errorMessage } from "../engine/errors/error-form.ts";
import type { Engine } from "../engine/running/engine.ts";
import { state } from "../engine/running/state.ts";
import { elapsedMs, now, toHrTime } from "../engine/runtime/clock.ts";
import type { Span } from "../engine/span/span.ts";
import type { Histogram } from "../metric.ts";

/** The engine that sees the calls of libraries in `scope`; undefined while none runs, and inside of suppressed work. */
export function observingEngine(scope: Scope): Engine | undefined {
  const { engine } = state;
  return engine === undefined || isSuppressed(scope.base) ? undefined : engine;
}

/** Marks `span` as failed by `error`, which is also recorded. `error.type` is for the caller, whose conventions differ. */
export function markFailed(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message: errorMessage(error) });
  reportException(span, error);
}

/** A call that lasts. A class, for there are very many of them. */
export class MeasuredCall {
  readonly span: Span;
  /** The scope of the caller. */
  readonly scope: Scope;
  /** Whether it has ended. */
  over: boolean = false;
  readonly #begun: number;
  readonly #owned: boolean;
  #inside: Scope | undefined = undefined;

  /** `begun` is a moment of clock.ts; a span that is not `owned` is closed by others. */
  constructor(span: Span, scope: Scope, begun: number = now(), owned = true) {
    this.span = span;
    this.scope = scope;
    this.#begun = begun;
    this.#owned = owned;
  }

  /** Where its span is active: exemplars of what is measured there point to it. */
  get inside(): Scope {
    return (this.#inside ??= enterScope(this.scope, this.span));
  }

  /**
   * Ends the call; later ends are ignored. `conclude` sets what is known by now on the span, its status included, and returns the attributes of
   * the duration, or undefined where it is not measured. The span closes even if it throws. `earlier` is a moment of clock.ts, where the call was over
   * before it is noticed.
   */
  end(
    durations: Histogram,
    conclude: (durationMs: number, moment: number) => object | undefined,
    earlier?: number,
  ): void {
    if (this.over) return;
    this.over = true;
    const moment = earlier ?? now();
    const durationMs = elapsedMs(this.#begun, moment);
    try {
      const attributes = conclude(durationMs, moment);
      if (attributes !== undefined) durations.record(durationMs / 1000, attributes, this.inside);
    } finally {
      if (this.#owned) closeAt(this.span, earlier);
    }
  }
}

function closeAt(span: Span, moment: number | undefined): void {
  if (moment === undefined) span.close();
  else span.end(toHrTime(moment));
}

/** How the work of a call ended. */
export interface Outcome {
  readonly failed: boolean;
  readonly result: unknown;
  readonly error: unknown;
  readonly durationMs: number;
}

/** A call by hand that is about to be made. */
export interface PlannedCall {
  readonly name: string;
  readonly kind: number;
  readonly attributes: object;
  readonly links?: readonly Link[] | undefined;
  /** `true` begins a new trace. */
  readonly root?: boolean | undefined;
  /** What the span is made in; its parent is the span there. */
  readonly scope: Scope;
  readonly durations: Histogram;
  /** Marks the span as failed, where what the error says must not leave as it is. */
  fail?(span: Span, error: unknown): void;
  /**
   * Called once, while the span is open and active: sets attributes, and returns those of the duration. An error is on the span already.
   */
  over(outcome: Outcome, span: Span): object;
}

/** Runs `fn` in a span by `plan` and returns its result. Without an engine, or without a plan, it only runs `fn`. */
export function runCall<T>(plan: PlannedCall | undefined, fn: (span: Span | undefined) => T): T {
  const { engine } = state;
  if (engine === undefined || plan === undefined) return fn(undefined);
  const { name, kind, attributes, links, root, scope, durations } = plan;
  const begun = now();
  const span = engine.tracer.start(name, { kind, attributes, links, root }, scope.span, scope);
  const call = new MeasuredCall(span, scope, begun);
  function end(failed: boolean, result: unknown, error: unknown): void {
    call.end(durations, (durationMs) => {
      if (failed) (plan?.fail ?? fail)(span, error);
      return storage.run(call.inside, () => plan?.over({ failed, result, error, durationMs }, span));
    });
  }
  return runInside(scope, span, () => fn(span), {
    done: (result) => end(false, result, undefined),
    broken: (error) => end(true, undefined, error),
  });
}
