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
import { stamp } from "./context-attributes.ts";
import { momentOr, now } from "./clock.ts";
import { report } from "./diagnose.ts";
import { encodeSpan } from "./encode-span.ts";
import { randomWord } from "./ids.ts";
import { createScopeBatch, type Lane } from "./lane.ts";
import { activeScope, runWithSpan, type Scope, toScope } from "./scope.ts";
import { identityOf, noIdentity, nonZeroWord, randomFlag, sampledFlag } from "./span-context.ts";
import { PassiveSpan } from "./passive-span.ts";
import { RecordedSpan } from "./recorded-span.ts";
import type { Span, SpanLimits, SpanOptions, SpanSink } from "./span.ts";
import { suppressKey } from "./suppress.ts";
import { toText } from "./value.ts";

const nothing = new Uint8Array(0);

/** What one instrumentation scope starts spans with. */
export interface TracerCore extends SpanSink {
  /** Starts a span in `scope` under `parent`; the sampled flag of the parent decides whether it records. */
  start(name: string, options: SpanOptions | undefined, parent: OtelSpan | undefined, scope: Scope): Span;
}

/** A tracer of the instrumentation scope `name` that delivers into `lane`. */
export function createTracerCore(
  lane: Lane,
  limits: SpanLimits,
  name: string,
  version: string,
  schemaUrl: string,
): TracerCore {
  const batch = createScopeBatch(name, version, schemaUrl, nothing);
  const core: TracerCore = {
    limits,
    deliver(span) {
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
    },
    child: (childName, options, parent) => core.start(childName, options, parent, activeScope()),
    start(spanName, options, parent, scope) {
      try {
        return startSpan(core, spanName, options, parent, scope);
      } catch (error) {
        // options that throw when read: the work goes on unseen
        report("start_span_failed", error);
        return new PassiveSpan(noIdentity);
      }
    },
  };
  return core;
}

function startSpan(
  core: TracerCore,
  name: string,
  options: SpanOptions | undefined,
  parentSpan: OtelSpan | undefined,
  scope: Scope,
): Span {
  const parent = parentSpan === undefined || options?.root === true ? undefined : identityOf(parentSpan);
  const quiet = scope.base.getValue(suppressKey) === true;
  const identity = {
    t0: parent === undefined ? randomWord() : parent.t0,
    t1: parent === undefined ? randomWord() : parent.t1,
    t2: parent === undefined ? randomWord() : parent.t2,
    t3: parent === undefined ? nonZeroWord() : parent.t3,
    s0: randomWord(),
    s1: nonZeroWord(),
    flags: parent === undefined ? (quiet ? randomFlag : sampledFlag | randomFlag) : parent.flags,
    traceState: parent?.traceState,
    remote: false,
  };
  if (quiet || (identity.flags & sampledFlag) === 0) return new PassiveSpan(identity);
  const moment = options?.startTime === undefined ? now() : momentOr(options.startTime);
  const span = new RecordedSpan(core, identity, parent, toText(name), kindOf(options), moment);
  if (scope.attributes !== undefined) stamp(span.attributes, scope.attributes);
  if (options?.attributes) span.setAttributes(options.attributes);
  if (options?.links) span.addLinks(options.links as Link[]);
  return span;
}

function kindOf(options: SpanOptions | undefined): number {
  const kind = options?.kind;
  return kind !== undefined && kind >= SpanKind.INTERNAL && kind <= SpanKind.CONSUMER
    ? kind
    : SpanKind.INTERNAL;
}

/** The TracerProvider of `@opentelemetry/api`: one core per name, version and schema. */
export function createTracerProvider(
  make: (name: string, version: string, schemaUrl: string) => TracerCore,
): TracerProvider {
  const tracers = new Map<string, Tracer>();
  return {
    getTracer(name, version = "", options) {
      const schemaUrl = options?.schemaUrl ?? "";
      const key = JSON.stringify([name, version, schemaUrl]);
      let tracer = tracers.get(key);
      if (tracer === undefined) tracers.set(key, (tracer = toTracer(make(name, version, schemaUrl))));
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
    return runWithSpan(scope, span, () => fn(span));
  }
  return { startSpan: begin, startActiveSpan: startActiveSpan as Tracer["startActiveSpan"] };
}
