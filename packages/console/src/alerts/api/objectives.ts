// `/api/objectives`: error budgets and burn rates, read from the telemetry as the rules read it.
import { type BurnRate, type Objective as ObjectiveInfo, type ObjectivesResult, alertStates } from "contract";
import {
  budgetOf,
  burnRules,
  createInput,
  durationMs,
  type Input,
  keyOf,
  type Labels,
  type Objective,
  type Reading,
  type Sample,
} from "alerts";
import type { ApiContext } from "../../api/context.ts";
import { limitList } from "../../api/limits/limit-list.ts";
import { readingOf } from "../reading.ts";
import type { RuleEntry } from "../rules/rule-set.ts";
import { type AlertsNow, readAlertsNow } from "./alerts-now.ts";
import { ruleIdOf } from "../rules/known-rules.ts";

/** Groups of one objective. */
const mostGroups = 100;
const mostListed = 2_000;
const usualPeriod = "30d";

type Readings = ReadonlyMap<string, Reading>;

export async function listObjectives(context: ApiContext): Promise<ObjectivesResult> {
  const now = await readAlertsNow(context);
  const entries = now.current.published.entries.filter(
    ({ kind, problems }) => kind === "objective" && problems.length === 0,
  );
  const at = Math.floor(context.nowMs() / 60_000) * 60_000;
  const inputs = new Map(
    entries.flatMap((entry) => inputsOf(objectiveOf(entry)).map((one) => [one.id, one])),
  );
  const readings = await readingOf(context).reader.read([...inputs.values()], at, { signal: context.signal });
  const objectives = entries.flatMap((entry) => toInfos(entry, readings, now));
  const leftOut = entries.reduce((sum, entry) => sum + groupsLeftOut(entry, readings), 0);
  const { items, truncated } = limitList(
    objectives.toSorted((a, b) => a.left - b.left || a.name.localeCompare(b.name, "en")),
    { rows: mostListed, total: objectives.length + leftOut },
  );
  return { time: new Date(at).toISOString(), objectives: items, truncated };
}

function groupsLeftOut(entry: RuleEntry, readings: Readings): number {
  const objective = objectiveOf(entry);
  const reading = readings.get(inputFor(objective, objective.period ?? usualPeriod).id);
  return reading === undefined || "error" in reading ? 0 : Math.max(0, reading.groups.length - mostGroups);
}

function objectiveOf({ content }: RuleEntry): Objective {
  return content as unknown as Objective;
}

function inputFor({ on, groupBy = [] }: Objective, window: string): Input {
  return createInput(on, durationMs(window), 0, groupBy);
}

/** The pairs of windows of the objective's rules. */
function pairsOf(
  objective: Objective,
): readonly { rule: string; long: string; short: string; factor: number }[] {
  return burnRules(objective).flatMap(({ name, when }) =>
    "burnRate" in when ? when.burnRate.windows.map((pair) => ({ rule: name, ...pair })) : [],
  );
}

function inputsOf(objective: Objective): readonly Input[] {
  const windows = [
    objective.period ?? usualPeriod,
    ...pairsOf(objective).flatMap(({ long, short }) => [long, short]),
  ];
  return windows.map((window) => inputFor(objective, window));
}

function toInfos(entry: RuleEntry, readings: Readings, now: AlertsNow): ObjectiveInfo[] {
  const objective = objectiveOf(entry);
  const { period = usualPeriod, groupBy = [] } = objective;
  const reading = readings.get(inputFor(objective, period).id) ?? { error: "the budget was not read" };
  if ("error" in reading) return [toInfo(entry, {}, undefined, { readings, now, error: reading.error })];
  const groups =
    groupBy.length === 0 && reading.groups.length === 0
      ? [{ labels: {}, sample: undefined }]
      : reading.groups;
  return groups
    .slice(0, mostGroups)
    .map(({ labels, sample }) => toInfo(entry, labels, sample, { readings, now, error: "" }));
}

interface Around {
  readonly readings: Readings;
  readonly now: AlertsNow;
  readonly error: string;
}

function toInfo(entry: RuleEntry, group: Labels, sample: Sample | undefined, around: Around): ObjectiveInfo {
  const objective = objectiveOf(entry);
  const { name, description = "", owner = "", runbook = "" } = objective;
  const { part = 0, count = 0 } = sample ?? {};
  const { target, period, good, total, allowed, left } = budgetOf(objective, { part, count });
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
      longRate: burnOf(objective, pair.long, group, around.readings),
      shortRate: burnOf(objective, pair.short, group, around.readings),
    })),
    state: stateOf(objective, group, around.now),
    error: around.error,
  };
}

/** How many times faster than the target allows bad events came. */
function burnOf(objective: Objective, window: string, group: Labels, readings: Readings): number | null {
  const reading = readings.get(inputFor(objective, window).id);
  if (reading === undefined || "error" in reading) return null;
  const found = reading.groups.find(({ labels }) => keyOf(labels) === keyOf(group))?.sample;
  if (found?.count === undefined || found.count === 0) return null;
  const { good, total } = budgetOf(objective, { part: found.part ?? 0, count: found.count });
  return (total - good) / total / (1 - objective.target);
}

function stateOf(objective: Objective, group: Labels, { alerts }: AlertsNow): ObjectiveInfo["state"] {
  const rules = new Set(burnRules(objective).map(({ name }) => name));
  const own = alerts.filter((alert) => rules.has(alert.rule) && keyOf(alert.group) === keyOf(group));
  return alertStates.find((state) => own.some((alert) => alert.state === state)) ?? "ok";
}
