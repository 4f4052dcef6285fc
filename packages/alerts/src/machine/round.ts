// One round of evaluation: every rule that is due, every group of it, and the messages that follow. Pure, so that a round can be computed
// again after a crash with the same result, and stored in one transaction with its messages.
import { type Cover, coverOf, type KnownBefore } from "../condition/covered.ts";
import type { Input, Reading } from "../condition/reading.ts";
import { keyOf, labelOf, type Labels, type Sample } from "../condition/sample.ts";
import { type Json, doubtOf, type Situation, unsureOf, type Verdict } from "../condition/verdict.ts";
import { isCounted, learningMs } from "../source/sources.ts";
import { usualSeverity } from "../rule/usual-severity.ts";
import { type CompiledRule, type Engine, labelsOfRule } from "./engine.ts";
import { breakRule, endGroup, endRule, type Gathered, splitGroups } from "./end.ts";
import { withEpisode } from "./episode.ts";
import { type Notice, type NoticeKind, type NoticeRule, notify, type Withheld } from "./notify.ts";
import { isAhead, rewind } from "./rewind.ts";
import { endless, type Room } from "./room.ts";
import { labelsOfGroup } from "./severity.ts";
import { type Change, type EngineState, type GroupState, type RuleState, ruleStateOf } from "./state.ts";
import { newGroup, step } from "./step.ts";

/** The answer to an input at the time of the round. */
export type Read = (input: Input) => Reading;

/** Gets what the condition of a rule says about each group: `key` is its key in the state. For charts, which show the limits behind a verdict. */
export type OnVerdict = (rule: string, key: string, verdict: Verdict) => void;

/** What else a round is given. */
interface RoundOptions {
  /** Names of rules that stay as they are. */
  readonly deferred?: ReadonlySet<string>;
  readonly onVerdict?: OnVerdict | undefined;
  /** For new groups; default: for all. */
  readonly room?: Room;
  readonly accepted?: AcceptedBy | undefined;
  /** Unix ms at which a missed round is made up for: silences of this time withhold its messages, too. Default: its own time. */
  readonly madeUpMs?: number | undefined;
}

/** Who accepted the level that the alert of a group is about; `undefined` when no one did. */
export type AcceptedBy = (rule: string, group: Pick<GroupState, "labels" | "since">) => string | undefined;

export interface Round {
  readonly state: EngineState;
  readonly changes: readonly Change[];
  readonly notices: readonly Notice[];
}

/** The rules that are due at `at`: an interval has begun since their last evaluation, or that was at a time of a clock far ahead. */
export function dueRules({ rules }: Engine, state: EngineState, at: number): readonly CompiledRule[] {
  return rules.filter(({ rule, everyMs }) => {
    const last = ruleStateOf(state, rule)?.at;
    return (
      last === undefined ||
      Math.floor(at / everyMs) > Math.floor(last / everyMs) ||
      isAhead(last, at, everyMs)
    );
  });
}

/**
 * Evaluates the rules that are due at `at` (Unix ms). `read` answers each input; a reading that failed is an error of the rules that need
 * it. Alerts of rules that no longer exist end. Rules that are `deferred` (by name) stay as they are, and due: what depends on them must be
 * among them.
 */
export function evaluateRound(
  engine: Engine,
  before: EngineState,
  at: number,
  read: Read,
  { deferred = none, onVerdict, room = endless, accepted, madeUpMs = at }: RoundOptions = {},
): Round {
  const readings = new Map<string, Indexed>();
  const indexed = (input: Input): Indexed => {
    const known = readings.get(input.id);
    if (known !== undefined) return known;
    const fresh = indexOf(input, read(input));
    readings.set(input.id, fresh);
    return fresh;
  };
  const gathered: Gathered = { changes: [], notices: [] };
  const rules = new Map<string, RuleState>();
  const due = new Set(dueRules(engine, before, at));
  for (const rule of engine.rules) {
    const old = ruleStateOf(before, rule.rule);
    if (deferred.has(rule.rule)) {
      if (old !== undefined) rules.set(rule.rule, old);
      continue;
    }
    const evaluated = due.has(rule)
      ? evaluateRule(rule, old, at, indexed, { ...gathered, onVerdict, room, accepted })
      : old;
    if (evaluated === undefined) continue;
    // parents come first in `engine.rules`, so that they have their new states here
    const withhold = (group: GroupState, kind: NoticeKind): Withheld | undefined =>
      withheldBy(engine, rule, group, { kind, at, madeUpMs, rules });
    rules.set(rule.rule, notifyRule(rule, evaluated, at, withhold, gathered.notices));
  }
  for (const [rule, state] of Object.entries(before.rules)) {
    if (rules.has(rule)) continue;
    const left = leave(engine, rule, state, { at, madeUpMs }, gathered);
    if (left !== undefined) rules.set(rule, left);
  }
  return { state: { version: 1, rules: Object.fromEntries(rules) }, ...gathered };
}

