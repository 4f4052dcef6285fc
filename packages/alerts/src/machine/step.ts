// The state machine of one group: (state, verdict, time) → state. Pure: live evaluation, preview and replay use this function.
import type { Labels } from "../condition/sample.ts";
import type { Json, Outcome, Verdict } from "../condition/verdict.ts";
import type { AlertState, Change, ChangeKind, GroupState } from "./state.ts";

/** What happens without data, and on errors. */
type Policy = "keep" | "ok" | "fire" | "report";

/** How a rule turns verdicts into states. */
export interface Behaviour {
  readonly rule: string;
  readonly everyMs: number;
  readonly forMs: number;
  readonly recoverAfterMs: number;
  readonly forgetAfterMs: number;
  /** The attributes that tell its groups apart. */
  readonly groupBy: readonly string[];
  readonly onNoData: Policy;
  readonly onError: Policy;
  readonly flapping: { readonly firings: number; readonly withinMs: number };
}

/** What to do about a verdict after the rule's policies. */
type Action = "fire" | "clear" | "keep" | "noData" | "error";

/** What belongs to an evaluation beside its verdict. */
interface Circumstances {
  /** What parts of the condition remember from now on. */
  readonly memory?: Readonly<Record<string, Json>> | undefined;
  /** Whether there was any data of this group. */
  readonly hasData?: boolean;
}

/** One evaluation of a group: its next state, and the change if there is one. A time that has been evaluated changes nothing. */
export function step(
  behaviour: Behaviour,
  before: GroupState,
  verdict: Verdict,
  at: number,
  { memory = before.memory, hasData = true }: Circumstances = {},
): { readonly state: GroupState; readonly change?: Change } {
  if (at <= before.at) return { state: before };
  const now: GroupState = {
    ...before,
    at,
    seen: hasData && verdict.outcome !== "noData" && verdict.outcome !== "error" ? at : before.seen,
    ...(verdict.value !== undefined && { value: verdict.value }),
    ...(memory !== undefined && { memory }),
  };
  if (verdict.outcome === "noData" && at - before.seen >= behaviour.forgetAfterMs && canForget(behaviour))
    return before.state === "ok"
      ? { state: now }
      : enter(behaviour, now, "ok", at, { ...verdict, reason: "no data for too long" });
  // a long gap between evaluations counts as three intervals only: the condition was not checked in it
  const elapsed = before.at === 0 ? 0 : Math.min(at - before.at, 3 * behaviour.everyMs);
  return follow(behaviour, now, actionOf(verdict.outcome, behaviour), elapsed, verdict);
}

/** A rule without groups that alerts on missing data keeps alerting for as long as data is missing. */
function canForget({ groupBy, onNoData }: Behaviour): boolean {
  return groupBy.length > 0 || onNoData === "keep" || onNoData === "ok";
}

function actionOf(outcome: Outcome, { onNoData, onError }: Behaviour): Action {
  if (outcome === "holds") return "fire";
  if (outcome === "clear") return "clear";
  if (outcome === "unsure") return "keep";
  const policy = outcome === "noData" ? onNoData : onError;
  if (policy === "report") return outcome;
  return policy === "ok" ? "clear" : policy;
}

type Stepped = ReturnType<typeof step>;

function follow(
  behaviour: Behaviour,
  now: GroupState,
  action: Action,
  elapsed: number,
  verdict: Verdict,
): Stepped {
  switch (action) {
    case "keep":
      return { state: now };
    case "fire":
      return toFiring(behaviour, now, elapsed, verdict);
    case "clear":
      return toOk(behaviour, now, elapsed, verdict);
    default:
      return now.state === action ? { state: calm(now) } : leave(behaviour, now, action, elapsed, verdict);
  }
}

