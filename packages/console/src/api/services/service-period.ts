// The figures of a service over one period, out of rows of the roll-up.
import type { ServicePeriod } from "contract";
import { addCounts, type DurationCounts, quantileMs } from "./duration-histogram.ts";
import { errorShare } from "./error-share.ts";
import type { Range } from "../time/range.ts";

/** What a step or a period has of the entry spans of a service. */
export interface EntryRow {
  readonly entries: number | string;
  /** Before sampling. */
  readonly estimatedEntries: number;
  readonly errors: number | string;
  /** Before sampling. */
  readonly estimatedErrors: number;
  readonly durations: DurationCounts;
}

/** Rows of the steps, and those of the period before, whose time is 0. */
export function splitBefore<Row extends { readonly time: number }>(
  rows: readonly Row[],
): readonly [steps: readonly Row[], before: readonly Row[]] {
  return [rows.filter(({ time }) => time !== 0), rows.filter(({ time }) => time === 0)];
}

/** `rows` added up; `null` when they have no entry span. */
export function toPeriod(rows: readonly EntryRow[], { fromNs, toNs }: Range): ServicePeriod | null {
  const period = sumPeriod(rows, { fromNs, toNs });
  return period.entries === 0 ? null : period;
}

/** The same with zeros when they have none. */
export function sumPeriod(rows: readonly EntryRow[], { fromNs, toNs }: Range): ServicePeriod {
  const durations = new Map<number, number>();
  let [entries, estimatedEntries, errors, estimatedErrors] = [0, 0, 0, 0];
  for (const row of rows) {
    entries += Number(row.entries);
    estimatedEntries += row.estimatedEntries;
    errors += Number(row.errors);
    estimatedErrors += row.estimatedErrors;
    addCounts(durations, row.durations);
  }
  const seconds = Math.max(1, Number(toNs - fromNs) / 1e9);
  return {
    entries,
    errors,
    ratePerSecond: entries / seconds,
    estimatedRatePerSecond: estimatedEntries / seconds,
    errorRate: errorShare(estimatedErrors, estimatedEntries),
    p50Ms: quantileMs(durations, 0.5),
    p95Ms: quantileMs(durations, 0.95),
    p99Ms: quantileMs(durations, 0.99),
  };
}
