// What of `@opentelemetry/api` reads and makes spans without an SDK.
import type { Context, Span, SpanContext, SpanOptions, Tracer } from "@opentelemetry/api";
import { readGlobal } from "./global.ts";
import { createContextKey, ROOT_CONTEXT } from "./context.ts";
import { addNonRecordingMethods, type NonRecordingMethods } from "./non-recording-span.ts";

// where every copy of the API keeps the span of a context
const spanKey = createContextKey("OpenTelemetry Context Key SPAN");

/** The context of an invalid span. */
export const INVALID_SPAN_CONTEXT: SpanContext = {
  traceId: "0".repeat(32),
  spanId: "0".repeat(16),
  traceFlags: 0,
};

/** Whether both ids are hexadecimal, of their length and not zero (specification: trace API, IsValid). */
export function isSpanContextValid({ traceId, spanId }: SpanContext): boolean {
  return isId(traceId, 32) && isId(spanId, 16);
}

function isId(id: unknown, length: number): boolean {
  return typeof id === "string" && id.length === length && /^[\da-f]+$/i.test(id) && !/^0+$/.test(id);
}

/** The functions of the API's `trace` that need no provider. */
export const trace = {
  getSpan: (context: Context): Span | undefined => (context.getValue(spanKey) as Span | null) ?? undefined,
  setSpan: (context: Context, span: Span): Context => context.setValue(spanKey, span),
  getSpanContext: (context: Context): SpanContext | undefined => trace.getSpan(context)?.spanContext(),
  wrapSpanContext: (context: SpanContext): Span => new SilentSpan(context),
  isSpanContextValid: (context: SpanContext): boolean => isSpanContextValid(context),
};

// the prototype gets them below
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
interface SilentSpan extends NonRecordingMethods {}

/** A span that hands its context on and does nothing else. */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
class SilentSpan implements Span {
  readonly #context: SpanContext;

  constructor(context: SpanContext) {
    this.#context = context;
  }

  spanContext(): SpanContext {
    return this.#context;
  }
  end(): void {}
}

addNonRecordingMethods(SilentSpan.prototype);

/** The tracer when nothing is registered: its spans propagate the context of their parent. */
export const silentTracer: Tracer = {
  startSpan(_name: string, options?: SpanOptions, context: Context = activeContext()): Span {
    const parent = options?.root === true ? undefined : trace.getSpanContext(context);
    return new SilentSpan(parent !== undefined && isSpanContextValid(parent) ? parent : INVALID_SPAN_CONTEXT);
  },
  startActiveSpan(name: string, ...rest: unknown[]): never {
    const fn = rest.at(-1) as (span: Span) => never;
    const [options, given] = rest.slice(0, -1) as [SpanOptions?, Context?];
    const context = given ?? activeContext();
    const span = silentTracer.startSpan(name, options, context);
    const manager = contextManager();
    return manager === undefined ? fn(span) : manager.with(trace.setSpan(context, span), fn, undefined, span);
  },
};

function activeContext(): Context {
  return contextManager()?.active() ?? ROOT_CONTEXT;
}

interface Manager {
  active(): Context;
  with(context: Context, fn: (span: Span) => never, thisArg: undefined, span: Span): never;
}

function contextManager(): Manager | undefined {
  return readGlobal()?.context as Manager | undefined;
}
