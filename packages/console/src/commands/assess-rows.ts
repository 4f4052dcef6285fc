// The rows of a table as a time series: each row becomes a line with the detector's assessment.
import { parseTime } from "contract";
import { createDetector, type Assessment } from "detect";
import type { DetectValues } from "../config/detect-command.ts";
import type { Table } from "../import/tables/table.ts";
import { ProblemError } from "../problem/problem.ts";

const fields = ["score", "expected", "low", "high", "kind", "since", "sentence"] as const;

/** What was read, counted while it is read. */
export interface Tally {
  rows: number;
  /** Rows without a value. */
  gaps: number;
  anomalies: number;
  /** Rows whose time is before that of the row above. */
  early: number;
  /** The first of these; 0: none. */
  firstEarly: number;
}

export function newTally(): Tally {
  return { rows: 0, gaps: 0, anomalies: 0, early: 0, firstEarly: 0 };
}

/**
 * Lines for the rows of `table`, in their order; CSV begins with a line of names. Times and values are written as they were read.
 *
 * @throws {ProblemError} with the number of the row, where a time or value cannot be read, or a column does not exist.
 */
export async function* assessRows(
  table: Pick<Table, "columns" | "rows">,
  { format, timeColumn, valueColumn, budget }: DetectValues,
  tally: Tally = newTally(),
): AsyncGenerator<string> {
  const [timeAt, valueAt] = columnsOf(table, timeColumn, valueColumn);
  const detector = createDetector({ weeklyFalseAlarmsPerHundredSeries: budget });
  const state = detector.start();
  if (format === "csv") yield `timestamp,value,${fields.join(",")}\n`;
  let row = 1;
  let [lastTime, lastSince]: [number, number | undefined] = [-Infinity, undefined];
  for await (const cells of table.rows(new Set([timeColumn, valueColumn]))) {
    row++;
    const [timeText, valueText] = [textOf(cells[timeAt]), textOf(cells[valueAt])];
    const [time, value] = [readTime(timeText, row), readValue(valueText, row)];
    const assessment = detector.step(state, time, value);
    tally.rows++;
    if (value === undefined) tally.gaps++;
    if (time < lastTime) {
      tally.early++;
      tally.firstEarly ||= row;
    }
    if (assessment.since !== undefined && assessment.since !== lastSince) tally.anomalies++;
    [lastTime, lastSince] = [time, assessment.since];
    yield format === "csv"
      ? csvLine(timeText, valueText, assessment)
      : jsonLine(timeText, valueText, assessment);
  }
}

function columnsOf(
  { columns }: Pick<Table, "columns">,
  time: string,
  value: string,
): readonly [time: number, value: number] {
  const places = [columns.indexOf(time), columns.indexOf(value)] as const;
  const missing = [time, value].filter((_, at) => places[at] === -1);
  if (missing.length === 0) return places;
  const flags = ["--time-column", "--value-column"].filter((_, at) => places[at] === -1);
  throw new ProblemError(
    "FILE_NOT_READ",
    `Cannot find the ${missing.length === 1 ? "column" : "columns"} ${quoted(missing)}: the file has ${quoted(columns)}.`,
    `Name ${missing.length === 1 ? "its column" : "its columns"} with ${flags.map((flag) => `\`${flag}\``).join(" and ")}.`,
  );
}

function quoted(names: readonly string[]): string {
  return names.map((one) => `\`${one}\``).join(", ");
}

function textOf(cell: unknown): string {
  return typeof cell === "string" ? cell.trim() : "";
}

/** Unix ms. */
function readTime(text: string, row: number): number {
  if (/^\d{9,19}(?:\.\d{1,9})?$/.test(text)) return fromNumber(Number(text));
  // relative times, which `parseTime` reads as well, have no digit first
  const ns = /^\d{4}-/.test(text) ? parseTime(text, 0n) : undefined;
  if (ns !== undefined) return Number(ns / 1000n) / 1000;
  throw badRow(
    row,
    `the time \`${shown(text)}\``,
    "an ISO 8601 time like `2026-11-20 14:48:00`, or Unix seconds, milliseconds or nanoseconds",
  );
}

/** The unit by the size: seconds, milliseconds and nanoseconds of the years 1973 to 2286 have 9 to 10, 12 to 13, and 18 to 19 digits. */
function fromNumber(value: number): number {
  if (value < 1e11) return value * 1000;
  return value < 1e14 ? value : value / 1e6;
}

function readValue(text: string, row: number): number | undefined {
  if (text === "" || /^(?:nan|null)$/i.test(text)) return undefined;
  const value = Number(text);
  if (!Number.isNaN(value)) return value;
  throw badRow(row, `the value \`${shown(text)}\``, "a number like `12.5`, or nothing where it is missing");
}

function badRow(row: number, what: string, expected: string): ProblemError {
  return new ProblemError("FILE_NOT_READ", `Cannot read ${what} in row ${row}: expected ${expected}.`);
}

/** The beginning of a cell, without characters that control a terminal. */
function shown(cell: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what must not be there
  const text = cell.replaceAll(/[\0-\x1f\x7f-\x9f]/g, " ");
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function csvLine(time: string, value: string, assessment: Assessment): string {
  const { score, expected, low, high, kind, since, sentence } = assessment;
  return `${[
    time,
    value,
    scoreText(score),
    ...[expected, low, high].map((number) => number ?? ""),
    kind ?? "",
    since === undefined ? "" : new Date(since).toISOString(),
    sentence === "" ? "" : `"${sentence}"`,
  ].join(",")}\n`;
}

function jsonLine(timestamp: string, value: string, assessment: Assessment): string {
  const since = assessment.since === undefined ? undefined : new Date(assessment.since).toISOString();
  const score = Number(scoreText(assessment.score));
  return `${JSON.stringify({ timestamp, value: value === "" ? null : Number(value), ...assessment, score, since })}\n`;
}

/** Six decimals: enough to sort points by their score. */
function scoreText(score: number): string {
  return String(Math.round(score * 1e6) / 1e6);
}
