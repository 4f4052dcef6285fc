// What is left of the error budget behind a burn rate, and how long it lasts. It is read for messages, pages and replays: an evaluation does
// not need it, and its window is long.
import { usualPeriod } from "catalog/burn-windows";
import { durationMs } from "catalog/duration";
import { budgetOf } from "../rule/burn-pairs.ts";
import type { AlertRule, Objective } from "../rule/rule.ts";
import { createInput, type Input, type Reading } from "./reading.ts";
import { keyOf, type Labels, shownCounts } from "./sample.ts";

/** The budget of a rule with a burn rate. */
interface BudgetSource {
  readonly objective: Objective;
  readonly input: Input;
}

/** Undefined for rules without a burn rate. */
export function budgetSourceOf(
  { when, delay = "0s", groupBy = [] }: Pick<AlertRule, "when" | "delay" | "groupBy">,
  objectives: readonly Objective[],
): BudgetSource | undefined {
  if (!("burnRate" in when)) return undefined;
  const objective = objectives.find(({ name }) => name === when.burnRate.objective);
  if (objective === undefined) return undefined;
  const periodMs = durationMs(objective.period ?? usualPeriod);
  return { objective, input: createInput(objective.on, periodMs, durationMs(delay), groupBy) };
}

/**
 * `budget left` as a share, and in seconds how long it lasts at the burn rate `rate`: a rate of 2 uses the whole budget in half a period. At
 * rates up to 1 it is not used up, because as much of it grows back. Undefined when it could not be read, and without events.
 */
export function budgetValuesOf(
  { objective, input }: BudgetSource,
  reading: Reading | undefined,
  group: Labels,
  rate: number | undefined,
): Readonly<Record<string, number>> | undefined {
  if (reading === undefined || "error" in reading) return undefined;
  const key = input.groupBy.length === 0 ? "" : keyOf(group);
  const found = reading.groups.find(({ labels }) => keyOf(labels) === key);
  const { part = 0, count = 0 } = shownCounts(found?.sample ?? {});
  if (count === 0) return undefined;
  const { left, period } = budgetOf(objective, { part, count });
  const lasts =
    rate === undefined || rate <= 1 ? undefined : (Math.max(0, left) * durationMs(period)) / rate / 1000;
  return { "budget left": left, ...(lasts !== undefined && { "budget lasts": lasts }) };
}
