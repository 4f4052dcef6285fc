// A table whose first column is a time in even steps, as lines: one for each column of numbers, or one for each value of a text column. Pure, and
// without schemas: pages load this file.
import type { SqlResult } from "./sql.ts";

const mostLines = 20;

export interface TimeTable {
  /** Unix ms. */
  readonly times: readonly number[];
  readonly stepMs: number;
  /** The largest first. */
  readonly lines: readonly {
    readonly label: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly kind: "line";
    readonly values: readonly (number | null)[];
  }[];
  /** Lines that are left out. */
  readonly truncated: number;
}

/** `undefined` for a table that is not a time series. */
export function toTimeTable({ columns, rows }: Pick<SqlResult, "columns" | "rows">): TimeTable | undefined {
  if (columns.length < 2 || !isTime(columns[0]!.type)) return undefined;
  const numbers = columns.flatMap(({ type }, at) => (at > 0 && isNumber(type) ? [at] : []));
  const label = columns.findIndex(({ type }, at) => at > 0 && isText(type));
  const known = [...new Set(rows.map((row) => toMs(row[0])))]
    .filter(Number.isFinite)
    .toSorted((a, b) => a - b);
  const stepMs = stepOf(known);
  if (numbers.length === 0 || stepMs === undefined) return undefined;
  const places = new Map(known.map((time, at) => [time, at]));
  const lines = new Map<string, (number | null)[]>();
  for (const row of rows) {
    const at = places.get(toMs(row[0]));
    if (at === undefined) continue;
    for (const column of label === -1 ? numbers : numbers.slice(0, 1)) {
      const name = label === -1 ? columns[column]!.name : String(row[label]);
      const line = lines.get(name) ?? known.map(() => null);
      const value = Number(row[column]);
      line[at] = row[column] === null || !Number.isFinite(value) ? null : (line[at] ?? 0) + value;
      lines.set(name, line);
    }
  }
  const all = [...lines].toSorted(([, a], [, b]) => size(b) - size(a));
  return {
    times: known,
    stepMs,
    truncated: Math.max(0, all.length - mostLines),
    lines: all.slice(0, mostLines).map(([name, values]) => ({
      label: name === "" ? "(empty)" : name,
      labels: label === -1 ? {} : { [columns[label]!.name]: name },
      kind: "line" as const,
      values,
    })),
  };
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
/** Not those of another zone than UTC: they are printed without their offset. */
const isTime = (type: string): boolean =>
  /^Date(?:32|Time(?:64)?)?(?:\(\d*(?:, )?(?:'(?:Etc\/)?UTC')?\))?$/.test(plain(type));
const isNumber = (type: string): boolean => /^(U?Int|Float|Decimal|BFloat)/.test(plain(type));
const isText = (type: string): boolean => /^(String|FixedString|Enum|Bool)/.test(plain(plain(type)));

/** Parses `2026-11-20 14:48:00.123`, in UTC. */
function toMs(value: unknown): number {
  const text = String(value);
  return Date.parse(text.length <= 10 ? `${text}T00:00:00Z` : `${text.replace(" ", "T").slice(0, 23)}Z`);
}
