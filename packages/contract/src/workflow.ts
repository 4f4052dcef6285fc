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
}

export interface WorkflowsResult extends ResolvedRange, Page<WorkflowRow> {
  readonly states: readonly { readonly type: string; readonly state: string; readonly count: number }[];
}

export interface Workflow extends WorkflowRow {
  readonly events: readonly BusinessEvent[];
}
