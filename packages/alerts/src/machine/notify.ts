// Which messages leave: one for each state that receivers should know, unless something withholds it. What is withheld is sent when the
// reason ends and the state still differs from what receivers know.
import type { AlertSeverity } from "catalog/alert-severity";
import type { Labels } from "../condition/sample.ts";
import type { Parts } from "../condition/verdict.ts";
import { idOf } from "./id.ts";
import type { Episode, GroupState } from "./state.ts";

/** Why a message is not sent now. */
export interface Withheld {
  readonly by: "silence" | "schedule" | "maintenance" | "dependency";
  /** Name of the silence or the rule; the reason of the maintenance. */
  readonly name: string;
}

/** `severity`: the alert goes on, more or less urgent than before. */
export type NoticeKind = "firing" | "severity" | "recovered" | "noData" | "error" | "reminder" | "ended";

/** Whether a message says that an alert is over: services close its incident. */
export function isOver(kind: NoticeKind): boolean {
  return kind === "recovered" || kind === "ended";
}

/** A message, or the decision to send none. */
export interface Notice {
  /** The same for the same message: receivers deduplicate by it. */
  readonly id: string;
  readonly rule: string;
  readonly group: Labels;
  /** Unix ms. */
  readonly at: number;
  readonly kind: NoticeKind;
  /** Unix ms since when the state lasts. */
  readonly since: number;
  readonly value?: number;
  /** The numbers behind the value. */
  readonly values?: Readonly<Record<string, number>>;
  /** Why, of an alert that its value did not end. */
  readonly reason?: string;
  readonly episode?: Episode;
  /** Why an alert that fires is kept although it is not seen now. */
  readonly unsure?: string;
  /** Of a condition with members: what each said, by its place. */
  readonly parts?: Parts;
  /** Groups of the rule that are not evaluated, because there are more than the limit. */
  readonly leftOut?: number;
  /** What withheld the message about this state until now: `silence deployment`. */
  readonly heldBy?: string;
  /** Of the alert; at its end, as its receivers know it. Absent: as its rule says. */
  readonly severity?: AlertSeverity;
  /** What receivers knew until now, where that is another one: of a change of the severity, and of an alert that fires again after an error. */
  readonly severityBefore?: AlertSeverity;
  /** Absent: it is sent. */
  readonly withheld?: Withheld;
}

export interface NoticeRule {
  readonly rule: string;
  /** Of alerts that have none of their own. */
  readonly severity: AlertSeverity;
  readonly remindMs: number | undefined;
}

/**
 * The message that a group needs at this time, if any, and the state that remembers it. `withhold` decides whether a kind may leave; it
 * is only asked when there is a message.
 */
export function notify(
  { rule, severity: usual, remindMs }: NoticeRule,
  group: GroupState,
  at: number,
  withhold: (kind: NoticeKind) => Withheld | undefined,
): { readonly state: GroupState; readonly notice?: Notice } {
  const kind = wantedOf(group, at, { remindMs, usual });
  if (kind === undefined) return { state: group };
  const withheld = withhold(kind);
  const notice: Notice = {
    ...noticeOf(rule, group, kind, at),
    ...severityIn(group, kind, usual),
    ...(withheld === undefined &&
      group.withheld?.startsWith(`${kind} `) && { heldBy: group.withheld.slice(kind.length + 1) }),
    ...(withheld !== undefined && { withheld }),
  };
  if (withheld === undefined) return { state: informed(group, at), notice };
  const because = `${kind} ${withheld.by} ${withheld.name}`;
  // a decision is reported once, not at each evaluation; a withheld reminder is not a decision
  if (group.withheld === because || kind === "reminder") return { state: group };
  return { state: { ...group, withheld: because }, notice };
}

function noticeOf(rule: string, group: GroupState, kind: NoticeKind, at: number): Notice {
  const { labels, since, value, values, episode, ended, unsure, parts } = group;
  const isOfNow = kind === "reminder" || kind === "severity";
  return {
    id: idOf(rule, labels, kind, isOfNow ? at : since),
    rule,
    group: labels,
    at,
    kind,
    since,
    ...(value !== undefined && { value }),
    ...(values !== undefined && { values }),
    ...(kind === "recovered" && ended !== undefined && { reason: ended }),
    ...(episode !== undefined && { episode }),
    ...(unsure !== undefined && !isOver(kind) && { unsure }),
    ...(parts !== undefined && { parts }),
  };
}

function severityIn(
  { severity, reported }: GroupState,
  kind: NoticeKind,
  usual: AlertSeverity,
): Pick<Notice, "severity" | "severityBefore"> {
  const own = isOver(kind) ? reported?.severity : severity;
  const before = reported?.severity ?? usual;
  const isOther = reported !== undefined && !isOver(kind) && (severity ?? usual) !== before;
  return {
    ...(own !== undefined && { severity: own }),
    ...(isOther && { severityBefore: before }),
  };
}

interface Wishes {
  readonly remindMs: number | undefined;
  readonly usual: AlertSeverity;
}

function wantedOf(group: GroupState, at: number, { remindMs, usual }: Wishes): NoticeKind | undefined {
  const { state, reported, severity } = group;
  if (state === "pending") return undefined;
  if (state === "ok") return reported === undefined ? undefined : "recovered";
  if (reported?.state !== state) return state;
  if (state === "firing" && (severity ?? usual) !== (reported.severity ?? usual)) return "severity";
  return state === "firing" && remindMs !== undefined && at - reported.at >= remindMs
    ? "reminder"
    : undefined;
}

function informed(group: GroupState, at: number): GroupState {
  const { reported: _, withheld: __, ...rest } = group;
  const { state, severity } = group;
  return state === "ok"
    ? rest
    : { ...rest, reported: { state, at, ...(severity !== undefined && { severity }) } };
}
