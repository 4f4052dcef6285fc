// Tracers: they start spans, and encode them into the pipeline as soon as they end.
import type {
  Context,
  Span as OtelSpan,
  SpanOptions as OtelSpanOptions,
  Tracer,
  TracerProvider,
} from "@opentelemetry/api";
import { report } from "../diagnostics/diagnose.ts";
import { encodeSpan } from "../recording/encode-span.ts";
import { aboveOf, passedOver } from "../enrichment/leave-out.ts";
import type { BufferedTrace } from "../tail-buffer/buffered-trace.ts";
import { createScopeBatch, type ScopeBatch } from "../queue/signal-pipeline.ts";
import { PassiveSpan } from "../recording/passive-span.ts";
import { ReadableSpan, type SpanOrigin } from "../recording/readable-span.ts";
import { RecordedSpan, type SpanSink } from "../recording/recorded-span.ts";
import { isEnabled } from "../resource/scope-rule.ts";
import { runWithSpan } from "../context/run-with-span.ts";
import { activeScope, type Scope, toScope } from "../context/scope.ts";
import { redactScope, maxCached, type ScopeView, toScopeView } from "../resource/scope-view.ts";
import { identityOf, noIdentity, sampledFlag } from "../span/span-context.ts";
import type { EngineSpan, SpanLimits, SpanOptions } from "../span/span.ts";
import { encodeSpanWithin } from "../recording/span-size-guard.ts";
import { createSpanStart, startCell } from "./start-span.ts";
import type { TracePlan } from "./trace-plan.ts";
import { type SpanStarter, tracerMakers } from "./tracer-makers.ts";

const nothing = new Uint8Array(0);

/** Starts the spans of one instrumentation scope. */
export interface TracerCore extends SpanSink {
  /** Starts a span in `scope` under `parent`; the sampler decides whether it is recorded and exported. */
  start(
    name: string,
    options: SpanOptions | undefined,
    parent: OtelSpan | undefined,
    scope: Scope,
  ): EngineSpan;
}

/** The state of a tracer. */
interface TracerState {
  readonly plan: TracePlan;
  readonly batch: ScopeBatch;
  readonly origin: SpanOrigin;
  /** Spans as processors see them. */
  readonly views: WeakMap<RecordedSpan, ReadableSpan>;
}

/** A tracer of the instrumentation scope `view` by `plan`. */
export function createTracerCore(plan: TracePlan, view: ScopeView): TracerCore {
  if (!isEnabled(plan.scopes, view.name)) return createSilentCore(plan.limits);
  const tracer: TracerState = {
    plan,
    batch: createScopeBatch(view.name, view.version ?? "", view.schemaUrl ?? "", nothing),
    origin: { resource: plan.resource, scope: redactScope(view) },
    views: new WeakMap(),
  };
  const core: TracerCore = {
    limits: plan.limits,
    ending: foldEnding(plan, view.name, (span) => viewOf(tracer, span)),
    suspend: (span) => suspend(plan, span),
    resume: (span) => resume(plan, span),
    deliver: (span) => deliver(tracer, span),
    release: (span, room) => release(tracer, span, room),
    child: (name, options, parent) => core.start(name, options, parent, activeScope()),
    start(name, options, parent, scope) {
      try {
        const span = startSpan(name, options, parent, scope);
        if (span instanceof RecordedSpan) {
          plan.open.add(span);
          plan.hooks?.start?.(viewOf(tracer, span), scope);
        }
        return span;
      } catch (error) {
        // options that throw when read: the work continues without a span
        report("start_span_failed", error);
        return new PassiveSpan(noIdentity);
      }
    },
  };
  const startSpan = createSpanStart(plan, core);
  return core;
}

function viewOf({ views, origin }: TracerState, span: RecordedSpan): ReadableSpan {
  let known = views.get(span);
  if (known === undefined) views.set(span, (known = new ReadableSpan(span, origin)));
  return known;
}

function suspend(plan: TracePlan, span: RecordedSpan): void {
  plan.open.remove(span);
  countStart(plan, span, -1);
  plan.tailBuffer?.suspend(span);
}

function resume(plan: TracePlan, span: RecordedSpan): void {
  plan.open.add(span);
  countStart(plan, span, 1);
  plan.tailBuffer?.resume(span);
}

// a suspended span has not started
function countStart({ counts }: TracePlan, { identity, parent }: RecordedSpan, by: 1 | -1): void {
  const cell = startCell(parent, (identity.flags & sampledFlag) === 0 ? 1 : 2);
  counts.started[cell] = (counts.started[cell] as number) + by;
}

