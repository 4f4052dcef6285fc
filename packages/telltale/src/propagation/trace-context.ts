// W3C Trace Context level 2: `traceparent` and `tracestate`, with the random flag carried on.
import {
  type Context,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
} from "@opentelemetry/api";
import { hexToWord } from "../engine/ids.ts";
import { PassiveSpan } from "../engine/passive-span.ts";
import { parseTraceState } from "./trace-state.ts";

const form = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const knownFlags = 3;

/** The propagator of `traceparent` and `tracestate`. */
export const traceContextPropagator: TextMapPropagator = {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const spanContext = trace.getSpanContext(context);
    if (spanContext === undefined || !isValid(spanContext.traceId, spanContext.spanId)) return;
    const flags = (spanContext.traceFlags & knownFlags).toString(16).padStart(2, "0");
    setter.set(carrier, "traceparent", `00-${spanContext.traceId}-${spanContext.spanId}-${flags}`);
    const state = spanContext.traceState?.serialize() ?? "";
    if (state !== "") setter.set(carrier, "tracestate", state);
  },
  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const span = parseTraceparent(
      single(getter.get(carrier, "traceparent")),
      joined(getter.get(carrier, "tracestate")),
    );
    return span === undefined ? context : trace.setSpan(context, span);
  },
  fields: () => ["traceparent", "tracestate"],
};

/**
 * The remote span that a `traceparent` names; undefined when the text is not one.
 * A version above 00 is read as 00 and may have more fields (level 2, section 4).
 */
function parseTraceparent(text: string | undefined, tracestate?: string): PassiveSpan | undefined {
  const match = text === undefined ? null : form.exec(text);
  if (match === null) return undefined;
  const [, version = "", traceId = "", spanId = "", flags = "", rest] = match;
  if (version === "ff" || (version === "00" && rest !== undefined) || !isValid(traceId, spanId))
    return undefined;
  return new PassiveSpan({
    t0: hexToWord(traceId, 0),
    t1: hexToWord(traceId, 8),
    t2: hexToWord(traceId, 16),
    t3: hexToWord(traceId, 24),
    s0: hexToWord(spanId, 0),
    s1: hexToWord(spanId, 8),
    flags: Number.parseInt(flags, 16) & knownFlags,
    traceState: tracestate === undefined || tracestate === "" ? undefined : parseTraceState(tracestate),
    remote: true,
  });
}

function isValid(traceId: string, spanId: string): boolean {
  return traceId !== "00000000000000000000000000000000" && spanId !== "0000000000000000";
}

// two `traceparent` headers are one bad header; they are not joined and none of them is preferred
function single(value: string | string[] | undefined): string | undefined {
  if (!Array.isArray(value)) return value;
  return value.length === 1 ? value[0] : undefined;
}

function joined(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(",") : value;
}
