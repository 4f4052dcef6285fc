// Rules ready to be evaluated: everything that does not change between evaluations is decided here.
import { evaluatorOf } from "../condition/compile.ts";
import type { Input } from "../condition/reading.ts";
import type { Labels } from "../condition/sample.ts";
import type { Evaluator } from "../condition/verdict.ts";
import { burnRules } from "../rule/burn-pairs.ts";
import { checkRules } from "../rule/check-rules.ts";
import { type Condition, membersOf } from "../rule/condition.ts";
import type { AlertRule, Maintenance, Objective, RuleFile, Silence } from "../rule/rule.ts";
import { usualSeverity } from "../rule/usual-severity.ts";
import { durationMs } from "catalog/duration";
import { RuleMistake } from "../shape/rule-mistake.ts";
import { toEnd } from "../shape/to-end.ts";
import { matcherOf, scheduleOf } from "./calendar.ts";
import type { Behaviour } from "./step.ts";

/** One rule, compiled. */
export interface CompiledRule extends Behaviour {
  readonly declaration: AlertRule;
  readonly evaluator: Evaluator;
  readonly groupBy: readonly string[];
  readonly groupLimit: number;
  readonly remindMs: number | undefined;
  /** Labels that every alert of the rule has. */
  readonly labels: Labels;
  /** Names of its parents. */
  readonly dependsOn: readonly string[];
  readonly maintenance: readonly Maintenance[];
  /** Differs when the rule reads something else, or groups it by something else. */
  readonly reads: string;
  isScheduled(at: number): boolean;
}

interface CompiledSilence extends Silence {
  readonly fromMs: number;
  readonly toMs: number;
  matches(labels: Labels): boolean;
}

/** A rule that was evaluated and cannot be any more. */
export interface BrokenRule {
  readonly declaration: AlertRule;
  readonly reason: string;
}

export interface Engine {
  /** In the order of evaluation: parents before the rules that depend on them. */
  readonly rules: readonly CompiledRule[];
  readonly silences: readonly CompiledSilence[];
  /** By name. */
  readonly broken: ReadonlyMap<string, BrokenRule>;
  /** Names of rules that are not evaluated because their declaration says so. */
  readonly disabled: ReadonlySet<string>;
}

/**
 * Compiles the content of rule files.
 *
 * @param broken rules that belong to it and have mistakes: their alerts are in error, and do not end.
 * @throws {RuleMistake} with every mistake.
 */
export function createEngine(file: RuleFile, broken: readonly BrokenRule[] = []): Engine {
  const problems = checkRules(file);
  if (problems.length > 0) throw new RuleMistake(problems);
  return toEnd(engineInSteps(file, broken));
}

/** As `createEngine`, of a file that is known to have no mistakes, with a pause after each rule. */
export function* engineInSteps(
  { alerts = [], objectives = [], silences = [] }: RuleFile,
  broken: readonly BrokenRule[],
): Generator<void, Engine> {
  const all = [...alerts];
  for (const objective of objectives) {
    all.push(...burnRules(objective));
    yield;
  }
  const byName = new Map(objectives.map((one) => [one.name, one]));
  const rules: CompiledRule[] = [];
  for (const rule of parentsFirst(all.filter(({ disabled }) => disabled !== true))) {
    rules.push(compileRule(rule, byName));
    yield;
  }
  const compiled: CompiledSilence[] = [];
  for (const silence of silences) {
    compiled.push(compileSilence(silence));
    yield;
  }
  return {
    rules,
    silences: compiled,
    broken: new Map(broken.map((one) => [one.declaration.name, one])),
    disabled: new Set(all.filter(({ disabled }) => disabled === true).map(({ name }) => name)),
  };
}

function compileSilence(silence: Silence): CompiledSilence {
  const [fromMs, toMs] = [Date.parse(silence.from), Date.parse(silence.to)];
  return { ...silence, fromMs, toMs, matches: matcherOf(silence.match) };
}