function deliver(tracer: TracerState, span: RecordedSpan): void {
  const { open, counts, tailBuffer, pipeline, hooks } = tracer.plan;
  open.remove(span);
  const trace = span.buffered as BufferedTrace | undefined;
  const decision = trace === undefined && (span.identity.flags & sampledFlag) === 0 ? 1 : 2;
  counts.ended[decision] = (counts.ended[decision] as number) + 1;
  if (trace !== undefined) {
    tailBuffer?.end(span, trace);
    return;
  }
  if (decision === 2 && pipeline.admit()) encode(tracer, span);
  hooks?.end?.(viewOf(tracer, span));
}

function release(tracer: TracerState, span: RecordedSpan, room: boolean): void {
  if (room) encode(tracer, span);
  tracer.plan.hooks?.end?.(viewOf(tracer, span));
}

function encode({ plan, batch }: TracerState, span: RecordedSpan): void {
  const { pipeline } = plan;
  if (pipeline.encoding) {
    // It is work of the encoding, such as of a rule of redaction that is traced. Were it kept for later, it would make the next one.
    report("encode_failed", "a span ended while another one was encoded");
    return;
  }
  const before = batch.writer.length;
  pipeline.encoding = true;
  try {
    encodeSpanWithin(batch.writer, span, plan.limits.bytes, encodeSpan);
  } catch (error) {
    batch.writer.truncate(before);
    report("encode_failed", error);
    return;
  } finally {
    pipeline.encoding = false;
  }
  plan.guard?.spanName(span.name);
  pipeline.added(batch);
}

/** First the processors, then the changes by configuration, so that no processor reverts them; then the check of what results. */
function foldEnding(
  { hooks, enrichment, check }: Pick<TracePlan, "hooks" | "enrichment" | "check">,
  scope: string,
  toView: (span: RecordedSpan) => ReadableSpan,
): SpanSink["ending"] {
  const look = hooks?.ending;
  const looked = look === undefined ? undefined : (span: RecordedSpan): void => look(toView(span));
  return inTurn(inTurn(looked, enrichment?.span), check?.spans(scope));
}

function inTurn(first: SpanSink["ending"], second: SpanSink["ending"]): SpanSink["ending"] {
  if (first === undefined || second === undefined) return first ?? second;
  return (span) => {
    first(span);
    second(span);
  };
}

/**
 * A disabled tracer: its spans only propagate the parent's context (specification: trace SDK, TracerConfig), through the parent itself,
 * which then knows that its context was passed on.
 */
function createSilentCore(limits: SpanLimits): TracerCore {
  const core: TracerCore = {
    limits,
    ending: undefined,
    suspend() {},
    resume() {},
    deliver() {},
    release() {},
    child: (name, options, parent) => core.start(name, options, parent, activeScope()),
    start(_name, options, parent) {
      const above = options?.root === true ? undefined : aboveOf(parent);
      return passedOver(above, above === undefined ? undefined : identityOf(above));
    },
  };
  return core;
}

/** The TracerProvider of `@opentelemetry/api`, with the additional methods of the stock one. */
export interface ScopedTracerProvider extends TracerProvider {
  /** Exports what is queued. */
  forceFlush(): Promise<void>;
  /** Flushes; spans started afterwards only carry context. */
  shutdown(): Promise<void>;
}

/** A provider with one core per name, version and schema. */
export function createTracerProvider(
  make: (view: ScopeView) => TracerCore,
  ends: Pick<ScopedTracerProvider, "forceFlush" | "shutdown">,
): ScopedTracerProvider {
  const tracers = new Map<string, { readonly tracer: Tracer; readonly by: typeof toTracer }>();
  return {
    ...ends,
    getTracer(...asked) {
      const { attributes: _none, ...scope } = toScopeView("tracer", ...asked);
      const key = JSON.stringify(scope);
      const by = tracerMakers.get(scope.name) ?? toTracer;
      let made = tracers.get(key);
      if (made?.by !== by) {
        made = { tracer: by(make(scope)), by };
        if (tracers.size >= maxCached) tracers.delete(tracers.keys().next().value as string);
        tracers.set(key, made);
      }
      return made.tracer;
    },
  };
}

function toTracer(core: SpanStarter): Tracer {
  function begin(name: string, options?: OtelSpanOptions, context?: Context): OtelSpan {
    const scope = context === undefined ? activeScope() : toScope(context);
    return core.start(name, options, scope.span, scope);
  }
  function startActiveSpan(name: string, ...rest: unknown[]): unknown {
    const fn = rest.pop() as (span: OtelSpan) => unknown;
    const [options, context] = rest as [OtelSpanOptions?, Context?];
    const scope = context === undefined ? activeScope() : toScope(context);
    const span = core.start(name, options, scope.span, scope);
    return runWithSpan(scope, span, fn);
  }
  return { startSpan: begin, startActiveSpan: startActiveSpan as Tracer["startActiveSpan"] };
}
