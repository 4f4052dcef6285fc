// The burn-rate alerts of an objective: rules like any other.
import { durationMs, formatDuration } from "../shape/duration.ts";
import type { AlertRule, Objective } from "./rule.ts";
import { type Source } from "./source.ts";

type BurnAlert = NonNullable<Objective["alerts"]>[number];

/** As in The Site Reliability Workbook, chapter 5, and as `telltale catalog alerts` writes them for Prometheus. */
const usual: readonly BurnAlert[] = [
  { long: "1h", short: "5m", spends: 0.02, severity: "page" },
  { long: "6h", short: "30m", spends: 0.05, severity: "page" },
  { long: "1d", short: "2h", spends: 0.1, severity: "ticket" },
  { long: "3d", short: "6h", spends: 0.1, severity: "ticket" },
];

const titles = {
  page: "error budget burns fast",
  ticket: "error budget burns slowly",
  info: "error budget burns",
};

/** The rules of an objective: one for each severity that its burn alerts have. */
export function burnRules(objective: Objective): AlertRule[] {
  const {
    name,
    on,
    period = "30d",
    alerts = usual,
    minBad,
    groupBy,
    owner,
    runbook,
    description,
  } = objective;
  return (["page", "ticket", "info"] as const).flatMap((severity) => {
    const windows = alerts
      .filter((one) => (one.severity ?? "page") === severity)
      .map(({ long, short, spends }) => ({ long, short, factor: factorOf(spends, period, long, objective) }))
      // slower than the budget allows
      .filter(({ factor }) => factor >= 1);
    if (windows.length === 0) return [];
    const rule: AlertRule = {
      name: `${name}: ${titles[severity]}`,
      on,
      ...(groupBy !== undefined && { groupBy }),
      when: { burnRate: { objective: name, windows, ...(minBad !== undefined && { minBad }) } },
      severity,
      summary: `${name}: ${titles[severity]}`,
      ...(owner !== undefined && { owner }),
      ...(runbook !== undefined && { runbook }),
      ...(description !== undefined && { description }),
      labels: { ...objective.labels, objective: name },
    };
    return [rule];
  });
}

/**
 * Times faster than the budget allows, when `spends` of it goes in the window. A modest target leaves so much budget that a total outage
 * takes long to spend it: a window in which half of all events are bad burns fast enough for any objective.
 */
function factorOf(spends: number, period: string, window: string, { target }: Objective): number {
  const factor = (spends * durationMs(period)) / durationMs(window);
  const most = Math.max(1, 0.5 / (1 - target));
  return Number(Math.min(factor, most).toPrecision(12));
}

/** Whether a share counts what is bad. */
export function countsBad(source: Source): boolean {
  return "measure" in source && (source.measure === "failure" || source.measure === "errors");
}

/** An error budget at one time. */
export interface Budget {
  readonly target: number;
  readonly period: string;
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
    period: objective.period ?? formatDuration(30 * 86_400_000),
    good: count - bad,
    total: count,
    allowed,
    left: allowed === 0 ? 1 : 1 - bad / allowed,
  };
}