function toFiring(behaviour: Behaviour, now: GroupState, elapsed: number, verdict: Verdict): Stepped {
  if (now.state === "firing") return { state: calm(now) };
  if (now.state === "pending" || behaviour.forMs === 0)
    return wait(behaviour, now, "firing", elapsed, verdict);
  return enter(behaviour, { ...calm(now), waiting: { to: "firing", ms: 0 } }, "pending", now.at, verdict);
}

function toOk(behaviour: Behaviour, now: GroupState, elapsed: number, verdict: Verdict): Stepped {
  if (now.state === "ok") return { state: calm(now) };
  if (now.state !== "firing") return enter(behaviour, calm(now), "ok", now.at, verdict);
  return leave(behaviour, now, "ok", elapsed, verdict);
}

/** Leaves the state once `to` was wanted for long enough; an alert that has fired too often of late stays firing. */
function leave(
  behaviour: Behaviour,
  now: GroupState,
  to: AlertState,
  elapsed: number,
  verdict: Verdict,
): Stepped {
  const waited = wait(behaviour, now, to, elapsed, verdict);
  if (now.state !== "firing" || waited.change === undefined) return waited;
  const { firings, withinMs } = behaviour.flapping;
  const recent = (now.firings ?? []).filter((one) => one > now.at - withinMs);
  return recent.length < firings ? waited : { state: { ...now, waiting: waitingFor(now, to, elapsed) } };
}

/** Enters `to` when it has been wanted for as long as the rule says. */
function wait(
  behaviour: Behaviour,
  now: GroupState,
  to: AlertState,
  elapsed: number,
  verdict: Verdict,
): Stepped {
  const waiting = waitingFor(now, to, elapsed);
  const neededMs = to === "ok" ? behaviour.recoverAfterMs : behaviour.forMs;
  if (waiting.ms >= neededMs) return enter(behaviour, calm(now), to, now.at, verdict);
  return { state: { ...now, waiting } };
}

function waitingFor(
  { waiting }: GroupState,
  to: AlertState,
  elapsed: number,
): { to: AlertState; ms: number } {
  return { to, ms: waiting?.to === to ? waiting.ms + elapsed : 0 };
}

/** The state without anything that it waits for. */
function calm(now: GroupState): GroupState {
  if (now.waiting === undefined) return now;
  const { waiting: _, ...rest } = now;
  return rest;
}

function enter(behaviour: Behaviour, now: GroupState, to: AlertState, at: number, verdict: Verdict): Stepped {
  const { withheld: _, ...rest } = now;
  const recent = (now.firings ?? []).filter((one) => one > at - behaviour.flapping.withinMs);
  const firings = to === "firing" ? [...recent, at] : recent;
  const { firings: __, ...base } = rest;
  const state: GroupState = { ...base, state: to, since: at, ...(firings.length > 0 && { firings }) };
  const kind = kindOf(now.state, to);
  const change: Change = {
    id: idOf(behaviour.rule, now.labels, kind, at),
    rule: behaviour.rule,
    group: now.labels,
    at,
    kind,
    from: now.state,
    to,
    ...(verdict.value !== undefined && { value: verdict.value }),
    ...(verdict.values !== undefined && { values: verdict.values }),
    ...(verdict.reason !== undefined && { reason: verdict.reason }),
  };
  return { state, change };
}

function kindOf(from: AlertState, to: AlertState): ChangeKind {
  if (to !== "ok") return to;
  return from === "firing" ? "recovered" : from === "pending" ? "cleared" : "resumed";
}

/** `Purchases fail {"region":"eu"} firing 2026-11-22T10:04:00.000Z`: readable, and the same wherever it is computed. */
export function idOf(rule: string, group: Labels, kind: string, at: number): string {
  const labels = Object.keys(group).length === 0 ? "" : ` ${JSON.stringify(group)}`;
  return `${rule}${labels} ${kind} ${new Date(at).toISOString()}`;
}

/** A group that has not been evaluated. */
export function newGroup(labels: Labels, at: number): GroupState {
  return { labels, state: "ok", since: at, at: 0, seen: at };
}
