// The state machine of one group: (state, verdict, time) → state. Pure: live evaluation, preview and replay use this function.
import type { AlertSeverity } from "catalog/alert-severity";
import type { Labels } from "../condition/sample.ts";
import type { Json, Outcome, Verdict } from "../condition/verdict.ts";
import { formatDuration } from "catalog/duration";
import { idOf } from "./id.ts";
import { withSeverity } from "./severity.ts";
import type { AlertState, Change, ChangeKind, GroupState } from "./state.ts";

/** What happens without data, and on errors. */
type Policy = "keep" | "ok" | "fire" | "report";

/** How a rule turns verdicts into states. */
export interface Behaviour {
  readonly rule: string;
  /** Where the condition says nothing else. */
  readonly severity: AlertSeverity;
  readonly everyMs: number;
  readonly forMs: number;
  readonly recoverAfterMs: number;
  readonly forgetAfterMs: number;
  /** Whether that time also ends alerts whose counted value holds without entries, which may be the outage itself. */
  readonly forgetsHolding: boolean;
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
  /** Whether something could not be read, so that missing data says nothing. */
  readonly hasFailed?: boolean;
  /** Whether a count was 0 because there were no entries. */
  readonly isZero?: boolean;
}

/** One evaluation of a group: its next state, and the change if there is one. A time that has been evaluated changes nothing. */
export function step(
  behaviour: Behaviour,
  before: GroupState,
  verdict: Verdict,
  at: number,
  circumstances: Circumstances = {},
): { readonly state: GroupState; readonly change?: Change } {
  if (at <= before.at) return { state: before };
  const { memory = before.memory, hasData = true } = circumstances;
  const now: GroupState = {
    ...(isUnknown(verdict) ? before : withFigures(before, verdict)),
    at,
    seen: hasData && !isUnknown(verdict) ? at : before.seen,
    ...(memory !== undefined && { memory }),
  };
  if (isMissing(behaviour, verdict, circumstances) && canForget(behaviour, at - before.seen))
    return forget(behaviour, now);
  // a long gap between evaluations counts as three intervals only: the condition was not checked in it
  const elapsed = before.at === 0 ? 0 : Math.min(at - before.at, 3 * behaviour.everyMs);
  if (verdict.acceptedBy !== undefined && now.state !== "ok")
    return enter(behaviour, calm(now), "ok", at, verdict);
  return follow(behaviour, now, actionOf(verdict.outcome, behaviour), elapsed, verdict);
}

const isUnknown = ({ outcome }: Verdict): boolean => outcome === "noData" || outcome === "error";

/** The value and the numbers behind it are of the same evaluation. */
function withFigures(state: GroupState, { value, values = {} }: Verdict): GroupState {
  const finite = Object.entries(values).filter(([, one]) => Number.isFinite(one));
  return {
    ...withoutFigures(state),
    ...(value !== undefined && { value }),
    ...(finite.length > 0 && { values: Object.fromEntries(finite) }),
  };
}

export function withoutFigures(state: GroupState): GroupState {
  const { value: _, values: __, ...rest } = state;
  return rest;
}

/** What is counted is 0 without data, and an alert about that is not over. */
function isMissing(
  { forgetsHolding }: Behaviour,
  verdict: Verdict,
  { hasData, hasFailed, isZero }: Circumstances,
): boolean {
  if (verdict.outcome === "holds" && isZero === true && !forgetsHolding) return false;
  return verdict.outcome === "noData" || (hasData === false && hasFailed !== true && !isUnknown(verdict));
}

function forget(behaviour: Behaviour, now: GroupState): Stepped {
  if (now.state === "ok") return { state: now };
  const reason = `no data for ${formatDuration(behaviour.forgetAfterMs)} (\`forgetAfter\`)`;
  return enter(behaviour, now, "ok", now.at, { outcome: "noData", reason });
}