/** A rule that is not evaluated any more: in error while it has mistakes, else its alerts end. */
function leave(
  engine: Engine,
  rule: string,
  state: RuleState,
  times: Times,
  gathered: Gathered,
): RuleState | undefined {
  const { at } = times;
  const broken = engine.broken.get(rule);
  if (broken === undefined) {
    const reason = engine.disabled.has(rule) ? "the rule was disabled" : "the rule was deleted";
    return endRule(rule, state, { at, reason }, gathered);
  }
  const { declaration, reason } = broken;
  const labels = labelsOfRule(declaration);
  const { severity = usualSeverity } = declaration;
  const now = breakRule(rule, state, { at, reason }, gathered.changes);
  const withhold = (group: GroupState, kind: NoticeKind): Withheld | undefined =>
    silenceOf(engine, labelsOfGroup(labels, group), kind, times);
  return notifyRule({ rule, severity, remindMs: undefined }, now, at, withhold, gathered.notices);
}

const none: ReadonlySet<string> = new Set();

/** Samples of a reading by group. */
interface Indexed extends KnownBefore {
  readonly error?: string;
  readonly samples: ReadonlyMap<string, { readonly labels: Labels; readonly sample: Sample }>;
}

function indexOf({ groupBy }: Input, reading: Reading): Indexed {
  if ("error" in reading) return { error: reading.error, samples: new Map() };
  const samples = new Map<string, { labels: Labels; sample: Sample }>();
  for (const one of reading.groups) samples.set(groupBy.length === 0 ? "" : keyOf(one.labels), one);
  return { samples, since: reading.since, beginnings: reading.beginnings };
}

/** Whether the window of an input begins before its source has learned what is usual. */
function isEarly({ source, agoMs, windowMs }: Input, since: number | undefined, at: number): boolean {
  const learnMs = learningMs(source);
  return learnMs > 0 && since !== undefined && at - agoMs - windowMs < since + learnMs;
}

const zero: Sample = { value: 0, count: 0 };

