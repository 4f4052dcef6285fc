// What decides at the start of a span whether it is recorded and whether it leaves: samplers of the OpenTelemetry shape.
import type { Attributes, Context, Link, Span, SpanKind, TraceState } from "@opentelemetry/api";
import { mergeAttributes } from "../attributes/attribute-list.ts";
import { report } from "../diagnostics/diagnose.ts";
import { RecordedSpan } from "../recording/recorded-span.ts";
import { Scope } from "../context/scope.ts";
import { type Identity, toSpanContext } from "../span/span-context.ts";
import type { SpanOptions } from "../span/span.ts";

/** Neither recorded nor sent. */
export const drop = 0;
/** Recorded and seen by processors, not sent. */
export const recordOnly = 1;
/** Recorded and sent. */
export const recordAndSample = 2;

/** What became of a question; the numbers are those of OpenTelemetry's `SamplingDecision`. */
export interface SamplingResult {
  /** 0 drop, 1 record only, 2 record and sample. */
  readonly decision: number;
  /** Put on the span when it records. */
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  /** The trace state to go on with; the parent's when left out. */
  readonly traceState?: TraceState | undefined;
}

/**
 * Decides about spans when they start (specification: trace SDK, Sampler).
 *
 * `shouldSample` must be quick and must not throw; one that throws has its span dropped, and is counted.
 */
export interface Sampler {
  shouldSample(
    context: Context,
    traceId: string,
    spanName: string,
    spanKind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult;
  /** Its name and parameters, for people. */
  toString(): string;
  /**
   * The same answer from the parent and the trace id's last 56 bits alone, for samplers that need no more and change no more:
   * then no text is made of the id, and no object of the answer.
   */
  decide?(parent: Identity | undefined, high24: number, low32: number): number;
}

const answers: readonly SamplingResult[] = [
  { decision: drop },
  { decision: recordOnly },
  { decision: recordAndSample },
];

/** Asks `sampler` about the span that `identity` is to be. One that throws, or answers with nonsense, means drop. */
export function ask(
  sampler: Sampler,
  scope: Scope,
  parentSpan: Span | undefined,
  parent: Identity | undefined,
  identity: Identity,
  name: string,
  kind: SpanKind,
  options: SpanOptions | undefined,
): SamplingResult {
  try {
    if (sampler.decide !== undefined) {
      const decision = sampler.decide(parent, identity.t2 & 0xff_ffff, identity.t3 >>> 0);
      return answers[decision] as SamplingResult;
    }
    const span = parent === undefined ? undefined : parentSpan;
    const context = scope.span === span ? scope : new Scope(span, scope.attributes, undefined, scope.base);
    const attributes = mergeAttributes(scope.attributes?.values, options?.attributes) as Attributes;
    const links = (options?.links ?? []) as Link[];
    const { traceId } = toSpanContext(identity);
    const known = parentSpan instanceof RecordedSpan ? parentSpan : undefined;
    const carried = known?.carried === true;
    const result = sampler.shouldSample(context, traceId, name, kind, attributes, links);
    // a sampler looks at the parent's context and names it nowhere
    if (known !== undefined) known.carried = carried;
    if (answers[result.decision] !== undefined) return result;
    report("sampler_failed", `decision ${String(result.decision)}`);
  } catch (error) {
    report("sampler_failed", error);
  }
  return answers[drop] as SamplingResult;
}
