// Tracers of frameworks that instrument themselves. An integration may say how the spans of such an instrumentation scope fit into those
// that the library makes for the same work: as what they start, below what, and whether they start at all.
import type { Context, Span as OtelSpan, SpanOptions, Tracer } from "@opentelemetry/api";
import { runWithSpan } from "../context/run-with-span.ts";
import { activeScope, type Scope, storage, toScope } from "../context/scope.ts";
import { report } from "../diagnostics/diagnose.ts";
import { passedOver } from "../enrichment/leave-out.ts";
import { type SpanStarter, tracerMakers } from "./tracer-makers.ts";

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

/** Has the spans of the instrumentation scope `name` start as `fit` says, from now on. The first one stays. */
export function fitSpans(name: string, fit: SpanFit): void {
  if (!tracerMakers.has(name)) tracerMakers.set(name, (core) => toFittedTracer(core, fit));
}

/** A tracer of `core` whose spans start as `fit` says. */
function toFittedTracer(core: SpanStarter, fit: SpanFit): Tracer {
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
