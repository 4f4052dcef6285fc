// W3C Trace Context level 2: `traceparent` and `tracestate`, with the random flag carried on.
import type { Context, TextMapGetter, TextMapPropagator, TextMapSetter } from "@opentelemetry/api";
import { trace } from "../engine/api/trace.ts";
import type { PassiveSpan } from "../engine/recording/passive-span.ts";
import { readList, readOne, trimBlanks } from "./header.ts";
import { outgoing, remoteSpan } from "./span-context.ts";
import { isStateHeader, parseTraceState } from "./trace-state.ts";

const form = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$/;
// where the fields begin, and how long they are in version 00
const traceIdAt = 3;
const spanIdAt = 36;
const flagsAt = 53;
const length = 55;
// sampled and random; the other bits are reserved and go out as zero
const knownFlags = 3;

/** The propagator of `traceparent` and `tracestate`. */
export const traceContextPropagator: TextMapPropagator = {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const span = outgoing(context);
    if (span === undefined) return;
    const flags = (span.flags & knownFlags).toString(16).padStart(2, "0");
    setter.set(carrier, "traceparent", `00-${span.traceId}-${span.spanId}-${flags}`);
    const state = span.traceState?.serialize() ?? "";
    if (isStateHeader(state)) setter.set(carrier, "tracestate", state);
  },
  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    // two `traceparent` headers are one bad header; they are not joined and none of them is preferred
    const parent = readOne(getter, carrier, "traceparent");
    if (parent === undefined) return context;
    const span = parseTraceparent(parent, () => readList(getter, carrier, "tracestate"));
    return span === undefined ? context : trace.setSpan(context, span);
  },
  fields: () => ["traceparent", "tracestate"],
};

/**
 * The remote span that a `traceparent` names; undefined when the text is not one.
 * A version above 00 is read as 00 and may have more fields (level 2, section 4).
 */
function parseTraceparent(text: string, readState: () => string): PassiveSpan | undefined {
  const parent = trimBlanks(text);
  if (!form.test(parent) || parent.startsWith("ff")) return undefined;
  if (parent.startsWith("00") && parent.length > length) return undefined;
  const flags = Number.parseInt(parent.slice(flagsAt, length), 16) & knownFlags;
  const state = readState();
  const traceState = state === "" ? undefined : parseTraceState(state);
  return remoteSpan(parent, traceIdAt, spanIdAt, flags, traceState);
}
