// Starts spans: parent, sampling by the parent, identity, first attributes. Ended spans are encoded into the lane at once.
import {
  type Context,
  type Link,
  type Span as OtelSpan,
  SpanKind,
  type SpanOptions as OtelSpanOptions,
  type Tracer,
  type TracerProvider,
} from "@opentelemetry/api";
import { momentOr, now } from "./clock.ts";
import { report } from "./diagnose.ts";
import { encodeSpan } from "./encode-span.ts";
import { type IdGenerator, spanWords, traceWords } from "./id-generator.ts";
import { randomWord } from "./ids.ts";
import { createScopeBatch, type Lane } from "./lane.ts";
import type { ScopeView } from "./log-processor.ts";
import type { OpenSpans } from "./open-spans.ts";
import { PassiveSpan } from "./passive-span.ts";
import { ReadableSpan } from "./readable-span.ts";
import { RecordedSpan } from "./recorded-span.ts";
import type { ResourceView } from "./resource-view.ts";
import { ask, type Sampler, type SamplingResult } from "./sampler.ts";
import type { EngineCounts } from "./counts.ts";
import { isEnabled, type ScopeRule } from "./scope-rule.ts";
import { activeScope, runWithSpan, type Scope, toScope } from "./scope.ts";
import { maxCached, toScopeView } from "./scope-view.ts";
import {
  type Identity,
  identityOf,
  noIdentity,
  nonZeroWord,
  randomFlag,
  sampledFlag,
} from "./span-context.ts";
import type { SpanHooks } from "./span-processor.ts";
import type { EngineSpan, SpanLimits, SpanOptions, SpanSink } from "./span.ts";
import { isSuppressed } from "./suppress.ts";
import { toText } from "./value.ts";

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

/** What all tracers of a pipeline share. */
export interface TracePlan {
  readonly lane: Lane;
  readonly limits: SpanLimits;
  readonly scopes: readonly ScopeRule[];
  /** Undefined for the default, parent based and always on, which is decided without a question. */
  readonly sampler: Sampler | undefined;
  /** Undefined for random ids. */
  readonly ids: IdGenerator | undefined;
  /** Undefined where no processor looks. */
  readonly hooks: SpanHooks | undefined;
  readonly resource: ResourceView;
  readonly open: OpenSpans;
  readonly counts: EngineCounts;
  /** Set when the provider was shut down: spans then only carry context. */
  closed: boolean;
}