/** A rule without groups that alerts on missing data keeps alerting for as long as data is missing. */
function canForget({ groupBy, onNoData, forgetAfterMs }: Behaviour, missingMs: number): boolean {
  return missingMs >= forgetAfterMs && (groupBy.length > 0 || onNoData === "keep" || onNoData === "ok");
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
      // it was read, and burns no alert yet
      if (verdict.isTooEarly === true && now.state !== "pending" && now.state !== "firing")
        return toOk(behaviour, now, elapsed, verdict);
      return { state: keepWaiting(behaviour, now, elapsed, verdict) };
    case "fire":
      return toFiring(behaviour, now, elapsed, verdict);
    case "clear":
      return toOk(behaviour, now, elapsed, verdict);
    default:
      return now.state === action ? { state: calm(now) } : leave(behaviour, now, action, elapsed, verdict);
  }
}

/**
 * A value that is beyond its limit without enough evidence begins no alert, but its time counts for `for`, unless the next one is within
 * the limit or there is none.
 */
function keepWaiting(
  { forMs }: Behaviour,
  now: GroupState,
  elapsed: number,
  { isBeyond }: Verdict,
): GroupState {
  if (now.state === "firing" || forMs === 0) return now;
  if (isBeyond !== true) return now.state === "pending" || now.waiting?.to !== "firing" ? now : calm(now);
  return { ...now, waiting: waitingFor(now, "firing", elapsed) };
}

function toFiring(behaviour: Behaviour, now: GroupState, elapsed: number, verdict: Verdict): Stepped {
  if (now.state === "firing") return withSeverity(behaviour, calm(now), verdict);
  const waiting = waitingFor(now, "firing", elapsed);
  if (now.state === "pending" || waiting.ms >= behaviour.forMs)
    return wait(behaviour, now, "firing", elapsed, verdict);
  return enter(behaviour, { ...now, waiting }, "pending", now.at, verdict);
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
  // what is said now is not about the last value
  const {
    withheld: _,
    ended: __,
    severity: before,
    ...rest
  } = isUnknown(verdict) ? withoutFigures(now) : now;
  const recent = (now.firings ?? []).filter((one) => one > at - behaviour.flapping.withinMs);
  const firings = to === "firing" ? [...recent, at] : recent;
  const { firings: ___, ...base } = rest;
  const ended = to === "ok" ? endOf(verdict) : undefined;
  const severity = severityAfter(to, before, verdict);
  const state: GroupState = {
    ...base,
    state: to,
    since: at,
    ...(firings.length > 0 && { firings }),
    ...(severity !== undefined && { severity }),
    ...(ended !== undefined && { ended }),
  };
  // messages do not name people
  const by = verdict.acceptedBy === undefined ? "" : ` by ${verdict.acceptedBy}`;
  const reason = ended === undefined ? verdict.reason : `${ended}${by}`;
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
    ...(reason !== undefined && { reason }),
    ...(kind === "firing" && severity !== undefined && { severity }),
  };
  return { state, change };
}

/** That of the last firing stays until the alert is over. */
function severityAfter(
  to: AlertState,
  before: AlertSeverity | undefined,
  { severity }: Verdict,
): AlertSeverity | undefined {
  if (to === "ok") return undefined;
  return to === "firing" ? severity : before;
}

/** What ends an alert other than a value. */
function endOf({ outcome, reason, acceptedBy }: Verdict): string | undefined {
  if (acceptedBy !== undefined) return "level accepted";
  if (outcome === "noData") return reason ?? "no data (`onNoData: ok`)";
  if (outcome === "error")
    return `it cannot be evaluated (\`onError: ok\`)${reason === undefined ? "" : `: ${reason}`}`;
  return undefined;
}

function kindOf(from: AlertState, to: AlertState): ChangeKind {
  if (to !== "ok") return to;
  return from === "firing" ? "recovered" : from === "pending" ? "cleared" : "resumed";
}

/** A group that has not been evaluated. */
export function newGroup(labels: Labels, at: number): GroupState {
  return { labels, state: "ok", since: at, at: 0, seen: at };
}
