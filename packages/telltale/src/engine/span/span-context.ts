// A span's identity as words, with the hexadecimal view that OpenTelemetry asks for made once, when asked.
import type { Span as OtelSpan, SpanContext, TraceState } from "@opentelemetry/api";
import { hexToWord, randomWord, wordToHex } from "../runtime/ids.ts";

/** Sampled, bit 0 of the trace flags. */
export const sampledFlag = 1;
/** The trace id is random, bit 1 of the trace flags (W3C Trace Context level 2). */
export const randomFlag = 2;
/** Inside the process only: a rule has decided about the trace, so no sampler is asked about what follows in it. */
export const ruledFlag = 0x100;
/** The flags that are propagated and exported. */
export const exportedFlags = 0xff;

/** Trace id in four words, span id in two, as signed 32-bit integers. */
export interface Identity {
  readonly t0: number;
  readonly t1: number;
  readonly t2: number;
  readonly t3: number;
  readonly s0: number;
  readonly s1: number;
  readonly flags: number;
  readonly traceState: TraceState | undefined;
  readonly remote: boolean;
}

/** The identity of an invalid span. */
export const noIdentity: Identity = {
  t0: 0,
  t1: 0,
  t2: 0,
  t3: 0,
  s0: 0,
  s1: 0,
  flags: 0,
  traceState: undefined,
  remote: false,
};

/** Recognises spans of this engine, also of another copy; they have an `identity`. */
export const identified: unique symbol = Symbol.for("telltale.span.2") as never;

/** The identity of any OpenTelemetry span; undefined when its context is invalid. */
export function identityOf(span: OtelSpan): Identity | undefined {
  const own = span as { readonly [identified]?: boolean; readonly identity?: Identity };
  if (own[identified] !== true) return fromSpanContext(span.spanContext());
  const identity = own.identity as Identity;
  return (identity.s0 | identity.s1) === 0 ? undefined : identity;
}

/** Words of a hexadecimal span context; undefined when it is invalid. */
export function fromSpanContext(context: SpanContext | undefined): Identity | undefined {
  if (context === undefined || !isValid(context)) return undefined;
  const { traceId, spanId } = context;
  return {
    t0: hexToWord(traceId, 0),
    t1: hexToWord(traceId, 8),
    t2: hexToWord(traceId, 16),
    t3: hexToWord(traceId, 24),
    s0: hexToWord(spanId, 0),
    s1: hexToWord(spanId, 8),
    flags: context.traceFlags & 0xff,
    traceState: context.traceState,
    remote: context.isRemote === true,
  };
}

/** The hexadecimal view of an identity. */
export function toSpanContext(identity: Identity): SpanContext {
  const context: SpanContext = {
    traceId:
      wordToHex(identity.t0) + wordToHex(identity.t1) + wordToHex(identity.t2) + wordToHex(identity.t3),
    spanId: wordToHex(identity.s0) + wordToHex(identity.s1),
    traceFlags: identity.flags & exportedFlags,
  };
  if (identity.remote) context.isRemote = true;
  if (identity.traceState !== undefined) context.traceState = identity.traceState;
  return context;
}

/** The context that a removed span propagates: its stand-in, or without one that nothing of it was kept. */
export function contextInstead(standIn: Identity | null, own: Identity): SpanContext {
  const { flags, traceState } = own;
  if (standIn === null) return toSpanContext({ ...own, flags: flags & ~sampledFlag });
  return toSpanContext({ ...standIn, flags, traceState, remote: false });
}

const hex32 = /^[0-9a-f]{32}$/i;
const hex16 = /^[0-9a-f]{16}$/i;

function isValid(context: SpanContext): boolean {
  return (
    typeof context.traceId === "string" &&
    typeof context.spanId === "string" &&
    hex32.test(context.traceId) &&
    hex16.test(context.spanId) &&
    !/^0+$/.test(context.traceId) &&
    !/^0+$/.test(context.spanId)
  );
}

/** A random word that is not zero, so that the id it belongs to is valid. */
export function nonZeroWord(): number {
  let word = randomWord();
  while (word === 0) word = randomWord();
  return word;
}
