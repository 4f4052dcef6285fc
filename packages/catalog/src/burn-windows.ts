// When the error budget of an objective burns too fast (The Site Reliability Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts"):
// the same windows and factors for the console's alerts, the rules of Prometheus and what pages suggest.
import type { AlertSeverity } from "./alert-severity.ts";
import { type Duration, durationMs } from "./duration.ts";

/** The period of an objective that names none. */
export const usualPeriod: Duration = "30d";

/** Two windows over which a budget burns too fast: the long one is certain, the short one ends the alert soon after the errors. */
export interface BurnWindow {
  readonly long: Duration;
  readonly short: Duration;
  /** Share of the budget of the whole period that the long window may spend. */
  readonly spends: number;
  readonly severity: "page" | "ticket";
}

export const burnWindows: readonly [BurnWindow, ...BurnWindow[]] = [
  { long: "1h", short: "5m", spends: 0.02, severity: "page" },
  { long: "6h", short: "30m", spends: 0.05, severity: "page" },
  { long: "1d", short: "2h", spends: 0.1, severity: "ticket" },
  { long: "3d", short: "6h", spends: 0.1, severity: "ticket" },
];

const burnTitles: Readonly<Record<AlertSeverity, string>> = {
  page: "error budget burns fast",
  ticket: "error budget burns slowly",
  info: "error budget burns",
};

/** The name of the burn-rate alert of an objective. Its severity says how fast the budget burns. */
export function burnAlertName(objective: string): string {
  return `${objective}: error budget burns`;
}

/** What the burn-rate alert of an objective says with one severity. */
export function burnTitle(objective: string, severity: AlertSeverity): string {
  return `${objective}: ${burnTitles[severity]}`;
}

/** The share of bad events that a target allows. */
export function budgetShare(target: number): number {
  return rounded(1 - target);
}

/**
 * Times faster than the budget allows, when `spends` of it goes in the long window. A modest target leaves so much budget that a total
 * outage takes long to spend it: a window in which half of all events are bad burns fast enough for any objective.
 */
export function burnFactor(
  { long, spends }: Pick<BurnWindow, "long" | "spends">,
  { target, period }: { readonly target: number; readonly period: Duration },
): number {
  const factor = (spends * durationMs(period)) / durationMs(long);
  return rounded(Math.min(factor, Math.max(1, 0.5 / budgetShare(target))));
}

/**
 * `windows` of one severity with their factors, without those that burn slower than the budget allows. An objective without any has no alert
 * of this severity.
 */
export function burningWindows<
  W extends Pick<BurnWindow, "long" | "spends"> & { readonly severity?: AlertSeverity | undefined },
>(
  severity: AlertSeverity,
  windows: readonly W[],
  objective: { readonly target: number; readonly period: Duration },
): readonly (W & { readonly factor: number })[] {
  return windows
    .filter((window) => (window.severity ?? "page") === severity)
    .map((window) => ({ ...window, factor: burnFactor(window, objective) }))
    .filter(({ factor }) => factor >= 1);
}

function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
