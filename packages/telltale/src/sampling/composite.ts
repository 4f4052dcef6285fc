// Consistent probability sampling (specification: trace SDK, CompositeSampler; trace state, `ot=th:…;rv:…`).
// Composable samplers say a threshold; one comparison with the trace's randomness decides, and what goes on in the trace state says
// with which probability, so counts can be weighted. Services that use the same thresholds keep the same traces.
import type { Attributes, Context, Link, SpanKind, TraceState } from "@opentelemetry/api";
import { createTraceState } from "../engine/api/trace-state.ts";
import { trace } from "../engine/api/trace.ts";
import { drop, recordAndSample, type Sampler } from "../engine/sampler/sampler.ts";
import { sampledFlag } from "../engine/span/span-context.ts";
import { readOtState, writeOtState } from "./ot-state.ts";
import { formatThreshold, maxThreshold, randomnessOf, thresholdOf } from "./threshold.ts";
import { checkShare } from "./trace-id-ratio.ts";

/** The arguments of `Sampler.shouldSample`. */
export type SamplingQuestion = readonly [
  context: Context,
  traceId: string,
  spanName: string,
  spanKind: SpanKind,
  attributes: Attributes,
  links: Link[],
];

/** What a composable sampler wants. */
export interface SamplingIntent {
  /** The rejection threshold, 0n (keep all) to 2^56 - 1; undefined to drop. */
  readonly threshold: bigint | undefined;
  /** Whether the threshold is a probability that counts may be weighted by. */
  readonly reliable: boolean;
  /** Put on the span when it is kept. */
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  /** Changes the trace state that goes on, members other than `ot`. */
  readonly updateTraceState?: ((state: TraceState) => TraceState) | undefined;
}

/** A sampler that says what it wants instead of deciding, so that several can be put together. */
export interface ComposableSampler {
  intent(...question: SamplingQuestion): SamplingIntent;
  toString(): string;
}

/**
 * Decides by the intent of `composable`, and writes the threshold into the trace state (`ot=th:`).
 *
 * @example
 * ```ts
 * import { compositeSampler, probability } from "telltale/otel";
 *
 * String(compositeSampler(probability(0.25))); // => "CompositeSampler{Probability{0.25, th:c}}"
 * ```
 */
export function compositeSampler(composable: ComposableSampler): Sampler {
  return {
    shouldSample(...question) {
      const [context, traceId] = question;
      const before = trace.getSpanContext(context)?.traceState;
      const known = readOtState(before);
      const randomness = known.randomness ?? randomnessOf(traceId);
      const { threshold, reliable, attributes, updateTraceState } = composable.intent(...question);
      const kept = threshold !== undefined && randomness >= threshold;
      const updated = updateTraceState?.(before ?? createTraceState()) ?? before;
      const traceState = writeOtState(updated, known, kept && reliable ? threshold : undefined);
      return {
        decision: kept ? recordAndSample : drop,
        attributes: kept ? attributes : undefined,
        traceState,
      };
    },
    toString: () => `CompositeSampler{${composable}}`,
  };
}

/** Keeps every trace, with threshold 0. */
export function composableAlwaysOn(): ComposableSampler {
  return { intent: () => ({ threshold: 0n, reliable: true }), toString: () => "AlwaysOn" };
}

/** Keeps no trace. */
export function composableAlwaysOff(): ComposableSampler {
  return { intent: () => ({ threshold: undefined, reliable: false }), toString: () => "AlwaysOff" };
}

/**
 * Keeps the given share of traces by their randomness.
 *
 * @throws {TelemetryError} `TT_SAMPLE_RATIO` when `share` is outside 0 to 1.
 */
export function probability(share: number): ComposableSampler {
  checkShare(share);
  const exact = thresholdOf(share);
  const none = exact >= maxThreshold;
  const intent: SamplingIntent = { threshold: none ? undefined : exact, reliable: !none };
  return {
    intent: () => intent,
    toString: () => `Probability{${share}${none ? "" : `, th:${formatThreshold(exact)}`}}`,
  };
}

/** Keeps what the parent kept, at the parent's threshold; asks `root` for spans without a parent. */
export function parentThreshold(root: ComposableSampler): ComposableSampler {
  return {
    intent(...question) {
      const parent = trace.getSpanContext(question[0]);
      if (parent === undefined || !trace.isSpanContextValid(parent)) return root.intent(...question);
      const { threshold } = readOtState(parent.traceState);
      if (threshold !== undefined) return { threshold, reliable: true };
      const sampled = (parent.traceFlags & sampledFlag) !== 0;
      return { threshold: sampled ? 0n : undefined, reliable: false };
    },
    toString: () => `ParentThreshold{root=${root}}`,
  };
}

/** Asks the first of `rules` whose `when` says yes; drops when none does. */
export function composableRules(
  rules: readonly {
    readonly when: (...question: SamplingQuestion) => boolean;
    readonly sampler: ComposableSampler;
  }[],
): ComposableSampler {
  return {
    intent(...question) {
      const rule = rules.find(({ when }) => when(...question));
      return rule === undefined
        ? { threshold: undefined, reliable: false }
        : rule.sampler.intent(...question);
    },
    toString: () => `RuleBased{[${rules.map(({ sampler }) => String(sampler)).join(", ")}]}`,
  };
}

/** Does what `sampler` says and puts `attributes` on the spans that are kept. */
export function annotating(
  attributes: Readonly<Record<string, unknown>>,
  sampler: ComposableSampler,
): ComposableSampler {
  return {
    intent(...question) {
      const intent = sampler.intent(...question);
      return { ...intent, attributes: { ...intent.attributes, ...attributes } };
    },
    toString: () => `Annotating{${sampler}}`,
  };
}

/**
 * Keeps the given share of traces, the same ones in every service, and says so in the trace state: the parent's threshold counts,
 * `share` is for roots.
 *
 * @throws {TelemetryError} `TT_SAMPLE_RATIO` when `share` is outside 0 to 1.
 * @example
 * ```ts
 * import { start } from "telltale";
 * import { consistentProbability } from "telltale/otel";
 *
 * const telemetry = start({ exporters: [], sampler: consistentProbability(0.25) });
 * await telemetry.stop();
 * ```
 */
export function consistentProbability(share: number): Sampler {
  return compositeSampler(parentThreshold(probability(share)));
}
