// Replays rules over facts with a fake clock: the rounds that the console would have computed.
import { createEngine, type CompiledRule, type Engine, stepOf } from "../machine/engine.ts";
import type { Notice } from "../machine/notify.ts";
import { type AcceptedBy, evaluateRound, type OnVerdict, type Read } from "../machine/round.ts";
import { type Change, type EngineState, newEngineState, ruleStateOf } from "../machine/state.ts";
import { budgetSourceOf, budgetValuesOf } from "../condition/budget-left.ts";
import type { AlertRule, RuleFile } from "../rule/rule.ts";
import { isCounted } from "../source/sources.ts";
import type { Recording } from "./recording.ts";
import { createReader, type ReadAt } from "./read.ts";
import { indexFacts } from "./index-facts.ts";

/** What happened in a replay. */
export interface Timeline {
  /** Unix ms, of the data. */
  readonly from: number;
  readonly to: number;
  readonly changes: readonly Change[];
  readonly notices: readonly Notice[];
  /** What each rule did, in the order of evaluation. */
  readonly rules: readonly RuleSummary[];
}

/** What one rule did in a replay. */
export interface RuleSummary {
  readonly rule: string;
  readonly severity: string;
  readonly firings: number;
  /** Time in the state `firing`, over all groups. */
  readonly firingMs: number;
  /** Groups that the limit left out at the end. */
  readonly leftOut: number;
  /** False: nothing that it looks at was in the data. Of what is counted, nothing is 0. */
  readonly hasData: boolean;
}

