// What calls by hand have in common: one span, the work inside it, one look at how it ended, one measurement.
import type { Link } from "@opentelemetry/api";
import { now } from "../engine/clock.ts";
import { openSpan, runWithSpan, type Scope } from "../engine/scope.ts";
import { fail } from "../engine/settle.ts";
import type { Span } from "../engine/span.ts";
import { state } from "../engine/state.ts";
import { runInside } from "../business/run-inside.ts";
import { elapsedMs } from "../business/record.ts";

/** How a call ended. */
export interface Outcome {
  readonly failed: boolean;
  readonly result: unknown;
  readonly error: unknown;
  readonly durationMs: number;
}

/** A call that is about to be made. */
export interface PlannedCall {
  readonly name: string;
  readonly kind: number;
  readonly attributes: object;
  readonly links?: readonly Link[] | undefined;
  /** `true` begins a new trace. */
  readonly root?: boolean | undefined;
  /** What the span is made in; its parent is the span there. */
  readonly scope: Scope;
  /** Marks the span as failed, where what the error says must not leave as it is. */
  fail?(span: Span, error: unknown): void;
  /**
   * Told once how it ended, while the span is open and active: what is left is to set attributes and to measure.
   * An error is on the span already.
   */
  over(outcome: Outcome, span: Span): void;
}

/** Runs `fn` in a span by `plan` and gives back what it gives. Without an engine, or without a plan, it only runs `fn`. */
export function runCall<T>(plan: PlannedCall | undefined, fn: (span: Span | undefined) => T): T {
  const { engine } = state;
  if (engine === undefined || plan === undefined) return fn(undefined);
  const { name, kind, attributes, links, root, scope } = plan;
  const begun = now();
  const span = engine.tracer.start(name, { kind, attributes, links, root }, openSpan(scope), scope);
  function end(failed: boolean, result: unknown, error: unknown): void {
    const durationMs = elapsedMs(begun, now());
    try {
      if (failed) (plan?.fail ?? fail)(span, error);
      runWithSpan(scope, span, () => plan?.over({ failed, result, error, durationMs }, span));
    } finally {
      span.close();
    }
  }
  return runInside(scope, span, () => fn(span), {
    done: (result) => end(false, result, undefined),
    broken: (error) => end(true, undefined, error),
  });
}
