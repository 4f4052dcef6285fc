// A result whose first column is a time in even steps, as lines: one for each column of numbers, or one for each value of a text column.
import { type SqlResult, toTimeTable } from "contract";

import type { ChartSeries } from "../../ui/chart-model.ts";

export interface TimeSeries {
  readonly times: readonly number[];
  readonly stepMs: number;
  readonly series: readonly ChartSeries[];
  /** Lines that are not drawn. */
  readonly truncated: number;
}

const mostLines = 8;

/** The largest lines, each in its own colour; `undefined` for a result that is not a time series. */
export function toTimeSeries(result: SqlResult): TimeSeries | undefined {
  const table = toTimeTable(result);
  if (table === undefined) return undefined;
  const { times, stepMs, lines, truncated } = table;
  return {
    times,
    stepMs,
    truncated: truncated + Math.max(0, lines.length - mostLines),
    series: lines.slice(0, mostLines).map(({ label, values }, at) => ({
      label,
      values,
      color: lines.length === 1 ? "--chart-now" : `--cat-${at + 1}`,
      kind: "line",
    })),
  };
}
