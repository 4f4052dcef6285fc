// W3C Trace Context level 2: `traceparent` and `tracestate`, with the random flag carried on.
import {
  type Context,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
} from "@opentelemetry/api";
import type { PassiveSpan } from "../engine/passive-span.ts";
import { readList, readOne, trimBlanks } from "./header.ts";
import { outgoing, remoteSpan } from "./span-context.ts";
import { isStateHeader, parseTraceState } from "./trace-state.ts";

const form = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
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
  const match = form.exec(trimBlanks(text));
  if (match === null) return undefined;
  const [, version = "", traceId = "", spanId = "", flags = "", rest] = match;
  if (version === "ff" || (version === "00" && rest !== undefined)) return undefined;
  const state = readState();
  return remoteSpan(
    traceId,
    spanId,
    Number.parseInt(flags, 16) & knownFlags,
    state === "" ? undefined : parseTraceState(state),
  );
}
