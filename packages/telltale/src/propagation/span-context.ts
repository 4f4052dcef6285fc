// The span context on its way: what of the active one may go out, and the remote span that one coming in becomes.
import { type Context, trace, type TraceState } from "@opentelemetry/api";
import { hexToWord } from "../engine/ids.ts";
import { PassiveSpan } from "../engine/passive-span.ts";
import { suppressKey } from "../engine/suppress.ts";

const hex32 = /^[0-9a-f]{32}$/;
const hex16 = /^[0-9a-f]{16}$/;

/** What goes out of a span context, ids in lower case. */
interface Outgoing {
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: number;
  readonly traceState: TraceState | undefined;
}

/**
 * The span context that `context` sends on; undefined when there is none, when it is not valid, or when tracing is
 * suppressed: a span made there is never exported, and would be a parent that nobody finds.
 */
export function outgoing(context: Context): Outgoing | undefined {
  const spanContext = trace.getSpanContext(context);
  if (spanContext === undefined || context.getValue(suppressKey) === true) return undefined;
  const traceId = spanContext.traceId.toLowerCase();
  const spanId = spanContext.spanId.toLowerCase();
  if (!isValid(traceId, spanId)) return undefined;
  return { traceId, spanId, flags: spanContext.traceFlags, traceState: spanContext.traceState };
}

/** The remote span of ids that came in; undefined when they are not 32 and 16 lower hex digits, or all zero. */
export function remoteSpan(
  traceId: string,
  spanId: string,
  flags: number,
  traceState?: TraceState,
): PassiveSpan | undefined {
  if (!isValid(traceId, spanId)) return undefined;
  return new PassiveSpan({
    t0: hexToWord(traceId, 0),
    t1: hexToWord(traceId, 8),
    t2: hexToWord(traceId, 16),
    t3: hexToWord(traceId, 24),
    s0: hexToWord(spanId, 0),
    s1: hexToWord(spanId, 8),
    flags,
    traceState,
    remote: true,
  });
}

function isValid(traceId: string, spanId: string): boolean {
  return (
    hex32.test(traceId) &&
    hex16.test(spanId) &&
    traceId !== "00000000000000000000000000000000" &&
    spanId !== "0000000000000000"
  );
}
