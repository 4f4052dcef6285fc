// `/api/objectives`: error budgets and burn rates, read from the telemetry as the rules read it.
import { setImmediate as nextTurn } from "node:timers/promises";

import {
  type Alert,
  type BurnRate,
  type Objective as ObjectiveInfo,
  type ObjectivesResult,
  type Unknown,
  alertStates,
} from "contract";
import { usualPeriod } from "catalog/burn-windows";
import { durationMs } from "catalog/duration";
import {
  budgetOf,
  burnRules,
  createInput,
  type Input,
  keyOf,
  type Labels,
  type Objective,
  type Reading,
  type Sample,
} from "alerts";
import type { ApiContext } from "../../api/context.ts";
import { groupBy } from "../../lists/group-by.ts";
import { limitList } from "../../api/limits/limit-list.ts";
import { readingOf } from "../reading.ts";
import type { RuleEntry } from "../rules/judge.ts";
import { type AlertsNow, readAlertsNow } from "./alerts-now.ts";
import { mistakeOf } from "../not-evaluated.ts";
import { ruleIdOf, rulesOf } from "../rules/known-rules.ts";
import { countsOf, worstGroups } from "./worst-groups.ts";

/** Groups of one objective. */
const mostGroups = 100;
const mostListed = 2_000;

type Readings = ReadonlyMap<string, Reading>;

export async function listObjectives(context: ApiContext): Promise<ObjectivesResult> {
  const now = await readAlertsNow(context);
  const all = now.current.published.entries.filter(({ kind }) => kind === "objective");
  const entries = all.filter(({ problems }) => problems.length === 0);
  const at = Math.floor(context.nowMs() / 60_000) * 60_000;
  const inputs = new Map(
    entries.flatMap((entry) => inputsOf(objectiveOf(entry)).map((one) => [one.id, one])),
  );
  const readings = await readingOf(context).reader.read([...inputs.values()], at, { signal: context.signal });
  const alertsByRule = groupBy(now.alerts, ({ rule }) => rule);
  const objectives = all.flatMap((entry) => toBrokenInfo(entry, { alertsByRule, now }));
  for (const entry of entries) objectives.push(...(await toInfos(entry, readings, { alertsByRule, now })));
  const leftOut = entries.reduce((sum, entry) => sum + groupsLeftOut(entry, readings), 0);
  const { items, truncated } = limitList(
    objectives.toSorted((a, b) => urgencyOf(a) - urgencyOf(b) || a.name.localeCompare(b.name, "en")),
    { rows: mostListed, total: objectives.length + leftOut },
  );
  return { time: new Date(at).toISOString(), objectives: items, truncated };
}

/** The share of the budget that is left. One that could not be read may be used up. */
export function urgencyOf({ left, error }: Pick<ObjectiveInfo, "left" | "error">): number {
  return error === "" ? left : 0;
}

function groupsLeftOut(entry: RuleEntry, readings: Readings): number {
  const objective = objectiveOf(entry);
  const reading = readings.get(inputFor(objective, objective.period ?? usualPeriod).id);
  return reading === undefined || "error" in reading ? 0 : Math.max(0, reading.groups.length - mostGroups);
}

function objectiveOf({ content }: RuleEntry): Objective {
  return content as unknown as Objective;
}

function inputFor({ on, groupBy: keys = [] }: Objective, window: string): Input {
  return createInput(on, durationMs(window), 0, keys);
}

/** The pairs of windows of the objective's rules. */
function pairsOf(
  objective: Objective,
): readonly Pick<BurnRate, "rule" | "long" | "short" | "factor" | "severity">[] {
  return burnRules(objective).flatMap(({ name, when, severity: usual = "page" }) =>
    "burnRate" in when
      ? when.burnRate.windows.map(({ severity = usual, ...pair }) => ({ rule: name, severity, ...pair }))
      : [],
  );
}

function inputsOf(objective: Objective): readonly Input[] {
  const windows = [
    objective.period ?? usualPeriod,
    ...pairsOf(objective).flatMap(({ long, short }) => [long, short]),
  ];
  return windows.map((window) => inputFor(objective, window));
}

interface AlertsByRule {
  readonly alertsByRule: ReadonlyMap<string, readonly Alert[]>;
  readonly now: AlertsNow;
}

/** One with a mistake: its figures are not read, so nothing of it is known. One that is not even formed like an objective is left to the list of rules. */
function toBrokenInfo(entry: RuleEntry, { alertsByRule, now }: AlertsByRule): ObjectiveInfo[] {
  const unknown = mistakeOf(entry);
  const rules = rulesOf(entry).map(({ declaration }) => declaration.name);
  if (unknown === undefined || rules.length === 0) return [];
  // a rule of the same name may be another's
  const own = rules.filter((name) => now.rules.get(name)?.entry === entry);
  const states = statesOf(own, alertsByRule);
  return [toInfo(entry, {}, undefined, { burn: new Map(), states, unknown, error: unknown.reason })];
}

