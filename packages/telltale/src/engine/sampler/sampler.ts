// Samplers decide when a span starts whether it is recorded and exported, in the shape of OpenTelemetry.
import type { Attributes, Context, Link, SpanKind, TraceState } from "@opentelemetry/api";
import { mergeAttributes } from "../attributes/attribute-list.ts";
import { report } from "../diagnostics/diagnose.ts";
import { RecordedSpan } from "../recording/recorded-span.ts";
import { Scope } from "../context/scope.ts";
import { type Identity, toSpanContext } from "../span/span-context.ts";
import type { SpanRequest } from "../recording/span-request.ts";
import { toText } from "../attributes/value.ts";

/** Neither recorded nor exported. */
export const drop = 0;
/** Recorded and passed to processors, not exported. */
export const recordOnly = 1;
/** Recorded and exported. */
export const recordAndSample = 2;

/** A sampler's answer; the numbers are those of OpenTelemetry's `SamplingDecision`. */
export interface SamplingResult {
  /** 0 drop, 1 record only, 2 record and sample. */
  readonly decision: number;
  /** Set on the span when it records. */
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  /** The new trace state; the parent's by default. */
  readonly traceState?: TraceState | undefined;
}

/**
 * Decides about spans when they start (specification: trace SDK, Sampler).
 *
 * `shouldSample` must be quick and must not throw; if it throws, the span is dropped and counted.
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
  /** Its name and parameters, for display. */
  toString(): string;
  /**
   * The same decision from the parent and the last 56 bits of the trace id, for samplers that need and change nothing else: it avoids
   * creating a text of the id and an object for the answer.
   */
  decide?(parent: Identity | undefined, high24: number, low32: number): number;
}

const answers: readonly SamplingResult[] = [
  { decision: drop },
  { decision: recordOnly },
  { decision: recordAndSample },
];

/** Asks `sampler` about a span. An error or an unknown decision means drop. */
export function askSampler(
  sampler: Sampler,
  { name, kind, options, above, parent, identity, scope }: SpanRequest,
): SamplingResult {
  try {
    if (sampler.decide !== undefined) {
      const decision = sampler.decide(parent, identity.t2 & 0xff_ffff, identity.t3 >>> 0);
      return answers[decision] as SamplingResult;
    }
    const span = parent === undefined ? undefined : above;
    const context = scope.span === span ? scope : new Scope(span, scope.attributes, undefined, scope.base);
    const attributes = mergeAttributes(scope.attributes?.values, options?.attributes) as Attributes;
    const links = (options?.links ?? []) as Link[];
    const { traceId } = toSpanContext(identity);
    const known = above instanceof RecordedSpan ? above : undefined;
    const carried = known?.carried === true;
    const result = sampler.shouldSample(context, traceId, toText(name), kind, attributes, links);
    // a sampler reads the parent's context, but does not pass it on
    if (known !== undefined) known.carried = carried;
    if (answers[result.decision] !== undefined) return result;
    report("sampler_failed", `decision ${String(result.decision)}`);
  } catch (error) {
    report("sampler_failed", error);
  }
  return answers[drop] as SamplingResult;
}
