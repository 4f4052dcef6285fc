// Starts spans: parent, sampling by the parent, identity, first attributes. Ended spans are encoded into the lane at once.
import type {
  Context,
  Link,
  Span as OtelSpan,
  SpanOptions as OtelSpanOptions,
  Tracer,
  TracerProvider,
} from "@opentelemetry/api";
import type { CardinalityGuard } from "./cardinality/guard.ts";
import { momentOr, now } from "./clock.ts";
import { report } from "./diagnose.ts";
import { encodeSpan } from "./encode-span.ts";
import type { Enrichment } from "./enrichment.ts";
import { aboveOf, leaveOut, passedOver } from "./leave-out.ts";
import type { HeadSampler } from "./head.ts";
import { type IdGenerator, spanWords, traceWords } from "./id-generator.ts";
import { randomWord } from "./ids.ts";
import type { HeldTrace } from "./hold/held-trace.ts";
import type { SpanHold } from "./hold/span-hold.ts";
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
import { leavingScope, maxCached, toScopeView } from "./scope-view.ts";
import {
  type Identity,
  identityOf,
  noIdentity,
  nonZeroWord,
  randomFlag,
  ruledFlag,
  sampledFlag,
} from "./span-context.ts";
import type { SpanHooks } from "./span-processor.ts";
import type { EngineSpan, SpanLimits, SpanOptions, SpanSink } from "./span.ts";
import { encodeSpanWithin } from "./shed-span.ts";
import { kindOf } from "./span-kind.ts";
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
  /** Asked first, about traces that begin here or come in; undefined where no rule is. */
  readonly head: HeadSampler | undefined;
  /** Undefined for the default, parent based and always on, which is decided without a question. */
  readonly sampler: Sampler | undefined;
  /** Undefined for random ids. */
  readonly ids: IdGenerator | undefined;
  /** What configuration does to spans; undefined where it does nothing. */
  readonly enrichment: Enrichment | undefined;
  /** Undefined where no processor looks. */
  readonly hooks: SpanHooks | undefined;
  /** Undefined where every sampled span leaves when it has ended. */
  readonly hold: SpanHold | undefined;
  readonly resource: ResourceView;
  readonly open: OpenSpans;
  /** Sees the names of spans that leave. */
  readonly guard: CardinalityGuard | undefined;
  readonly counts: EngineCounts;
  /** Set when the provider was shut down: spans then only carry context. */
  closed: boolean;
}

/** A tracer of the instrumentation scope `view` by `plan`. */
export function createTracerCore(plan: TracePlan, view: ScopeView): TracerCore {
  if (!isEnabled(plan.scopes, view.name)) return createSilentCore(plan.limits);
  const { lane, limits, hooks, hold, open, counts } = plan;
  const batch = createScopeBatch(view.name, view.version ?? "", view.schemaUrl ?? "", nothing);
  const origin = { resource: plan.resource, scope: leavingScope(view) };
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
    ending: foldEnding(hooks, plan.enrichment, viewOf),
    rest(span) {
      open.remove(span);
      countStart(span, -1);
      hold?.rest(span);
    },
    wake(span) {
      open.add(span);
      countStart(span, 1);
      hold?.wake(span);
    },
    deliver(span) {
      open.remove(span);
      const sampled = span.held === undefined && (span.identity.flags & sampledFlag) === 0 ? 1 : 2;
      counts.ended[sampled] = (counts.ended[sampled] as number) + 1;
      if (span.held !== undefined) {
        hold?.end(span, span.held);
        return;
      }
      if (sampled === 2 && lane.admit()) encode(span);
      hooks?.end?.(viewOf(span));
    },
    release(span, room) {
      if (room) encode(span);
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

function startSpan(
  plan: TracePlan,
  core: TracerCore,
  name: string,
  options: SpanOptions | undefined,
  given: OtelSpan | undefined,
  scope: Scope,
): EngineSpan {
  const atStart = plan.enrichment?.atStart;
  const parentSpan = atStart === undefined && plan.scopes.length === 0 ? given : aboveOf(given);
  const parent = parentSpan === undefined || options?.root === true ? undefined : identityOf(parentSpan);
  const quiet = plan.closed || isSuppressed(scope.base);
  const identity = createIdentity(plan.ids, parent);
  if (quiet) {
    if (parent === undefined) identity.flags &= ~sampledFlag;
    return new PassiveSpan(identity);
  }
  const kind = kindOf(options);
  if (atStart !== undefined) {
    const left = leaveOut(atStart, { name, kind, options }, parentSpan, parent, identity, scope);
    if (left !== undefined) {
      plan.counts.leftOut++;
      return left;
    }
  }
  let result: SamplingResult | undefined;
  if (plan.head !== undefined && (parent === undefined || parent.remote))
    result = plan.head.decide(name, kind, options, parent, identity, scope);
  if (plan.sampler !== undefined) {
    // what a rule has decided, all that follows in the trace follows; a sampler would take single children out, or in
    if (result !== undefined) identity.flags |= ruledFlag;
    else if ((identity.flags & ruledFlag) === 0)
      result = ask(plan.sampler, scope, parentSpan, parent, identity, toText(name), kind, options);
  }
  if (result !== undefined) {
    identity.flags = result.decision === 2 ? identity.flags | sampledFlag : identity.flags & ~sampledFlag;
    if (result.traceState !== undefined) identity.traceState = result.traceState;
  }
  const { hold } = plan;
  let moment: number | undefined;
  let trace: HeldTrace | undefined;
  if (hold !== undefined && (identity.flags & sampledFlag) !== 0) {
    if (options?.startTime === undefined) moment = now();
    trace = hold.join(identity, parentSpan, moment);
    // what follows a decision against its trace tells nobody that it was sampled
    if (trace.verdict?.kept === false) identity.flags &= ~sampledFlag;
  }
  const decision = (identity.flags & sampledFlag) === 0 ? (result?.decision === 1 ? 1 : 0) : 2;
  const cell = startCell(parent, decision);
  plan.counts.started[cell] = (plan.counts.started[cell] as number) + 1;
  if (decision === 0) return new PassiveSpan(identity);
  moment ??= options?.startTime === undefined ? now() : momentOr(options.startTime);
  const span = new RecordedSpan(
    core,
    identity,
    hold === undefined ? parent : standInOf(parentSpan, parent),
    toText(name),
    kind,
    moment,
    scope.attributes,
  );
  if (options?.attributes) span.setAttributes(options.attributes);
  if (result?.attributes !== undefined) span.setAttributes(result.attributes);
  if (options?.links) span.addLinks(options.links as Link[]);
  if (trace !== undefined) hold?.begin(span, trace, parent === undefined ? undefined : parentSpan);
  return span;
}

/** Who is named as the parent of what starts below `span`: an ancestor, where a filter has taken the span itself out. */
function standInOf(span: OtelSpan | undefined, parent: Identity | undefined): Identity | undefined {
  const standIn = parent !== undefined && span instanceof RecordedSpan ? span.standIn : undefined;
  return standIn === undefined ? parent : (standIn ?? undefined);
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
