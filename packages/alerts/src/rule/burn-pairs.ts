// The burn-rate alert of an objective: a rule like any other.
import { alertSeverities } from "catalog/alert-severity";
import { burnAlertName, burnWindows, burningWindows, usualPeriod } from "catalog/burn-windows";
import type { Duration } from "catalog/duration";
import type { AlertRule, Objective } from "./rule.ts";
import type { Source } from "../source/sources.ts";

/** The rule of an objective, which is as urgent as the fastest pair of windows that burns; none without such pairs. */
export function burnRules(objective: Objective): AlertRule[] {
  const { name, on, target, period = usualPeriod, alerts = burnWindows, ...about } = objective;
  const { minBad, groupBy, owner, runbook, description } = about;
  const windows = alertSeverities.flatMap((severity) =>
    burningWindows(severity, alerts, { target, period }).map(({ long, short, factor }) => ({
      long,
      short,
      factor,
      severity,
    })),
  );
  if (windows.length === 0) return [];
  const alert = burnAlertName(name);
  return [
    {
      name: alert,
      on,
      ...(groupBy !== undefined && { groupBy }),
      when: { burnRate: { objective: name, windows, ...(minBad !== undefined && { minBad }) } },
      severity: windows[0]!.severity,
      summary: alert,
      ...(owner !== undefined && { owner }),
      ...(runbook !== undefined && { runbook }),
      ...(description !== undefined && { description }),
      labels: { ...objective.labels, objective: name },
    },
  ];
}

/** Whether a share counts what is bad. */
export function countsBad(source: Source): boolean {
  return "measure" in source && (source.measure === "failure" || source.measure === "errors");
}

/** An error budget at one time. */
export interface Budget {
  readonly target: number;
  readonly period: Duration;
  readonly good: number;
  readonly total: number;
  /** Bad events that the target allows among `total`. */
  readonly allowed: number;
  /** Share of the budget that is left; negative when it is overspent, 1 without events. */
  readonly left: number;
}

/** The budget of an objective from the counts of its period. `part` is what the source counts. */
export function budgetOf(objective: Objective, { part, count }: { part: number; count: number }): Budget {
  const bad = countsBad(objective.on) ? part : count - part;
  const allowed = (1 - objective.target) * count;
  return {
    target: objective.target,
    period: objective.period ?? usualPeriod,
    good: count - bad,
    total: count,
    allowed,
    left: allowed === 0 ? 1 : 1 - bad / allowed,
  };
}
