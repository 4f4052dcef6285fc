// The state of alerts: plain data, which survives JSON. A restart between any two evaluations changes nothing.
import type { AlertSeverity } from "catalog/alert-severity";
import type { Labels } from "../condition/sample.ts";
import type { Json, Members, Parts } from "../condition/verdict.ts";

export type AlertState = "ok" | "pending" | "firing" | "noData" | "error";

/** From the first evaluation at which the condition held to the last one. */
export interface Episode {
  /** Unix ms. */
  readonly since: number;
  /** The worst value, and how bad it was. */
  readonly worst?: number;
  readonly badness?: number;
  /** Of a condition with members: the worst value of each that held, by its place, such as `2` or `1.2`. */
  readonly members?: Members;
  /** The limit at the beginning: a rule may be changed meanwhile. */
  readonly limit?: number;
}

/** One group of a rule. */
export interface GroupState {
  readonly labels: Labels;
  readonly state: AlertState;
  /** Unix ms, of the last change of `state`. */
  readonly since: number;
  /** Unix ms of the last evaluation, and of the last one with data. */
  readonly at: number;
  readonly seen: number;
  /** How long something has lasted that will change the state when it lasts long enough. */
  readonly waiting?: { readonly to: AlertState; readonly ms: number };
  /** Unix ms of the latest firings, for damping. */
  readonly firings?: readonly number[];
  /** How urgent the alert that fires is; absent: as its rule says. */
  readonly severity?: AlertSeverity;
  /** What the receivers of messages know. */
  readonly reported?: Reported;
  /** Why the message about the current state has not been sent: shown once, not at each evaluation. */
  readonly withheld?: string;
  /** What parts of the condition remember: points of a forecast, the state of a detector. */
  readonly memory?: Readonly<Record<string, Json>>;
  /** Of the last evaluation with data: its value, and the numbers behind it. Absent when what followed is about something else. */
  readonly value?: number;
  readonly values?: Readonly<Record<string, number>>;
  /**
   * Why the value of the last evaluation, although beyond the limit, is not enough for an alert; of an alert that fires, why it is kept
   * although that evaluation did not see it.
   */
  readonly unsure?: string;
  /** Of a condition with members: what each said at the last evaluation, by its place. */
  readonly parts?: Parts;
  /** What ended the alert, when that was not its value: ``no data (`onNoData: ok`)``. */
  readonly ended?: string;
  /** Since the condition held. Kept after the end until the next begins. */
  readonly episode?: Episode;
}

interface Reported {
  readonly state: AlertState;
  /** Unix ms of the last message. */
  readonly at: number;
  /** Absent: as the rule says. */
  readonly severity?: AlertSeverity;
}

export interface RuleState {
  /** Unix ms of the last evaluation. */
  readonly at: number;
  readonly groups: Readonly<Record<string, GroupState>>;
  /** Groups that the last evaluation left out, because there were more than the limit. */
  readonly leftOut: number;
  /** What the rule read and grouped by: groups of another source end. Absent in older states. */
  readonly reads?: string;
}

/** The states of all rules by name. */
export interface EngineState {
  readonly version: 1;
  readonly rules: Readonly<Record<string, RuleState>>;
}

/** The state of a rule: a name such as `constructor` counts only when it was kept. */
export function ruleStateOf({ rules }: EngineState, rule: string): RuleState | undefined {
  return Object.hasOwn(rules, rule) ? rules[rule] : undefined;
}

export const newEngineState: EngineState = { version: 1, rules: {} };

/**
 * What happened to a group: its alert is pending, no longer pending, fires, is more or less urgent, recovered, has no data, failed, has data
 * again, or ended because its rule was deleted, disabled or changed.
 */
export type ChangeKind =
  | "pending"
  | "cleared"
  | "firing"
  | "severity"
  | "recovered"
  | "noData"
  | "error"
  | "resumed"
  | "ended";

/** One change of one group, with the values behind it. */
export interface Change {
  /** The same for the same change, however often it is computed: receivers deduplicate by it. */
  readonly id: string;
  readonly rule: string;
  readonly group: Labels;
  /** Unix ms. */
  readonly at: number;
  readonly kind: ChangeKind;
  readonly from: AlertState;
  readonly to: AlertState;
  readonly value?: number;
  readonly values?: Readonly<Record<string, number>>;
  readonly reason?: string;
  /** Of the alert that fires from now on; absent: as its rule says. */
  readonly severity?: AlertSeverity;
}
