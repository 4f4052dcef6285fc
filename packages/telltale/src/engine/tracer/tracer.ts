// Tracers: they start spans and take them when they have ended, encoded into the pipeline at once.
import type {
  Context,
  Span as OtelSpan,
  SpanOptions as OtelSpanOptions,
  Tracer,
  TracerProvider,
} from "@opentelemetry/api";
import { report } from "../diagnostics/diagnose.ts";
import { encodeSpan } from "../recording/encode-span.ts";
import type { Enrichment } from "../enrichment/enrichment.ts";
import { aboveOf, passedOver } from "../enrichment/leave-out.ts";
import type { BufferedTrace } from "../tail-buffer/buffered-trace.ts";
import { createScopeBatch } from "../queue/signal-pipeline.ts";
import { PassiveSpan } from "../recording/passive-span.ts";
import { ReadableSpan } from "../recording/readable-span.ts";
import { RecordedSpan, type SpanSink } from "../recording/recorded-span.ts";
import { isEnabled } from "../resource/scope-rule.ts";
import { activeScope, runWithSpan, type Scope, toScope } from "../context/scope.ts";
import { redactScope, maxCached, type ScopeView, toScopeView } from "../resource/scope-view.ts";
import { identityOf, noIdentity, sampledFlag } from "../span/span-context.ts";
import type { SpanHooks } from "../processor/span-processor.ts";
import type { EngineSpan, SpanLimits, SpanOptions } from "../span/span.ts";
import { encodeSpanWithin } from "../recording/span-size-guard.ts";
import { createSpanStart, startCell } from "./start-span.ts";
import type { TracePlan } from "./trace-plan.ts";

const nothing = new Uint8Array(0);

/** What one instrumentation scope starts spans with. */
export interface TracerCore extends SpanSink {
  /** Starts a span in `scope` under `parent`; the sampler decides whether it records and leaves. */
  start(
    name: string,
    options: SpanOptions | undefined,
    parent: OtelSpan | undefined,
    scope: Scope,
  ): EngineSpan;
}

/** A tracer of the instrumentation scope `view` by `plan`. */
export function createTracerCore(plan: TracePlan, view: ScopeView): TracerCore {
  if (!isEnabled(plan.scopes, view.name)) return createSilentCore(plan.limits);
  const { pipeline, limits, hooks, tailBuffer, open, counts } = plan;
  const batch = createScopeBatch(view.name, view.version ?? "", view.schemaUrl ?? "", nothing);
  const origin = { resource: plan.resource, scope: redactScope(view) };
  const views = new WeakMap<RecordedSpan, ReadableSpan>();

  function encode(span: RecordedSpan): void {
    const before = batch.writer.length;
    try {
      encodeSpanWithin(batch.writer, span, limits.bytes, encodeSpan);
    } catch (error) {
      batch.writer.truncate(before);
      report("encode_failed", error);
      return;
    }
    plan.guard?.spanName(span.name);
    pipeline.added(batch);
  }

  function viewOf(span: RecordedSpan): ReadableSpan {
    let known = views.get(span);
    if (known === undefined) views.set(span, (known = new ReadableSpan(span, origin)));
    return known;
  }

  // one that rests has not started
  function countStart({ identity, parent }: RecordedSpan, by: 1 | -1): void {
    const cell = startCell(parent, (identity.flags & sampledFlag) === 0 ? 1 : 2);
    counts.started[cell] = (counts.started[cell] as number) + by;
  }

  const core: TracerCore = {
    limits,
    ending: foldEnding(hooks, plan.enrichment, viewOf),
    rest(span) {
      open.remove(span);
      countStart(span, -1);
      tailBuffer?.suspend(span);
    },
    wake(span) {
      open.add(span);
      countStart(span, 1);
      tailBuffer?.resume(span);
    },
    deliver(span) {
      open.remove(span);
      const trace = span.buffered as BufferedTrace | undefined;
      const sampled = trace === undefined && (span.identity.flags & sampledFlag) === 0 ? 1 : 2;
      counts.ended[sampled] = (counts.ended[sampled] as number) + 1;
      if (trace !== undefined) {
        tailBuffer?.end(span, trace);
        return;
      }
      if (sampled === 2 && pipeline.admit()) encode(span);
      hooks?.end?.(viewOf(span));
    },
    release(span, room) {
      if (room) encode(span);
      hooks?.end?.(viewOf(span));
    },
    child: (childName, options, parent) => core.start(childName, options, parent, activeScope()),
    start(spanName, options, parent, scope) {
      try {
        const span = startSpan(spanName, options, parent, scope);
        if (span instanceof RecordedSpan) {
          open.add(span);
          hooks?.start?.(viewOf(span), scope);
        }
        return span;
      } catch (error) {
        // options that throw when read: the work goes on unseen
        report("start_span_failed", error);
        return new PassiveSpan(noIdentity);
      }
    },
  };
  const startSpan = createSpanStart(plan, core);
  return core;
}

/** First the processors, then what configuration has changed: nobody takes that away again. */
function foldEnding(
  hooks: SpanHooks | undefined,
  enrichment: Enrichment | undefined,
  viewOf: (span: RecordedSpan) => ReadableSpan,
): SpanSink["ending"] {
  const look = hooks?.ending;
  const change = enrichment?.span;
  if (look === undefined) return change;
  if (change === undefined) return (span) => look(viewOf(span));
  return (span) => {
    look(viewOf(span));
    change(span);
  };
}

/**
 * A tracer that is switched off: what it is asked for hands the parent's context on (specification: trace SDK, TracerConfig), by the
 * parent itself, which then knows that it was named.
 */
function createSilentCore(limits: SpanLimits): TracerCore {
  const core: TracerCore = {
    limits,
    ending: undefined,
    rest() {},
    wake() {},
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

/** The TracerProvider of `@opentelemetry/api`, with what the stock one has beyond it. */
export interface ScopedTracerProvider extends TracerProvider {
  /** Sends what is queued. */
  forceFlush(): Promise<void>;
  /** Flushes; spans started afterwards only carry context. */
  shutdown(): Promise<void>;
}

/** A provider with one core per name, version and schema. */
export function createTracerProvider(
  make: (view: ScopeView) => TracerCore,
  ends: Pick<ScopedTracerProvider, "forceFlush" | "shutdown">,
): ScopedTracerProvider {
  const tracers = new Map<string, Tracer>();
  return {
    ...ends,
    getTracer(...asked) {
      const { attributes: _none, ...scope } = toScopeView("tracer", ...asked);
      const key = JSON.stringify(scope);
      let tracer = tracers.get(key);
      if (tracer === undefined) {
        tracer = toTracer(make(scope));
        if (tracers.size >= maxCached) tracers.delete(tracers.keys().next().value as string);
        tracers.set(key, tracer);
      }
      return tracer;
    },
  };
}

function toTracer(core: TracerCore): Tracer {
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
