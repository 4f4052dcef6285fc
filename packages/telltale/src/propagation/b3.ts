// B3, as Zipkin and its meshes speak it: one `b3` header or several `x-b3-*` ones. Both are read, the single one first;
// which is written is the choice between `b3` and `b3multi` (OpenTelemetry specification, API propagators, B3).
import type { Context, TextMapGetter, TextMapPropagator, TextMapSetter } from "@opentelemetry/api";
import { trace } from "../engine/api/trace.ts";
import { sampledFlag } from "../engine/span/span-context.ts";
import { isDebug, withDebug } from "./debug-flag.ts";
import { readOne } from "./header.ts";
import { outgoing, remoteSpan } from "./span-context.ts";

const traceIdForm = /^(?:[0-9a-f]{16}){1,2}$/i;
const spanIdForm = /^[0-9a-f]{16}$/i;
const single = /^((?:[0-9a-f]{16}){1,2})-([0-9a-f]{16})(?:-([01d])(?:-[0-9a-f]{16})?)?$/i;

// `true` and `false` are from before the specification, and still sent
const knownStates: Readonly<Record<string, boolean>> = {
  "1": true,
  true: true,
  "0": false,
  false: false,
  "": false,
};

/** What either form says. A decision that is not there is read as "not sampled". */
interface Incoming {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
  readonly debug: boolean;
}

/** The propagator that writes the single header. */
export const b3Propagator: TextMapPropagator = {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const span = outgoing(context);
    if (span === undefined) return;
    const decision = isDebug(context, span.traceId) ? "d" : String(span.flags & sampledFlag);
    setter.set(carrier, "b3", `${span.traceId}-${span.spanId}-${decision}`);
  },
  extract,
  fields: () => ["b3"],
};

/** The propagator that writes several headers. */
export const b3MultiPropagator: TextMapPropagator = {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const span = outgoing(context);
    if (span === undefined) return;
    setter.set(carrier, "x-b3-traceid", span.traceId);
    setter.set(carrier, "x-b3-spanid", span.spanId);
    // debug means accept: the decision is not sent beside it
    if (isDebug(context, span.traceId)) setter.set(carrier, "x-b3-flags", "1");
    else setter.set(carrier, "x-b3-sampled", String(span.flags & sampledFlag));
  },
  extract,
  // the parent id is never written; it is listed so that it is removed from a reused carrier
  fields: () => ["x-b3-traceid", "x-b3-spanid", "x-b3-sampled", "x-b3-flags", "x-b3-parentspanid"],
};

function extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
  const incoming = readSingle(carrier, getter) ?? readSeveral(carrier, getter);
  if (incoming === undefined) return context;
  const traceId = incoming.traceId.toLowerCase().padStart(32, "0");
  const span = remoteSpan(traceId + incoming.spanId, 0, 32, incoming.sampled ? sampledFlag : 0);
  return span === undefined ? context : withDebug(trace.setSpan(context, span), traceId, incoming.debug);
}

function readSingle(carrier: unknown, getter: TextMapGetter): Incoming | undefined {
  const match = single.exec(readOne(getter, carrier, "b3") ?? "");
  if (match === null) return undefined;
  const [, traceId = "", spanId = "", decision] = match;
  const debug = decision === "d" || decision === "D";
  return { traceId, spanId, sampled: debug || decision === "1", debug };
}

function readSeveral(carrier: unknown, getter: TextMapGetter): Incoming | undefined {
  const traceId = readOne(getter, carrier, "x-b3-traceid") ?? "";
  const spanId = readOne(getter, carrier, "x-b3-spanid") ?? "";
  if (!traceIdForm.test(traceId) || !spanIdForm.test(spanId)) return undefined;
  const debug = readOne(getter, carrier, "x-b3-flags") === "1";
  // an unknown state is malformed, as in the single header: a new trace begins, instead of one that is not sampled
  const state = (readOne(getter, carrier, "x-b3-sampled") ?? "").toLowerCase();
  if (!Object.hasOwn(knownStates, state)) return undefined;
  return { traceId, spanId, sampled: debug || knownStates[state] === true, debug };
}
