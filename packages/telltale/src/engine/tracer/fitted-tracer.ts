// Tracers of frameworks that instrument themselves. An integration may say how the spans of such an instrumentation scope fit into those
// that the library makes for the same work: as what they start, below what, and whether they start at all.
import type { Context, Span as OtelSpan, SpanOptions, Tracer } from "@opentelemetry/api";
import { activeScope, runWithSpan, type Scope, storage, toScope } from "../context/scope.ts";
import { report } from "../diagnostics/diagnose.ts";
import { passedOver } from "../enrichment/leave-out.ts";
import { shared } from "../runtime/shared.ts";
import type { TracerCore } from "./tracer.ts";

/** A span as its framework starts it. */
export interface OwnSpan {
  readonly name: string;
  readonly options: SpanOptions | undefined;
  /** Where it starts. */
  readonly scope: Scope;
}

/** How a span starts instead; `leftOut` where none is made, and what is inside of it has the parent that it would have had. */
export interface FittedSpan extends OwnSpan {
  readonly leftOut?: boolean;
}

/** Asked for each span of its scope. */
export type SpanFit = (own: OwnSpan) => FittedSpan;

const fits = shared("span fits", () => new Map<string, SpanFit>());

/** Has the spans of the instrumentation scope `name` start as `fit` says, from now on. The first one stays. */
export function fitSpans(name: string, fit: SpanFit): void {
  if (!fits.has(name)) fits.set(name, fit);
}

/** What was given for the instrumentation scope `name`. */
export function fitOf(name: string): SpanFit | undefined {
  return fits.get(name);
}

/** A tracer of `core` whose spans start as `fit` says. */
export function toFittedTracer(core: TracerCore, fit: SpanFit): Tracer {
  function fitted(name: string, options: SpanOptions | undefined, context: Context | undefined): FittedSpan {
    const own = { name, options, scope: context === undefined ? activeScope() : toScope(context) };
    try {
      return fit(own);
    } catch (error) {
      // options that throw when read
      report("start_span_failed", error);
      return own;
    }
  }
  function start({ name, options, scope, leftOut }: FittedSpan): OtelSpan {
    return leftOut === true ? passedOver(undefined, undefined) : core.start(name, options, scope.span, scope);
  }
  function startActiveSpan(name: string, ...rest: unknown[]): unknown {
    const fn = rest.pop() as (span: OtelSpan) => unknown;
    const [options, context] = rest as [SpanOptions?, Context?];
    const instead = fitted(name, options, context);
    const span = start(instead);
    return instead.leftOut === true
      ? storage.run(instead.scope, fn, span)
      : runWithSpan(instead.scope, span, fn);
  }
  return {
    startSpan: (name, options, context) => start(fitted(name, options, context)),
    startActiveSpan: startActiveSpan as Tracer["startActiveSpan"],
  };
}
