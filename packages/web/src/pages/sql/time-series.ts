// A result whose first column is a time in even steps, as lines: one for each column of numbers, or one for each value of a text column.
import type { SqlResult } from "contract";

import type { ChartSeries } from "../../ui/chart-model.ts";

export interface TimeSeries {
  readonly times: readonly number[];
  readonly stepMs: number;
  readonly series: readonly ChartSeries[];
}

const mostLines = 8;

/** `undefined` for a result that is not a time series. */
export function toTimeSeries({ columns, rows }: SqlResult): TimeSeries | undefined {
  if (columns.length < 2 || !isTime(columns[0]!.type)) return undefined;
  const numbers = columns.flatMap(({ type }, at) => (at > 0 && isNumber(type) ? [at] : []));
  const label = columns.findIndex(({ type }, at) => at > 0 && isText(type));
  if (numbers.length === 0) return undefined;
  const times = [...new Set(rows.map((row) => toMs(row[0])))]
    .filter(Number.isFinite)
    .toSorted((a, b) => a - b);
  const stepMs = stepOf(times);
  if (stepMs === undefined) return undefined;
  const place = new Map(times.map((time, at) => [time, at]));
  const lines = new Map<string, (number | null)[]>();
  for (const row of rows) {
    const at = place.get(toMs(row[0]));
    if (at === undefined) continue;
    for (const column of label === -1 ? numbers : numbers.slice(0, 1)) {
      const name = label === -1 ? columns[column]!.name : String(row[label]);
      const line = lines.get(name) ?? times.map(() => null);
      const value = Number(row[column]);
      line[at] = row[column] === null || !Number.isFinite(value) ? null : (line[at] ?? 0) + value;
      lines.set(name, line);
    }
  }
  return { times, stepMs, series: drawn(lines) };
}

/** The largest lines, each in its own colour. */
function drawn(lines: ReadonlyMap<string, readonly (number | null)[]>): readonly ChartSeries[] {
  return [...lines]
    .toSorted(([, a], [, b]) => size(b) - size(a))
    .slice(0, mostLines)
    .map(([name, values], at) => ({
      label: name === "" ? "(empty)" : name,
      values,
      color: lines.size === 1 ? "--chart-now" : `--cat-${at + 1}`,
      kind: "line",
    }));
}

function size(values: readonly (number | null)[]): number {
  return values.reduce<number>((sum, value) => sum + Math.abs(value ?? 0), 0);
}

/** The step that all gaps between times are multiples of. Times of single events have none. */
function stepOf(times: readonly number[]): number | undefined {
  const gaps = times.slice(1).map((time, at) => time - times[at]!);
  const step = Math.min(...gaps);
  return gaps.length > 0 && step >= 1000 && gaps.every((gap) => gap % step === 0) ? step : undefined;
}

const plain = (type: string): string => type.replace(/^(?:LowCardinality|Nullable)\((.*)\)$/, "$1");
const isTime = (type: string): boolean => /^(Date|DateTime)/.test(plain(type));
const isNumber = (type: string): boolean => /^(U?Int|Float|Decimal|BFloat)/.test(plain(type));
const isText = (type: string): boolean => /^(String|FixedString|Enum|Bool)/.test(plain(plain(type)));

/** Parses `2026-11-20 14:48:00.123`, in UTC. */
function toMs(value: unknown): number {
  const text = String(value);
  return Date.parse(text.length <= 10 ? `${text}T00:00:00Z` : `${text.replace(" ", "T").slice(0, 23)}Z`);
}
