// Parts of charts that pages need, too. Without schemas: the page bundles it.
import { parseDurationMs } from "catalog/duration";

/** Characters of the title of a chart, at most. */
export const maxChartTitle = 200;

/** Queries of a chart, at most: letters of a formula. */
export const maxSources = 8;
/** How many charts a dashboard may have. */
export const maxCharts = 60;

const tenYears = 10 * 366 * 24 * 60;

/** Whether a chart can be compared with the time so much earlier: whole minutes, up to ten years. */
export function isEarlier(text: string): boolean {
  const minutes = (parseDurationMs(text) ?? 0) / 60_000;
  return Number.isInteger(minutes) && minutes > 0 && minutes <= tenYears;
}

const yearMs = 366 * 86_400_000;

/** Whether one person may take so long from the first step of a funnel to the last: 1 ms to a year. */
export function isFunnelWindow(text: string): boolean {
  const ms = parseDurationMs(text) ?? 0;
  return ms >= 1 && ms <= yearMs;
}

/** The fields that name the kinds of sources, in the order of the union: a source of log records may have a `service`, too. */
export const chartSourceKinds = [
  "metric",
  "transaction",
  "funnel",
  "workflow",
  "span",
  "event",
  "logs",
  "service",
  "sql",
  "error",
  "interaction",
  "profile",
  "bottleneck",
  "traces",
  "alert",
  "records",
] as const;

const narrowedMeasures = ["started", "ended", "became_stuck"];
const narrowedKinds = {
  service: ["metric", "logs", "error", "traces", "records"],
  filter: ["metric", "logs", "traces", "records"],
} as const;

/** Whether a service, or conditions, narrow a source of a chart. */
export function narrowsSource(source: object, by: keyof typeof narrowedKinds): boolean {
  if ("workflow" in source)
    return "measure" in source && narrowedMeasures.some((one) => one === source.measure);
  const kind = chartSourceKinds.find((one) => one in source);
  return narrowedKinds[by].some((one) => one === kind);
}
