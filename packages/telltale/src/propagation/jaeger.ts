// Jaeger's own format, from before OpenTelemetry: `uber-trace-id` and one `uberctx-*` header for each entry of baggage.
// Deprecated by the specification; here for services that still speak it.
import type {
  Baggage,
  BaggageEntry,
  Context,
  TextMapGetter,
  TextMapPropagator,
  TextMapSetter,
} from "@opentelemetry/api";
import { propagation } from "../engine/api/propagation.ts";
import { trace } from "../engine/api/trace.ts";
import { sampledFlag } from "../engine/span/span-context.ts";
import { maxBytes, outgoingEntries } from "./baggage.ts";
import { isDebug, withDebug } from "./debug-flag.ts";
import { readFirst, readList, readOne, trimBlanks } from "./header.ts";
import { decodePercent, encodePercent } from "./percent.ts";
import { outgoing, remoteSpan } from "./span-context.ts";

const form = /^([0-9a-f]{1,32}):([0-9a-f]{1,16}):[0-9a-f]{0,16}:([0-9a-f]{1,2})$/i;
// the longest one, each colon in percent form, is far shorter
const maxText = 128;
const debugFlag = 2;
const prefix = "uberctx-";
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** The propagator of `uber-trace-id` and `uberctx-*`. */
export const jaegerPropagator: TextMapPropagator = {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const span = outgoing(context);
    if (span !== undefined) {
      const flags = (span.flags & sampledFlag) | (isDebug(context, span.traceId) ? debugFlag : 0);
      setter.set(carrier, "uber-trace-id", `${span.traceId}:${span.spanId}:0:${flags}`);
    }
    // the format sets no limit; this is that of W3C baggage
    let bytes = 0;
    for (const [key, entry] of outgoingEntries(context)) {
      if (!token.test(key) || typeof entry.value !== "string") continue;
      const value = encodePercent(entry.value);
      if (bytes + key.length + value.length > maxBytes) continue;
      bytes += key.length + value.length;
      setter.set(carrier, prefix + key, value);
    }
  },
  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const baggage = readBaggage(carrier, getter, propagation.getBaggage(context));
    const carried = baggage === undefined ? context : propagation.setBaggage(context, baggage);
    const text = readOne(getter, carrier, "uber-trace-id");
    if (text === undefined || text.length > maxText) return carried;
    const match = form.exec(decodePercent(text) ?? "");
    if (match === null) return carried;
    const traceId = (match[1] as string).toLowerCase().padStart(32, "0");
    const flags = Number.parseInt(match[3] as string, 16);
    const spanId = (match[2] as string).padStart(16, "0");
    const span = remoteSpan(traceId + spanId, 0, 32, flags & sampledFlag);
    if (span === undefined) return carried;
    const debug = (flags & (sampledFlag | debugFlag)) === (sampledFlag | debugFlag);
    return withDebug(trace.setSpan(carried, span), traceId, debug);
  },
  fields: () => ["uber-trace-id"],
};

/** What is in the headers, on top of `baggage`; undefined when there is nothing. */
function readBaggage(carrier: unknown, getter: TextMapGetter, baggage?: Baggage): Baggage | undefined {
  const found = new Map<string, BaggageEntry>();
  let bytes = 0;
  const add = (key: string, encoded: string): void => {
    bytes += key.length + encoded.length;
    if (key === "" || bytes > maxBytes) return;
    const value = decodePercent(encoded);
    if (value !== undefined) found.set(key, { value });
  };
  for (const name of getter.keys(carrier)) {
    if (typeof name !== "string" || name.slice(0, prefix.length).toLowerCase() !== prefix) continue;
    const value = readFirst(getter, carrier, name);
    if (value !== undefined) add(name.slice(prefix.length), value);
  }
  // the list that a person types by hand, for one request: `k1=v1, k2=v2`
  const list = readList(getter, carrier, "jaeger-baggage");
  for (const pair of list.length > maxBytes ? [] : list.split(",")) {
    const equals = pair.indexOf("=");
    if (equals > 0) add(trimBlanks(pair.slice(0, equals)), trimBlanks(pair.slice(equals + 1)));
  }
  if (found.size === 0) return baggage;
  // made at once: each `setEntry` would copy all that is there
  const entries: Record<string, BaggageEntry> = Object.create(null);
  for (const [key, entry] of baggage?.getAllEntries() ?? []) entries[key] = entry;
  for (const [key, entry] of found) entries[key] = entry;
  return propagation.createBaggage(entries);
}
