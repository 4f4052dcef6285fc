// The address of a type of workflow beside the scope: what is selected in the graph, and the filters of its instances.
import { one, oneOf } from "../../lib/search-params.ts";

const instanceStatuses = ["open", "ended", "stuck", "illegal", "returned"] as const;
export type InstanceStatus = (typeof instanceStatuses)[number];
const instanceSorts = ["oldest", "longest"] as const;
export type InstanceSort = (typeof instanceSorts)[number];
const transitionKinds = ["rework", "illegal", "never"] as const;
export type TransitionKind = (typeof transitionKinds)[number];

/** Between the two states of a transition; no name of a state has a line break. */
const arrow = "\n";

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
  };
}

/** A transition as one text of the address. */
export function transitionKey({ from, to }: { readonly from: string; readonly to: string }): string {
  return `${from}${arrow}${to}`;
}

/** The reverse. A text without an arrow is a first event. */
export function readTransition(key: string): { readonly from: string; readonly to: string } {
  const at = key.indexOf(arrow);
  return at === -1 ? { from: "", to: key } : { from: key.slice(0, at), to: key.slice(at + 1) };
}

/** As people read it: `paid → packed`. */
export function transitionName({ from, to }: { readonly from: string; readonly to: string }): string {
  return `${from === "" ? "start" : from} → ${to}`;
}