/** A tracer of the instrumentation scope `view` by `plan`. */
export function createTracerCore(plan: TracePlan, view: ScopeView): TracerCore {
  if (!isEnabled(plan.scopes, view.name)) return createSilentCore(plan.limits);
  const { lane, limits, hooks, open, counts } = plan;
  const batch = createScopeBatch(view.name, view.version ?? "", view.schemaUrl ?? "", nothing);
  const origin = { resource: plan.resource, scope: view };
  const views = new WeakMap<RecordedSpan, ReadableSpan>();

  function encode(span: RecordedSpan): void {
    if (!lane.admit()) return;
    const before = batch.writer.length;
    try {
      encodeSpan(batch.writer, span);
    } catch (error) {
      batch.writer.truncate(before);
      report("encode_failed", error);
      return;
    }
    lane.added(batch);
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
    ending: hooks?.ending === undefined ? undefined : (span) => hooks.ending?.(viewOf(span)),
    rest(span) {
      open.remove(span);
      countStart(span, -1);
    },
    wake(span) {
      open.add(span);
      countStart(span, 1);
    },
    deliver(span) {
      open.remove(span);
      const sampled = (span.identity.flags & sampledFlag) === 0 ? 1 : 2;
      counts.ended[sampled] = (counts.ended[sampled] as number) + 1;
      if ((span.identity.flags & sampledFlag) !== 0) encode(span);
      hooks?.end?.(viewOf(span));
    },
    child: (childName, options, parent) => core.start(childName, options, parent, activeScope()),
    start(spanName, options, parent, scope) {
      try {
        const span = startSpan(plan, core, spanName, options, parent, scope);
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
  return core;
}

/** A tracer that is switched off: what it is asked for hands the parent's context on (specification: trace SDK, TracerConfig). */
function createSilentCore(limits: SpanLimits): TracerCore {
  const core: TracerCore = {
    limits,
    ending: undefined,
    rest() {},
    wake() {},
    deliver() {},
    child: (name, options, parent) => core.start(name, options, parent, activeScope()),
    start(_name, options, parent) {
      const from = parent === undefined || options?.root === true ? undefined : identityOf(parent);
      return new PassiveSpan(from ?? noIdentity);
    },
  };
  return core;
}

function startSpan(
  plan: TracePlan,
  core: TracerCore,
  name: string,
  options: SpanOptions | undefined,
  parentSpan: OtelSpan | undefined,
  scope: Scope,
): EngineSpan {
  const parent = parentSpan === undefined || options?.root === true ? undefined : identityOf(parentSpan);
  const quiet = plan.closed || isSuppressed(scope.base);
  const identity = createIdentity(plan.ids, parent);
  if (quiet) {
    if (parent === undefined) identity.flags &= ~sampledFlag;
    return new PassiveSpan(identity);
  }
  let result: SamplingResult | undefined;
  if (plan.sampler !== undefined) {
    result = ask(plan.sampler, scope, parentSpan, parent, identity, toText(name), kindOf(options), options);
    identity.flags = result.decision === 2 ? identity.flags | sampledFlag : identity.flags & ~sampledFlag;
    if (result.traceState !== undefined) identity.traceState = result.traceState;
  }
  const decision = (identity.flags & sampledFlag) === 0 ? (result?.decision === 1 ? 1 : 0) : 2;
  const cell = startCell(parent, decision);
  plan.counts.started[cell] = (plan.counts.started[cell] as number) + 1;
  if (decision === 0) return new PassiveSpan(identity);
  const moment = options?.startTime === undefined ? now() : momentOr(options.startTime);
  const span = new RecordedSpan(
    core,
    identity,
    parent,
    toText(name),
    kindOf(options),
    moment,
    scope.attributes,
  );
  if (options?.attributes) span.setAttributes(options.attributes);
  if (result?.attributes !== undefined) span.setAttributes(result.attributes);
  if (options?.links) span.addLinks(options.links as Link[]);
  return span;
}

/** Where a start is counted: by the parent's origin and the decision. */
function startCell(parent: Identity | undefined, decision: number): number {
  return (parent === undefined ? 0 : parent.remote ? 6 : 3) + decision;
}

/** A new identity: the parent's trace, or a new one that is sampled. */
function createIdentity(ids: IdGenerator | undefined, parent: Identity | undefined): Mutable<Identity> {
  if (ids !== undefined) return generatedIdentity(ids, parent);
  const root = parent === undefined;
  return {
    t0: root ? randomWord() : parent.t0,
    t1: root ? randomWord() : parent.t1,
    t2: root ? randomWord() : parent.t2,
    t3: root ? nonZeroWord() : parent.t3,
    s0: randomWord(),
    s1: nonZeroWord(),
    flags: root ? sampledFlag | randomFlag : parent.flags,
    traceState: root ? undefined : parent.traceState,
    remote: false,
  };
}

function generatedIdentity(ids: IdGenerator, parent: Identity | undefined): Mutable<Identity> {
  const [t0, t1, t2, t3] =
    parent === undefined ? traceWords(ids) : [parent.t0, parent.t1, parent.t2, parent.t3];
  const [s0, s1] = spanWords(ids);
  const flags = parent === undefined ? sampledFlag | (ids.random === true ? randomFlag : 0) : parent.flags;
  return { t0, t1, t2, t3, s0, s1, flags, traceState: parent?.traceState, remote: false };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function kindOf(options: SpanOptions | undefined): number {
  const kind = options?.kind;
  return kind !== undefined && kind >= SpanKind.INTERNAL && kind <= SpanKind.CONSUMER
    ? kind
    : SpanKind.INTERNAL;
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