function evaluateRule(
  rule: CompiledRule,
  known: RuleState | undefined,
  at: number,
  indexed: (input: Input) => Indexed,
  gathered: Gathered & {
    readonly onVerdict: OnVerdict | undefined;
    readonly room: Room;
    readonly accepted: AcceptedBy | undefined;
  },
): RuleState {
  const { kept: before, gone, reads } = splitGroups(rule, known, () => samplesOf(rule, indexed));
  for (const group of gone) endGroup(rule.rule, group, { at, reason: "the rule was changed" }, gathered);
  const { groups, leftOut } = groupsOf(rule, before, indexed, gathered.room);
  const wasAhead = before !== undefined && isAhead(before.at, at, rule.everyMs);
  const next: Record<string, GroupState> = {};
  for (const [key, labels] of groups) {
    const last = before?.groups[key];
    const old = last === undefined ? newGroup(labels, at) : wasAhead ? rewind(last, at) : last;
    const kept: Record<string, Json> = {};
    const acceptedBy = old.state === "firing" ? gathered.accepted?.(rule.rule, old) : undefined;
    const cover = coverOfGroup(rule, indexed, { key, labels, at });
    let isTaken = false;
    let [hasData, hasFailed, isZero] = [rule.groupBy.length === 0, false, false];
    const situation: Situation = {
      at,
      isFiring: old.state === "firing",
      severity: old.severity,
      acceptance: acceptedBy === undefined ? undefined : { since: old.since, take: () => (isTaken = true) },
      read(input) {
        const { error, samples, since } = indexed(input);
        if (error !== undefined) {
          hasFailed = true;
          return error;
        }
        const found = samples.get(keyIn(input, key))?.sample;
        // a value for all groups is not one of this group
        hasData ||= found !== undefined && input.groupBy.length > 0;
        const sample = found ?? (isCounted(input.source) ? zero : undefined);
        isZero ||= sample === zero;
        if (sample === undefined) return undefined;
        const covered = cover.ofCovered(input, sample);
        return isEarly(input, since, at) ? { ...covered, isEarly: true } : covered;
      },
      coveredMs: cover.coveredMs,
      recall: (name) => old.memory?.[name],
      keep(name, value) {
        kept[name] = value;
      },
    };
    const found = rule.evaluator.evaluate(situation);
    const verdict = acceptedBy === undefined ? found : withAccepted(found, acceptedBy, isTaken, situation);
    gathered.onVerdict?.(rule.rule, key, verdict);
    const memory = Object.keys(kept).length > 0 ? { ...old.memory, ...kept } : undefined;
    const { state, change } = step(rule, old, verdict, at, { memory, hasData, hasFailed, isZero });
    if (change !== undefined) gathered.changes.push(change);
    if (!isForgotten(rule, state, at)) next[key] = withCertainty(withEpisode(old, state, verdict), verdict);
  }
  return { at, groups: next, leftOut, reads };
}

/** A value for all groups has no key. */
const keyIn = ({ groupBy }: Input, key: string): string => (groupBy.length === 0 ? "" : key);

function coverOfGroup(
  { evaluator }: CompiledRule,
  indexed: (input: Input) => Indexed,
  { key, labels, at }: { readonly key: string; readonly labels: Labels; readonly at: number },
): Cover {
  const hasSample = (input: Input): boolean => indexed(input).samples.has(keyIn(input, key));
  return coverOf(at, labels, evaluator.inputs, indexed, hasSample);
}

/** Under it a group keeps since when the alert lasts whose level an anomaly has taken, until what that means is decided. */
const takenName = "accepted";

/** An alert whose level was accepted ends when nothing else keeps it. What is not decided now is left for the next round. */
function withAccepted(
  verdict: Verdict,
  acceptedBy: string,
  isTakenNow: boolean,
  { acceptance, recall, keep }: Situation,
): Verdict {
  const since = acceptance!.since;
  const wasTaken = recall(takenName) === since;
  if (!isTakenNow && !wasTaken) return verdict;
  const { outcome } = verdict;
  const isDecided = outcome === "clear" || outcome === "holds";
  if (isDecided ? wasTaken : !wasTaken) keep(takenName, isDecided ? null : since);
  return outcome === "clear" ? { ...verdict, acceptedBy } : verdict;
}

/** How certain the state is now: what the evaluation could not decide, and what each part of the condition said. */
function withCertainty({ unsure: _before, parts: __, ...state }: GroupState, verdict: Verdict): GroupState {
  const { parts } = verdict;
  const unsure = unsureOf(verdict) ?? (state.state === "firing" ? doubtOf(verdict) : undefined);
  return { ...state, ...(unsure !== undefined && { unsure }), ...(parts !== undefined && { parts }) };
}

/** The groups that have data, by key. */
function samplesOf(
  { evaluator }: CompiledRule,
  indexed: (input: Input) => Indexed,
): { readonly keys: ReadonlySet<string>; readonly hasFailed: boolean } {
  const all = evaluator.inputs.filter(({ groupBy }) => groupBy.length > 0).map(indexed);
  return {
    keys: new Set(all.flatMap(({ samples }) => [...samples.keys()])),
    hasFailed: all.some(({ error }) => error !== undefined),
  };
}

