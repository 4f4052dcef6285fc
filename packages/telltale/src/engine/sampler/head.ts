// Head sampling: rules decide about a trace when it begins in this process or comes into it. Children follow the decision.
import type { ResourceView } from "../resource/resource-view.ts";
import type { SamplingResult } from "./sampler.ts";
import type { SpanRequest } from "../recording/span-request.ts";

/** The traces that one rule has decided. */
export interface RuleStats {
  readonly kept: number;
  readonly dropped: number;
  /** Dropped only because of the rule's limit per second; part of `dropped`. */
  readonly limited?: number | undefined;
}

/** Decides about local roots. Never throws. */
export interface HeadSampler {
  /**
   * The decision about a span whose parent is missing or in another process. Undefined leaves it to the parent or the sampler.
   */
  decide(request: SpanRequest): SamplingResult | undefined;
  /** Sets the resource that its rules ask about. */
  watch(resource: ResourceView): void;
  /** The decisions of its rules so far, by name. */
  stats(): Readonly<Record<string, RuleStats>>;
}
