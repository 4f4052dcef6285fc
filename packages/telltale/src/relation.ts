// Relations of spans that are said by hand: a parent or a link may be a span, its context, or the text of a `traceparent`.
import type { Link, Span as OtelSpan, SpanContext } from "@opentelemetry/api";
import { defaultTextMapGetter } from "./engine/api/propagation.ts";
import { ROOT_CONTEXT } from "./engine/api/context.ts";
import { trace } from "./engine/api/trace.ts";
import { report } from "./engine/diagnostics/diagnose.ts";
import type { SpanOptions as EngineOptions } from "./engine/span/span.ts";
import { identityOf } from "./engine/span/span-context.ts";
import { traceContextPropagator } from "./propagation/trace-context.ts";

/** Another span, wherever it is: itself, its context, or its W3C `traceparent`. */
export type Related = OtelSpan | SpanContext | string;

/** How a span is to begin. All fields are optional. */
export interface SpanOptions extends Omit<EngineOptions, "links"> {
  /** The parent in place of the active span: of another process by its `traceparent`. An invalid one is counted, and left out. */
  readonly parent?: Related | undefined;
  /** Spans of any trace that this one has to do with. */
  readonly links?: readonly (Link | Related | undefined)[] | undefined;
}

/** The span that `related` names; undefined, and counted, when it names none. Never throws. */
export function toSpan(related: Related): OtelSpan | undefined {
  try {
    const span = spanOf(related);
    if (span !== undefined && identityOf(span) !== undefined) return span;
    report("relation_invalid", "expected a span, a span context or a traceparent");
  } catch (error) {
    report("relation_invalid", error);
  }
  return undefined;
}

function spanOf(related: Related): OtelSpan | undefined {
  if (typeof related === "string") {
    const carrier = { traceparent: related };
    return trace.getSpan(traceContextPropagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter));
  }
  return "spanContext" in related ? related : trace.wrapSpanContext(related);
}

/** The options as the engine takes them: links that are not `Link` yet become one. Never throws. */
export function toEngineOptions(options: SpanOptions | undefined): EngineOptions | undefined {
  try {
    if (options?.links === undefined) return options as EngineOptions | undefined;
    return { ...options, links: options.links.flatMap(toLink) };
  } catch (error) {
    report("span_options_unreadable", error);
    return undefined;
  }
}

function toLink(given: Link | Related | undefined): Link[] {
  if (given === undefined) return [];
  if (isLink(given)) return [given];
  const span = toSpan(given);
  return span === undefined ? [] : [{ context: span.spanContext() }];
}

// a span of the library has a field of that name, too
function isLink(given: Link | Related): given is Link {
  return typeof given === "object" && given !== null && "context" in given && !("spanContext" in given);
}