/** How a replay runs. */
export interface ReplayOptions {
  /** Reports progress: the share that is done, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** The most evaluation times of one replay: ten years of minutes. */
const mostTicks = 5_300_000;

/**
 * Replays rules over a recording. A rule is first evaluated when its shortest window is full.
 *
 * @throws {RuleMistake} when the rules have mistakes.
 * @throws {RangeError} for a recording without facts and without a range, and for a range that ends before it begins.
 */
export function replay(file: RuleFile, recording: Recording, options: ReplayOptions = {}): Timeline {
  const engine = createEngine(file);
  const range = rangeOf(recording);
  const index = indexFacts(recording.facts);
  // an export may have what was before the range
  const since = recording.facts.reduce((first, { at }) => Math.min(first, at), range.from);
  const timeline = replayReadings(engine, range, createReader(index, since), options);
  const rules = new Map(engine.rules.map(({ rule, declaration }) => [rule, declaration]));
  const readAt = createReader(index, since);
  return {
    ...timeline,
    changes: timeline.changes.map((change) => withBudget(change, rules.get(change.rule)!, file, readAt)),
  };
}

/** A change of a burn rate with what is left of its budget. */
function withBudget(change: Change, rule: AlertRule, { objectives = [] }: RuleFile, readAt: ReadAt): Change {
  const source = budgetSourceOf(rule, objectives);
  if (source === undefined) return change;
  const left = budgetValuesOf(source, readAt(source.input, change.at), change.group, change.value);
  return { ...change, values: { ...change.values, ...left } };
}

/** What evaluates readings and not facts may add. */
export interface RoundOptions extends ReplayOptions {
  /** Time between rounds; by default as often as the rules are evaluated. */
  readonly stepMs?: number;
  /** The store has what was before the range: rules are evaluated from its beginning on. */
  readonly isWarm?: boolean;
  /** Who has accepted the level of an alert until the round at `at`. */
  readonly acceptedAt?:
    | ((...given: [...Parameters<AcceptedBy>, at: number]) => string | undefined)
    | undefined;
  /** Gets the state after each round. */
  readonly onRound?: (at: number, state: EngineState) => void;
  /** Gets what each condition says, before the round's `onRound`. */
  readonly onVerdict?: OnVerdict;
}

/**
 * Evaluates rules at all times of a range, as the console does minute by minute.
 *
 * @throws {RangeError} for a range of more than ten years of minutes.
 */
export function replayReadings(
  engine: Engine,
  { from, to }: { readonly from: number; readonly to: number },
  readAt: ReadAt,
  {
    stepMs = stepOf(engine.rules),
    isWarm = false,
    acceptedAt,
    onProgress,
    onRound,
    onVerdict,
  }: RoundOptions = {},
): Timeline {
  const changes: Change[] = [];
  const notices: Notice[] = [];
  let state: EngineState = newEngineState;
  const met = new Set<string>();
  const begin = Math.ceil(from / stepMs) * stepMs;
  if ((to - begin) / stepMs > mostTicks)
    throw new RangeError(
      "The data covers more than ten years. Check the times of the first and the last row.",
    );
  for (let at = begin; at <= to; at += stepMs) {
    const due = isWarm ? engine : warm(engine, from, at);
    const read: Read = (input) => {
      const reading = readAt(input, at);
      if ("error" in reading || reading.groups.length > 0) met.add(input.id);
      return reading;
    };
    const accepted = acceptedAt && ((...given: Parameters<AcceptedBy>) => acceptedAt(...given, at));
    const round = evaluateRound(due, state, at, read, { onVerdict, accepted });
    ({ state } = round);
    for (const change of round.changes) changes.push(change);
    for (const notice of round.notices) notices.push(notice);
    onRound?.(at, state);
    onProgress?.(to === begin ? 1 : (at - begin) / (to - begin));
  }
  return { from, to, changes, notices, rules: summarize(engine, { state, changes, met, to }) };
}

function rangeOf({ facts, from, to }: Recording): { readonly from: number; readonly to: number } {
  let [first, last] = [from ?? Infinity, to ?? -Infinity];
  for (const { at } of facts) {
    if (from === undefined && at < first) first = at;
    if (to === undefined && at > last) last = at;
  }
  if (!Number.isFinite(first) || !Number.isFinite(last))
    throw new RangeError("The data is empty. Give rows, or a range with `from` and `to`.");
  if (first > last)
    throw new RangeError(
      `The range ends at ${new Date(last).toISOString()}, before its beginning at ${new Date(first).toISOString()}. Correct \`from\` or \`to\`.`,
    );
  return { from: first, to: last };
}

/** The rules whose shortest window lies in the data. */
export function warm(engine: Engine, from: number, at: number): Engine {
  const rules = engine.rules.filter((rule) => at >= from + warmUpOf(rule));
  return rules.length === engine.rules.length ? engine : { ...engine, rules };
}

/** Unix ms of the first evaluation of a rule that is replayed alone over data from `from` on. */
export function firstEvaluationMs(rule: CompiledRule, from: number): number {
  return Math.ceil((from + warmUpOf(rule)) / rule.everyMs) * rule.everyMs;
}

/** How much data must lie before the first evaluation of a rule. */
export function warmUpOf({ evaluator }: CompiledRule): number {
  // another time of the past is not needed to begin: without it there is no data
  const delay = Math.min(...evaluator.inputs.map(({ agoMs }) => agoMs));
  return delay + Math.min(...evaluator.inputs.map(({ windowMs }) => windowMs));
}

interface Replayed {
  readonly state: EngineState;
  readonly changes: readonly Change[];
  /** Inputs that had data at some time, by their ids. */
  readonly met: ReadonlySet<string>;
  readonly to: number;
}

function summarize(engine: Engine, { state, changes, met, to }: Replayed): RuleSummary[] {
  return engine.rules.map(({ rule, declaration, evaluator }) => {
    const own = changes.filter((one) => one.rule === rule);
    const open = new Map<string, number>();
    let [firings, firingMs] = [0, 0];
    for (const { group, at, from, to: next } of own) {
      // a change of the severity
      if (from === next) continue;
      const key = JSON.stringify(group);
      if (next === "firing") {
        firings += 1;
        open.set(key, at);
      } else if (from === "firing") {
        firingMs += at - open.get(key)!;
        open.delete(key);
      }
    }
    for (const at of open.values()) firingMs += to - at;
    const severity = declaration.severity ?? "ticket";
    const hasData = evaluator.inputs.some(({ id, source }) => isCounted(source) || met.has(id));
    return { rule, severity, firings, firingMs, leftOut: ruleStateOf(state, rule)?.leftOut ?? 0, hasData };
  });
}
