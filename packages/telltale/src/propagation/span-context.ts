// Span contexts in headers: the active one that may be propagated, and the remote span of an incoming one.
import type { Context, TraceState } from "@opentelemetry/api";
import { trace } from "../engine/api/trace.ts";
import { hexToWord } from "../engine/runtime/ids.ts";
import { PassiveSpan } from "../engine/recording/passive-span.ts";
import { suppressKey } from "../engine/context/suppress.ts";

const hex32 = /^[0-9a-f]{32}$/;
const hex16 = /^[0-9a-f]{16}$/;
const noTrace = "00000000000000000000000000000000";
const noSpan = "0000000000000000";

/** What goes out of a span context, ids in lower case. */
interface Outgoing {
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: number;
  readonly traceState: TraceState | undefined;
}

/**
 * The span context that `context` sends on; undefined when there is none, when it is not valid, or when tracing is
 * suppressed: a span created there is never exported, and would be a missing parent.
 */
export function outgoing(context: Context): Outgoing | undefined {
  const spanContext = trace.getSpanContext(context);
  if (spanContext === undefined || context.getValue(suppressKey) === true) return undefined;
  const { traceFlags: flags, traceState } = spanContext;
  const traceId = toLower(spanContext.traceId, hex32);
  const spanId = toLower(spanContext.spanId, hex16);
  if (traceId === undefined || spanId === undefined || traceId === noTrace || spanId === noSpan) {
    return undefined;
  }
  return { traceId, spanId, flags, traceState };
}

// other SDKs' ids may be in capitals
function toLower(id: string, form: RegExp): string | undefined {
  if (form.test(id)) return id;
  const lower = String(id).toLowerCase();
  return form.test(lower) ? lower : undefined;
}

/**
 * The remote span of a trace id (32 hex digits from `traceAt` of `text`) and a span id (16 from `spanAt`), both checked by the caller;
 * undefined when one of them is all zero.
 */
export function remoteSpan(
  text: string,
  traceAt: number,
  spanAt: number,
  flags: number,
  traceState?: TraceState,
): PassiveSpan | undefined {
  const t0 = hexToWord(text, traceAt);
  const t1 = hexToWord(text, traceAt + 8);
  const t2 = hexToWord(text, traceAt + 16);
  const t3 = hexToWord(text, traceAt + 24);
  const s0 = hexToWord(text, spanAt);
  const s1 = hexToWord(text, spanAt + 8);
  if ((t0 | t1 | t2 | t3) === 0 || (s0 | s1) === 0) return undefined;
  return new PassiveSpan({ t0, t1, t2, t3, s0, s1, flags, traceState, remote: true });
}