/** A group that has been quiet and without data for long. A rule without groups keeps its only one. */
function isForgotten(
  { groupBy, forgetAfterMs }: CompiledRule,
  { state, reported, seen }: GroupState,
  at: number,
): boolean {
  return groupBy.length > 0 && state === "ok" && reported === undefined && at - seen >= forgetAfterMs;
}

/** Groups that are known and groups that have data, up to the limit and as far as there is room: known ones first, new ones by their key. */
function groupsOf(
  { groupBy, groupLimit, evaluator }: CompiledRule,
  before: RuleState | undefined,
  indexed: (input: Input) => Indexed,
  room: Room,
): { readonly groups: ReadonlyMap<string, Labels>; readonly leftOut: number } {
  if (groupBy.length === 0) return { groups: new Map([["", {}]]), leftOut: 0 };
  const groups = new Map<string, Labels>();
  for (const [key, { labels }] of Object.entries(before?.groups ?? {})) groups.set(key, labels);
  const fresh = new Map<string, Labels>();
  for (const input of evaluator.inputs) {
    if (input.groupBy.length === 0) continue;
    for (const [key, { labels }] of indexed(input).samples) if (!groups.has(key)) fresh.set(key, labels);
  }
  const known = groups.size;
  for (const key of [...fresh.keys()].toSorted()) {
    if (groups.size >= groupLimit) break;
    if (room.take(key)) groups.set(key, fresh.get(key)!);
  }
  return { groups, leftOut: fresh.size - (groups.size - known) };
}

function notifyRule(
  rule: NoticeRule,
  state: RuleState,
  at: number,
  withhold: (group: GroupState, kind: NoticeKind) => Withheld | undefined,
  notices: Notice[],
): RuleState {
  let groups: Record<string, GroupState> | undefined;
  for (const [key, group] of Object.entries(state.groups)) {
    const found = notify(rule, group, at, (kind) => withhold(group, kind));
    const { leftOut } = state;
    if (found.notice !== undefined) notices.push({ ...found.notice, ...(leftOut > 0 && { leftOut }) });
    if (found.state === group) continue;
    groups ??= { ...state.groups };
    groups[key] = found.state;
  }
  return groups === undefined ? state : { ...state, groups };
}

interface Times {
  readonly at: number;
  readonly madeUpMs: number;
}

interface Moment extends Times {
  readonly kind: NoticeKind;
  readonly rules: ReadonlyMap<string, RuleState>;
}

function withheldBy(
  engine: Engine,
  rule: CompiledRule,
  group: GroupState,
  { kind, at, madeUpMs, rules }: Moment,
): Withheld | undefined {
  const isRecovery = kind === "recovered";
  const parent = isRecovery
    ? undefined
    : rule.dependsOn.find((name) => isTroubled(rules.get(name), group.labels));
  if (parent !== undefined) return { by: "dependency", name: parent };
  const maintenance = rule.maintenance.find(({ from, to }) => at >= Date.parse(from) && at < Date.parse(to));
  if (maintenance !== undefined) return { by: "maintenance", name: maintenance.reason ?? "" };
  if (!rule.isScheduled(at)) return { by: "schedule", name: "" };
  return silenceOf(engine, labelsOfGroup(rule.labels, group), kind, { at, madeUpMs });
}

/** @param labels all labels of the alert, by which silences choose. */
function silenceOf(
  { silences }: Engine,
  labels: Labels,
  kind: NoticeKind,
  { at, madeUpMs }: Times,
): Withheld | undefined {
  const silence = silences.find(
    (one) =>
      [at, madeUpMs].some((time) => time >= one.fromMs && time < one.toMs) &&
      !(kind === "recovered" && one.reportRecovery === true) &&
      one.matches(labels),
  );
  return silence === undefined ? undefined : { by: "silence", name: silence.name };
}

/** Whether a parent is pending or fires for a group that agrees with `labels` on every attribute that both have. */
function isTroubled(parent: RuleState | undefined, labels: Labels): boolean {
  return Object.values(parent?.groups ?? {}).some(
    (one) =>
      (one.state === "firing" || one.state === "pending") &&
      Object.entries(one.labels).every(([name, value]) => {
        const own = labelOf(labels, name);
        return own === undefined || own === value;
      }),
  );
}
