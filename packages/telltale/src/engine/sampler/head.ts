// Who is asked when a trace begins in this process, or comes into it: rules. Children are never asked, they follow.
import type { ResourceView } from "../resource/resource-view.ts";
import type { SamplingResult } from "./sampler.ts";
import type { Scope } from "../context/scope.ts";
import type { Identity } from "../span/span-context.ts";
import type { SpanOptions } from "../span/span.ts";

/** What became of the traces that one rule decided. */
export interface RuleStats {
  readonly kept: number;
  readonly dropped: number;
  /** Dropped by the rule's limit per second only; part of `dropped`. */
  readonly limited?: number | undefined;
}

/** Decides about local roots. Never throws. */
export interface HeadSampler {
  /**
   * What is to become of the span that `identity` is to be, whose `parent` is none or in another process. Undefined: that is for the
   * parent to say, or for the sampler.
   */
  decide(
    name: string,
    kind: number,
    options: SpanOptions | undefined,
    parent: Identity | undefined,
    identity: Identity,
    scope: Scope,
  ): SamplingResult | undefined;
  /** Tells whose resource its rules ask about. */
  watch(resource: ResourceView): void;
  /** What its rules have decided so far, by name. */
  stats(): Readonly<Record<string, RuleStats>>;
}
