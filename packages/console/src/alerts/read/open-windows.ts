// The windows of a long range from few queries: numbers by step where they add up, classes of values for percentiles.
import type { Fact, Input, Source } from "alerts/readings";
import { ReadingMistake, runAll } from "./ask.ts";
import {
  type CellRow,
  type Family,
  type InputOf,
  type Kind,
  labelsOf,
  type Span,
  whereOf,
} from "./family.ts";
import { fitsKey } from "./fact-windows.ts";
import {
  classBits,
  type ClassRow,
  middleOf,
  percentileWindows,
  type ReadWindow,
  type Steps,
  sumWindows,
} from "./windows.ts";

/** More rows than that are not held. */
const mostRows = 400_000;
export const mostFacts = 200_000;
const dayMs = 86_400_000;

export function familyOf<S extends Source>(input: InputOf<S>): Family<S> {
  const { windowMs, agoMs, groupBy, source } = input;
  return { inputs: [input], windowMs, agoMs, groupBy, where: whereOf(source) };
}

export function spanOf({ from, stepMs, count, within }: Steps) {
  return { from, to: from + stepMs * count, stepMs, within, most: mostRows + 1 };
}

/** @throws {ReadingMistake} when there are more rows than are held. */
export function checked<Row>(rows: readonly Row[], most = mostRows): readonly Row[] {
  if (rows.length <= most) return rows;
  throw new ReadingMistake(
    `The range has more than ${most.toLocaleString("en")} values for a preview. Choose a shorter range, or group by fewer attributes.`,
  );
}

const partMs = dayMs / 2;
const mostParts = 20;

/** Half a day at a time, two at once: a query has one core of the engine. */
export async function askInParts<Row extends CellRow>(
  { from, stepMs, count }: Steps,
  ask: (span: Span) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const each = Math.max(Math.ceil(partMs / stepMs), Math.ceil(count / mostParts));
  const found: (readonly Row[])[] = [];
  const tasks = Array.from({ length: Math.ceil(count / each) }, (_, part) => async () => {
    const first = part * each;
    const to = from + Math.min(count, first + each) * stepMs;
    const rows = await ask({ from: from + first * stepMs, to, stepMs, most: mostRows + 1 });
    found[part] = rows.map((row) => ({ ...row, slot: Number(row.slot) + first }));
  });
  await runAll(tasks, 2);
  return found.flat();
}

/** Of sources whose numbers a roll-up has. */
export async function openSums<S extends Source, Row extends CellRow>(
  kind: Kind<S, Row>,
  input: InputOf<S>,
  steps: Steps,
): Promise<{ readonly read: ReadWindow }> {
  const rows = checked(await kind.ask(familyOf(input), spanOf(steps)));
  return { read: sumWindows(kind, input.source, input.groupBy, rows, steps) };
}

/** Of sources for which all spans or log records of the range are read, and no roll-up. */
export async function openScan<S extends Source, Row extends CellRow>(
  kind: Kind<S, Row>,
  input: InputOf<S>,
  steps: Steps,
): Promise<{ readonly read: ReadWindow }> {
  const family = familyOf(input);
  const rows = checked(await askInParts(steps, (span) => kind.ask(family, span)));
  return { read: sumWindows(kind, input.source, input.groupBy, rows, steps) };
}

const precision = 2 ** -(classBits + 1);
/** The parameter of queries for {@link ClassRow}. */
export const classShift = 52 - classBits;

/** Windows of a percentile in seconds; classes have so many units a second. */
export function classWindows(
  {
    source: { measure },
    groupBy,
  }: Pick<Input, "groupBy"> & { readonly source: { readonly measure: string } },
  rows: readonly ClassRow[],
  steps: Steps,
  unitsOfSecond: number,
): { readonly read: ReadWindow; readonly precision: number } {
  const share = Number(measure.slice(1)) / 100;
  const secondsOf = (one: number): number => middleOf(one) / unitsOfSecond;
  return { read: percentileWindows(share, groupBy, checked(rows), steps, secondsOf), precision };
}

/** A row that becomes a fact. */
export interface FactRow extends CellRow {
  readonly at: number;
  readonly fits: boolean | number;
}

export function attributesOf(row: FactRow, groupBy: readonly string[]): Fact["attributes"] {
  return { ...labelsOf(row, groupBy), [fitsKey]: row.fits ? "1" : "0" };
}
