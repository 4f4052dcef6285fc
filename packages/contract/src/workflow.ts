import type { BusinessEvent } from "./business-event.ts";
import type { Page, PageQuery, RangeQuery, ResolvedRange } from "./query.ts";

export const workflowsPath = "/api/workflows";
export const workflowPath = "/api/workflows/:type/:id";

export interface WorkflowsQuery extends RangeQuery, PageQuery {
  readonly type?: string | undefined;
}

export interface WorkflowRow {
  readonly type: string;
  readonly id: string;
  readonly state: string;
  readonly ended: boolean;
  readonly eventCount: number;
  readonly startNs: string;
  readonly lastNs: string;
  /** From its first record to its last. */
  readonly durationMs: number;
  /** Between two events; `null` for less than two. */
  readonly averageIntervalMs: number | null;
  /** Open, and silent for longer than its type allows. */
  readonly stuck: boolean;
  /** See {@link WorkflowStep.beganBefore}; of its first event that is kept. */
  readonly beganBefore: boolean;
}

/** From one state to another, over all instances of a type. */
export interface WorkflowTransition {
  /** Empty for the first event that was seen. */
  readonly from: string;
  readonly to: string;
  readonly count: number;
  /** How many of them the definition does not allow, or the process that saw them did not. */
  readonly illegal: number;
  /** Of first events: how many are not the beginning; see {@link WorkflowStep.beganBefore}. */
  readonly beganBefore: number;
  /** How long they stood in `from`; `null` for the first event. */
  readonly medianMs: number | null;
}

export interface WorkflowTypeSummary {
  readonly type: string;
  readonly instances: number;
  readonly open: number;
  readonly ended: number;
  readonly stuck: number;
  readonly events: number;
  /** Between two events of one instance; `null` where none had two. */
  readonly averageIntervalMs: number | null;
  /** Of those that ended. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly illegal: number;
  /** Instances whose first event that is kept is not the beginning; see {@link WorkflowStep.beganBefore}. */
  readonly beganBefore: number;
  /** As declared, in their order; empty where nothing was. */
  readonly states: readonly string[];
  /** `null` where the definition says none. */
  readonly timeoutMs: number | null;
  /** The commonest first. */
  readonly transitions: readonly WorkflowTransition[];
}

/** One event of one instance, judged over all processes. */
export interface WorkflowStep {
  readonly event: string;
  readonly from: string;
  readonly to: string;
  readonly timeNs: string;
  /** Since the event before; `null` for the first. */
  readonly sinceMs: number | null;
  /** The definition does not allow it, or the process that saw it did not. A first event in a state to which no way leads is illegal. */
  readonly illegal: boolean;
  /**
   * It is the first event that is kept, and leads to another state than the definition's first one: the instance began before, and how it
   * came here is not judged.
   */
  readonly beganBefore: boolean;
}

export interface WorkflowsResult extends ResolvedRange, Page<WorkflowRow> {
  readonly states: readonly { readonly type: string; readonly state: string; readonly count: number }[];
  /** The types of what was heard of in the range, the busiest first, at most 200; `states` at most 1,000. `type` asks for one. */
  readonly types: readonly WorkflowTypeSummary[];
}

export interface Workflow extends WorkflowRow {
  /** Its events as steps from state to state, oldest first. */
  readonly steps: readonly WorkflowStep[];
  readonly events: readonly BusinessEvent[];
}