async function toInfos(
  entry: RuleEntry,
  readings: Readings,
  { alertsByRule, now }: AlertsByRule,
): Promise<ObjectiveInfo[]> {
  const objective = objectiveOf(entry);
  const { period = usualPeriod, groupBy: keys = [] } = objective;
  const around = {
    burn: await burnOf(objective, readings),
    states: statesOf(
      burnRules(objective).map(({ name }) => name),
      alertsByRule,
    ),
    unknown: notEvaluatedOf(objective, now),
  };
  const reading = readings.get(inputFor(objective, period).id) ?? { error: "the budget was not read" };
  if ("error" in reading) {
    const unknown = around.unknown ?? { since: null, reason: reading.error };
    return [toInfo(entry, {}, undefined, { ...around, unknown, error: reading.error })];
  }
  const groups =
    keys.length === 0 && reading.groups.length === 0 ? [{ labels: {}, sample: undefined }] : reading.groups;
  return worstGroups(groups, objective, mostGroups).map(({ labels, sample }) =>
    toInfo(entry, labels, sample, { ...around, error: "" }),
  );
}

interface Around {
  readonly burn: BurnByWindow;
  readonly states: ReadonlyMap<string, ObjectiveInfo["state"]>;
  readonly error: string;
  readonly unknown: Unknown | null;
}

/** Its rule that was not evaluated for the longest time. */
function notEvaluatedOf(objective: Objective, { notEvaluated }: AlertsNow): Unknown | null {
  const found = burnRules(objective).flatMap(({ name }) => notEvaluated.get(name) ?? []);
  return found.toSorted((a, b) => ((a.since ?? "") < (b.since ?? "") ? -1 : 1))[0] ?? null;
}

function toInfo(entry: RuleEntry, group: Labels, sample: Sample | undefined, around: Around): ObjectiveInfo {
  const objective = objectiveOf(entry);
  const { name, description = "", owner = "", runbook = "" } = objective;
  const counts = countsOf(sample);
  const key = keyOf(group);
  const { target, period, good, total, allowed, left } = budgetOf(objective, counts);
  return {
    ruleId: ruleIdOf(entry),
    name,
    description,
    owner,
    runbook,
    group,
    target,
    period,
    good,
    total,
    allowed,
    left,
    share: total === 0 ? null : good / total,
    burnRates: pairsOf(objective).map((pair): BurnRate => ({
      ...pair,
      longRate: around.burn.get(pair.long)?.get(key) ?? null,
      shortRate: around.burn.get(pair.short)?.get(key) ?? null,
    })),
    state: around.states.get(key) ?? "ok",
    error: around.error,
    unknown: around.unknown,
  };
}

/** Burn rates of the groups of an objective, by the key of the group, for each window of its rules. */
type BurnByWindow = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** How many times faster than the target allows bad events came; a group without events has no rate. */
async function burnOf(objective: Objective, readings: Readings): Promise<BurnByWindow> {
  const burn = new Map<string, ReadonlyMap<string, number>>();
  for (const window of new Set(pairsOf(objective).flatMap(({ long, short }) => [long, short]))) {
    burn.set(window, burnIn(objective, window, readings));
    // a reading may have 100,000 groups: others have their turn between two
    await nextTurn();
  }
  return burn;
}

function burnIn(objective: Objective, window: string, readings: Readings): ReadonlyMap<string, number> {
  const reading = readings.get(inputFor(objective, window).id);
  const rates = new Map<string, number>();
  if (reading === undefined || "error" in reading) return rates;
  for (const { labels, sample } of reading.groups) {
    if (sample?.count === undefined || sample.count === 0) continue;
    const { good, total } = budgetOf(objective, countsOf(sample));
    rates.set(keyOf(labels), (total - good) / total / (1 - objective.target));
  }
  return rates;
}

/** States of the groups of an objective: the worst of its rules, by the key of the group. */
function statesOf(
  rules: readonly string[],
  alertsByRule: ReadonlyMap<string, readonly Alert[]>,
): ReadonlyMap<string, ObjectiveInfo["state"]> {
  const states = new Map<string, ObjectiveInfo["state"]>();
  for (const name of rules)
    for (const { group, state } of alertsByRule.get(name) ?? []) {
      const key = keyOf(group);
      const known = states.get(key);
      if (known === undefined || alertStates.indexOf(state) < alertStates.indexOf(known))
        states.set(key, state);
    }
  return states;
}