/**
 * Whether the condition is that there is nothing: it cannot tell an outage from a group that is gone. `absent: false` is meant, too: under
 * `not` it is the same, and alone it does not hold without data.
 */
function isAbsence(when: Condition): boolean {
  const members = membersOf(when);
  return "absent" in when || (members.length > 0 && members.every((member) => isAbsence(member.when)));
}

const defaults = {
  severity: usualSeverity,
  every: "1m",
  for: "0s",
  recoverAfter: "0s",
  forgetAfter: "1d",
  onNoData: "keep",
  onError: "keep",
  groupBy: [],
  groupLimit: 100,
  dependsOn: [],
  maintenance: [],
  schedule: [],
  flapping: { firings: 3, within: "1h" },
} as const;

function compileRule(declaration: AlertRule, objectives: ReadonlyMap<string, Objective>): CompiledRule {
  // an optional field that is there as `undefined` has its default, too
  const given = Object.fromEntries(Object.entries(declaration).filter(([, value]) => value !== undefined));
  const rule = { ...defaults, ...(given as unknown as Defined<AlertRule>) };
  const schedules = rule.schedule.map(scheduleOf);
  const evaluator = evaluatorOf(declaration, objectives);
  return {
    rule: rule.name,
    severity: rule.severity,
    declaration,
    evaluator,
    everyMs: durationMs(rule.every),
    forMs: durationMs(rule.for),
    recoverAfterMs: durationMs(rule.recoverAfter),
    forgetAfterMs: durationMs(rule.forgetAfter),
    forgetsHolding: declaration.forgetAfter !== undefined || isAbsence(declaration.when),
    onNoData: rule.onNoData,
    onError: rule.onError,
    flapping: { firings: rule.flapping.firings, withinMs: durationMs(rule.flapping.within) },
    groupBy: rule.groupBy,
    groupLimit: rule.groupLimit,
    remindMs: rule.remind === undefined ? undefined : durationMs(rule.remind),
    labels: labelsOfRule(rule),
    dependsOn: rule.dependsOn,
    maintenance: rule.maintenance,
    reads: readsOf(rule.groupBy, evaluator.inputs),
    isScheduled: (at) => schedules.length === 0 || schedules.some((one) => one(at)),
  };
}

type Defined<T> = { readonly [K in keyof T]: Exclude<T[K], undefined> };

/** Windows may change without a change of what is read. */
function readsOf(groupBy: readonly string[], inputs: readonly Input[]): string {
  const sources = new Set(inputs.map(({ source }) => JSON.stringify(source)));
  return JSON.stringify([groupBy, ...[...sources].map((source) => JSON.parse(source) as unknown)]);
}

/** Labels that every alert of a rule has. */
export function labelsOfRule({ labels, name, severity, owner }: AlertRule): Labels {
  return {
    ...labels,
    alert: name,
    ...(severity !== undefined && { severity }),
    ...(owner !== undefined && { owner }),
  };
}

/** Every input that the rules which are due at `at` read, each once. */
export function inputsOf(rules: readonly CompiledRule[]): readonly Input[] {
  const inputs = new Map<string, Input>();
  for (const { evaluator } of rules) for (const input of evaluator.inputs) inputs.set(input.id, input);
  return [...inputs.values()];
}

/** The longest time of which all intervals are multiples: evaluations take place at its multiples. One minute without rules. */
export function stepOf(rules: readonly CompiledRule[]): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  return rules.length === 0 ? 60_000 : rules.map(({ everyMs }) => everyMs).reduce(divisor);
}

function parentsFirst(rules: readonly AlertRule[]): readonly AlertRule[] {
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  const ordered = new Set<AlertRule>();
  const add = (rule: AlertRule): void => {
    if (ordered.has(rule)) return;
    for (const parent of rule.dependsOn ?? []) {
      const found = byName.get(parent);
      if (found !== undefined) add(found);
    }
    ordered.add(rule);
  };
  for (const rule of rules) add(rule);
  return [...ordered];
}
