// The address of a type of workflow beside the scope: what is selected in the graph, and the filters of its instances.
import { numeric, one, oneOf } from "../../lib/search-params.ts";

const instanceStatuses = ["open", "ended", "stuck", "illegal", "returned"] as const;
export type InstanceStatus = (typeof instanceStatuses)[number];
const instanceSorts = ["oldest", "longest"] as const;
export type InstanceSort = (typeof instanceSorts)[number];
const transitionKinds = ["rework", "illegal", "never"] as const;
export type TransitionKind = (typeof transitionKinds)[number];

export interface WorkflowTypeSearch {
  /** A state that is selected in the graph. */
  readonly state?: string | undefined;
  /** A transition that is selected in the graph: see `transitionKey`. */
  readonly step?: string | undefined;
  /** Which transitions the table shows. */
  readonly show?: TransitionKind | undefined;
  readonly only?: InstanceStatus | undefined;
  /** Instances that are in this state. */
  readonly in?: string | undefined;
  /** Instances with this transition. */
  readonly via?: string | undefined;
  /** Part of the id. */
  readonly search?: string | undefined;
  readonly sort?: InstanceSort | undefined;
  /** After how long without a record instances are stuck in *What differs*, where an alert leads here; absent: after the timeout of the type. */
  readonly stuckMs?: number | undefined;
}

export function validateWorkflowTypeSearch(raw: Readonly<Record<string, unknown>>): WorkflowTypeSearch {
  return {
    state: one(raw["state"]),
    step: one(raw["step"]),
    show: oneOf(raw["show"], transitionKinds),
    only: oneOf(raw["only"], instanceStatuses),
    in: one(raw["in"]),
    via: one(raw["via"]),
    search: one(raw["search"]),
    sort: oneOf(raw["sort"], instanceSorts),
    stuckMs: numeric(raw["stuckMs"]),
  };
}
