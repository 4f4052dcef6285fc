// Starts a requested span, by outcome: only propagated, left out by configuration, dropped, recorded, or recorded into the tail buffer.
import type { Link, Span as OtelSpan } from "@opentelemetry/api";
import type { Scope } from "../context/scope.ts";
import { isSuppressed } from "../context/suppress.ts";
import { aboveOf, leaveOut } from "../enrichment/leave-out.ts";
import { PassiveSpan } from "../recording/passive-span.ts";
import { RecordedSpan, type SpanSink } from "../recording/recorded-span.ts";
import { momentOr, now } from "../runtime/clock.ts";
import { askSampler, type SamplingResult } from "../sampler/sampler.ts";
import { type Identity, identityOf, ruledFlag, sampledFlag } from "../span/span-context.ts";
import { kindOf } from "../span/span-kind.ts";
import type { EngineSpan, SpanOptions } from "../span/span.ts";
import type { TailBuffer } from "../tail-buffer/tail-buffer.ts";
import type { NewIdentity, SpanRequest } from "../recording/span-request.ts";
import { createIdentity } from "./id-generator.ts";
import type { TracePlan } from "./trace-plan.ts";

/** Starts spans by `plan`, each below the given span; recording spans end in `sink`. */
export function createSpanStart(
  plan: TracePlan,
  sink: SpanSink,
): (name: string, options: SpanOptions | undefined, given: OtelSpan | undefined, scope: Scope) => EngineSpan {
  const { ids, tailBuffer } = plan;
  const passesOver = plan.enrichment?.atStart !== undefined || plan.scopes.length > 0;
  return (name, options, given, scope) => {
    const above = passesOver ? aboveOf(given) : given;
    const parent = above === undefined || options?.root === true ? undefined : identityOf(above);
    const identity = createIdentity(ids, parent);
    if (plan.closed || isSuppressed(scope.base)) return carryOn(identity, parent);
    const request: SpanRequest = { name, kind: kindOf(options), options, above, parent, identity, scope };
    const left = leftOut(plan, request);
    if (left !== undefined) return left;
    const result = sample(plan, request);
    if (tailBuffer !== undefined && isSampled(identity))
      return startBuffered(plan, tailBuffer, sink, request, result);
    return startUnbuffered(plan, sink, request, result);
  };
}

/** Nothing is recorded here: the context of the parent is propagated, and a new trace is not sampled. */
function carryOn(identity: NewIdentity, parent: Identity | undefined): PassiveSpan {
  if (parent === undefined) identity.flags &= ~sampledFlag;
  return new PassiveSpan(identity);
}

/** The replacement of a span that configuration leaves out; undefined for all others. */
function leftOut({ enrichment, counts }: TracePlan, request: SpanRequest): PassiveSpan | undefined {
  const atStart = enrichment?.atStart;
  if (atStart === undefined) return undefined;
  const left = leaveOut(atStart, request);
  if (left !== undefined) counts.leftOut++;
  return left;
}

/** Asks rules and sampler, and changes the identity as they decide; undefined when the parent has decided. */
function sample(plan: TracePlan, request: SpanRequest): SamplingResult | undefined {
  if (plan.head === undefined && plan.sampler === undefined) return undefined;
  const { identity } = request;
  const result = byRule(plan, request) ?? bySampler(plan, request);
  if (result === undefined) return undefined;
  identity.flags = result.decision === 2 ? identity.flags | sampledFlag : identity.flags & ~sampledFlag;
  if (result.traceState !== undefined) identity.traceState = result.traceState;
  return result;
}

function byRule({ head, sampler }: TracePlan, request: SpanRequest): SamplingResult | undefined {
  const { parent, identity } = request;
  if (head === undefined || (parent !== undefined && !parent.remote)) return undefined;
  const result = head.decide(request);
  // a rule decides for everything below it; a sampler would drop or add single children
  if (result !== undefined && sampler !== undefined) identity.flags |= ruledFlag;
  return result;
}

function bySampler({ sampler }: TracePlan, request: SpanRequest): SamplingResult | undefined {
  if (sampler === undefined || (request.identity.flags & ruledFlag) !== 0) return undefined;
  return askSampler(sampler, request);
}

/** Starts a sampled span whose trace is in the tail buffer. */
function startBuffered(
  plan: TracePlan,
  tailBuffer: TailBuffer,
  sink: SpanSink,
  request: SpanRequest,
  result: SamplingResult | undefined,
): EngineSpan {
  const { options, above, parent, identity } = request;
  const moment = options?.startTime === undefined ? now() : undefined;
  const trace = tailBuffer.join(identity, above, moment);
  // the trace was dropped: other services must not learn that it was sampled
  if (trace.decision?.kept === false) identity.flags &= ~sampledFlag;
  if (countStart(plan, request, result) === 0) return new PassiveSpan(identity);
  const span = recordSpan(sink, request, standInOf(above, parent), moment, result);
  tailBuffer.begin(span, trace, parent === undefined ? undefined : above);
  return span;
}

/** Starts a span that is recorded or dropped at once. */
function startUnbuffered(
  plan: TracePlan,
  sink: SpanSink,
  request: SpanRequest,
  result: SamplingResult | undefined,
): EngineSpan {
  const { above, parent, identity } = request;
  if (countStart(plan, request, result) === 0) return new PassiveSpan(identity);
  return recordSpan(
    sink,
    request,
    plan.tailBuffer === undefined ? parent : standInOf(above, parent),
    undefined,
    result,
  );
}

/** A recording span below `parent` that starts at `moment`, or at the time that its options give. */
function recordSpan(
  sink: SpanSink,
  request: SpanRequest,
  parent: Identity | undefined,
  moment: number | undefined,
  result: SamplingResult | undefined,
): RecordedSpan {
  const { options } = request;
  const start = moment ?? (options?.startTime === undefined ? now() : momentOr(options.startTime));
  const span = new RecordedSpan(sink, request, parent, start);
  if (options?.attributes) span.setAttributes(options.attributes);
  if (result?.attributes !== undefined) span.setAttributes(result.attributes);
  if (options?.links) span.addLinks(options.links as Link[]);
  return span;
}

/** Counts a start, and returns the decision: 0 drop, 1 record only, 2 record and sample. */
function countStart(
  { counts }: TracePlan,
  { parent, identity }: SpanRequest,
  result: SamplingResult | undefined,
): number {
  const decision = isSampled(identity) ? 2 : result?.decision === 1 ? 1 : 0;
  const cell = startCell(parent, decision);
  counts.started[cell] = (counts.started[cell] as number) + 1;
  return decision;
}

/** The index of the counter of a start: by the parent's origin and the decision. */
export function startCell(parent: Identity | undefined, decision: number): number {
  return (parent === undefined ? 0 : parent.remote ? 6 : 3) + decision;
}

/** The parent of spans that start below `span`: an ancestor, when a filter has removed `span` itself. */
function standInOf(span: OtelSpan | undefined, parent: Identity | undefined): Identity | undefined {
  const standIn = parent !== undefined && span instanceof RecordedSpan ? span.standIn : undefined;
  return standIn === undefined ? parent : (standIn ?? undefined);
}

function isSampled({ flags }: Identity): boolean {
  return (flags & sampledFlag) !== 0;
}
