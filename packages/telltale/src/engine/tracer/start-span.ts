// A span that is asked for, by what becomes of it: carried only, left out, dropped, held or recorded.
import type { Link, Span as OtelSpan } from "@opentelemetry/api";
import { toText } from "../attributes/value.ts";
import type { Scope } from "../context/scope.ts";
import { isSuppressed } from "../context/suppress.ts";
import { aboveOf, leaveOut } from "../enrichment/leave-out.ts";
import { PassiveSpan } from "../recording/passive-span.ts";
import { RecordedSpan, type SpanSink } from "../recording/recorded-span.ts";
import { momentOr, now } from "../runtime/clock.ts";
import { ask, type SamplingResult } from "../sampler/sampler.ts";
import { type Identity, identityOf, ruledFlag, sampledFlag } from "../span/span-context.ts";
import { kindOf } from "../span/span-kind.ts";
import type { EngineSpan, SpanOptions } from "../span/span.ts";
import type { TailBuffer } from "../tail-buffer/tail-buffer.ts";
import { createIdentity, type NewIdentity } from "./id-generator.ts";
import type { TracePlan } from "./trace-plan.ts";

/** A span that is asked for, before it is decided what becomes of it. */
interface AskedSpan {
  readonly name: string;
  readonly kind: number;
  readonly options: SpanOptions | undefined;
  /** The span above it; with `root` it is no parent. */
  readonly above: OtelSpan | undefined;
  readonly parent: Identity | undefined;
  /** What it would have. */
  readonly identity: NewIdentity;
  readonly scope: Scope;
}

/** Starts spans by `plan`, each below the span it is given; those that record end in `sink`. */
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
    const asked: AskedSpan = { name, kind: kindOf(options), options, above, parent, identity, scope };
    const left = leftOut(plan, asked);
    if (left !== undefined) return left;
    const result = sample(plan, asked);
    if (tailBuffer !== undefined && isSampled(identity))
      return startHeld(plan, tailBuffer, sink, asked, result);
    return startFree(plan, sink, asked, result);
  };
}

/** Nothing is traced here: what follows goes on in the parent's trace, and a new trace is not sampled. */
function carryOn(identity: NewIdentity, parent: Identity | undefined): PassiveSpan {
  if (parent === undefined) identity.flags &= ~sampledFlag;
  return new PassiveSpan(identity);
}

/** What stands in place of a span that configuration leaves out; undefined for one that it does not. */
function leftOut({ enrichment, counts }: TracePlan, asked: AskedSpan): PassiveSpan | undefined {
  const atStart = enrichment?.atStart;
  if (atStart === undefined) return undefined;
  const left = leaveOut(atStart, asked, asked.above, asked.parent, asked.identity, asked.scope);
  if (left !== undefined) counts.leftOut++;
  return left;
}

/** Asks rules and sampler, and has the identity follow what they say; undefined where the parent has decided. */
function sample(plan: TracePlan, asked: AskedSpan): SamplingResult | undefined {
  if (plan.head === undefined && plan.sampler === undefined) return undefined;
  const { identity } = asked;
  const result = byRule(plan, asked) ?? bySampler(plan, asked);
  if (result === undefined) return undefined;
  identity.flags = result.decision === 2 ? identity.flags | sampledFlag : identity.flags & ~sampledFlag;
  if (result.traceState !== undefined) identity.traceState = result.traceState;
  return result;
}

function byRule({ head, sampler }: TracePlan, asked: AskedSpan): SamplingResult | undefined {
  const { name, kind, options, parent, identity, scope } = asked;
  if (head === undefined || (parent !== undefined && !parent.remote)) return undefined;
  const result = head.decide(name, kind, options, parent, identity, scope);
  // what a rule has decided, all that follows in the trace follows; a sampler would take single children out, or in
  if (result !== undefined && sampler !== undefined) identity.flags |= ruledFlag;
  return result;
}

function bySampler({ sampler }: TracePlan, asked: AskedSpan): SamplingResult | undefined {
  const { name, kind, options, above, parent, identity, scope } = asked;
  if (sampler === undefined || (identity.flags & ruledFlag) !== 0) return undefined;
  return ask(sampler, scope, above, parent, identity, toText(name), kind, options);
}

/** A sampled span where traces are held until they are decided. */
function startHeld(
  plan: TracePlan,
  tailBuffer: TailBuffer,
  sink: SpanSink,
  asked: AskedSpan,
  result: SamplingResult | undefined,
): EngineSpan {
  const { options, above, parent, identity } = asked;
  const moment = options?.startTime === undefined ? now() : undefined;
  const trace = tailBuffer.join(identity, above, moment);
  // what follows a decision against its trace tells nobody that it was sampled
  if (trace.decision?.kept === false) identity.flags &= ~sampledFlag;
  if (countStart(plan, asked, result) === 0) return new PassiveSpan(identity);
  const span = recordSpan(sink, asked, standInOf(above, parent), moment, result);
  tailBuffer.begin(span, trace, parent === undefined ? undefined : above);
  return span;
}

/** A span that is recorded or dropped at once. */
function startFree(
  plan: TracePlan,
  sink: SpanSink,
  asked: AskedSpan,
  result: SamplingResult | undefined,
): EngineSpan {
  const { above, parent, identity } = asked;
  if (countStart(plan, asked, result) === 0) return new PassiveSpan(identity);
  return recordSpan(
    sink,
    asked,
    plan.tailBuffer === undefined ? parent : standInOf(above, parent),
    undefined,
    result,
  );
}

/** A span that records, below `parent`, since `moment` or what its options say. */
function recordSpan(
  sink: SpanSink,
  { name, kind, options, identity, scope }: AskedSpan,
  parent: Identity | undefined,
  moment: number | undefined,
  result: SamplingResult | undefined,
): RecordedSpan {
  const start = moment ?? (options?.startTime === undefined ? now() : momentOr(options.startTime));
  const span = new RecordedSpan(sink, identity, parent, toText(name), kind, start, scope.attributes);
  if (options?.attributes) span.setAttributes(options.attributes);
  if (result?.attributes !== undefined) span.setAttributes(result.attributes);
  if (options?.links) span.addLinks(options.links as Link[]);
  return span;
}

/** Counts a start, and gives what was decided: 0 drop, 1 record only, 2 record and sample. */
function countStart(
  { counts }: TracePlan,
  { parent, identity }: AskedSpan,
  result: SamplingResult | undefined,
): number {
  const decision = isSampled(identity) ? 2 : result?.decision === 1 ? 1 : 0;
  const cell = startCell(parent, decision);
  counts.started[cell] = (counts.started[cell] as number) + 1;
  return decision;
}

/** Where a start is counted: by the parent's origin and the decision. */
export function startCell(parent: Identity | undefined, decision: number): number {
  return (parent === undefined ? 0 : parent.remote ? 6 : 3) + decision;
}

/** Who is named as the parent of what starts below `span`: an ancestor, where a filter has taken the span itself out. */
function standInOf(span: OtelSpan | undefined, parent: Identity | undefined): Identity | undefined {
  const standIn = parent !== undefined && span instanceof RecordedSpan ? span.standIn : undefined;
  return standIn === undefined ? parent : (standIn ?? undefined);
}

function isSampled({ flags }: Identity): boolean {
  return (flags & sampledFlag) !== 0;
}
