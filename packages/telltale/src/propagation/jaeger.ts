// Jaeger's own format, from before OpenTelemetry: `uber-trace-id` and one `uberctx-*` header for each entry of baggage.
// Deprecated by the specification; here for services that still speak it.
import type { Baggage, Context, TextMapGetter, TextMapPropagator, TextMapSetter } from "@opentelemetry/api";
import { propagation } from "../engine/api/propagation.ts";
import { trace } from "../engine/api/trace.ts";
import { sampledFlag } from "../engine/span-context.ts";
import { outgoingEntries } from "./baggage.ts";
import { isDebug, withDebug } from "./debug-flag.ts";
import { readList, readOne, trimBlanks } from "./header.ts";
import { decodePercent, encodePercent } from "./percent.ts";
import { outgoing, remoteSpan } from "./span-context.ts";

const form = /^([0-9a-f]{1,32}):([0-9a-f]{1,16}):[0-9a-f]{0,16}:([0-9a-f]{1,2})$/i;
// the longest one, each colon in percent form, is far shorter
const maxText = 128;
const debugFlag = 2;
const prefix = "uberctx-";
// the format sets no limits; these are those of W3C baggage
const maxEntries = 180;
const maxBytes = 8192;
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** The propagator of `uber-trace-id` and `uberctx-*`. */
export const jaegerPropagator: TextMapPropagator = {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const span = outgoing(context);
    if (span !== undefined) {
      const flags = (span.flags & sampledFlag) | (isDebug(context, span.traceId) ? debugFlag : 0);
      setter.set(carrier, "uber-trace-id", `${span.traceId}:${span.spanId}:0:${flags}`);
    }
    let bytes = 0;
    let entries = 0;
    for (const [key, entry] of outgoingEntries(context)) {
      if (!token.test(key) || typeof entry.value !== "string" || entries === maxEntries) continue;
      const value = encodePercent(entry.value);
      if (bytes + key.length + value.length > maxBytes) continue;
      bytes += key.length + value.length;
      entries++;
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
    const span = remoteSpan(traceId, 0, (match[2] as string).padStart(16, "0"), 0, flags & sampledFlag);
    if (span === undefined) return carried;
    const debug = (flags & (sampledFlag | debugFlag)) === (sampledFlag | debugFlag);
    return withDebug(trace.setSpan(carried, span), traceId, debug);
  },
  fields: () => ["uber-trace-id"],
};

/** What is in the headers, on top of `baggage`; undefined when there is nothing. */
function readBaggage(carrier: unknown, getter: TextMapGetter, baggage?: Baggage): Baggage | undefined {
  let result = baggage;
  let bytes = 0;
  let entries = 0;
  const add = (key: string, encoded: string): void => {
    bytes += key.length + encoded.length;
    if (key === "" || bytes > maxBytes || entries === maxEntries) return;
    const value = decodePercent(encoded);
    if (value === undefined) return;
    entries++;
    result = (result ?? propagation.createBaggage()).setEntry(key, { value });
  };
  for (const name of getter.keys(carrier)) {
    if (typeof name !== "string" || name.slice(0, prefix.length).toLowerCase() !== prefix) continue;
    const value = readOne(getter, carrier, name);
    if (value !== undefined) add(name.slice(prefix.length), value);
  }
  // the list that a person types by hand, for one request: `k1=v1, k2=v2`
  const list = readList(getter, carrier, "jaeger-baggage");
  for (const pair of list.length > maxBytes ? [] : list.split(",")) {
    const equals = pair.indexOf("=");
    if (equals > 0) add(trimBlanks(pair.slice(0, equals)), trimBlanks(pair.slice(equals + 1)));
  }
  return result;
}
