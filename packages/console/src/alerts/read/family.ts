// Inputs that differ only in what they select share a query: it groups by what is selected, and its rows are shared out here.
import type { GroupSample, Input, Labels, Reading, Sample, Source } from "alerts/readings";
import type { QueryParams } from "../../store/query/query.ts";
import { ReadingMistake } from "./ask.ts";

/** An input of one kind of source. */
export type InputOf<S extends Source> = Input & { readonly source: S };

/** Inputs that one query answers. */
export interface Family<S extends Source> {
  readonly inputs: readonly InputOf<S>[];
  readonly windowMs: number;
  readonly agoMs: number;
  readonly groupBy: readonly string[];
  readonly where: readonly (readonly [key: string, value: string])[];
}

/** A part of time that a query answers, in steps. */
export interface Span {
  /** Unix ms. */
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
  /** Only this part of it is read; absent: all of it. */
  readonly within?: { readonly from: number; readonly to: number } | undefined;
  /** Rows of an answer; by default one more than are groups of a reading. */
  readonly most?: number;
  /** Rows say how many there are. */
  readonly counted?: true;
}

/** A row with the groups of its query, and the number of the step from the beginning of its span. */
export interface CellRow {
  readonly slot: string | number;
  readonly cell1?: string;
  readonly cell2?: string;
  readonly cell3?: string;
  readonly cell4?: string;
  readonly cell5?: string;
  readonly groupCount?: string;
}

/** How readings of a kind of source come from rows. */
export interface Kind<S extends Source, Row extends CellRow> {
  /** What inputs must have in common, besides window, groups and conditions, to share a query. */
  share(input: InputOf<S>): string;
  /** What tells selections apart of which a query has places for some only; by default every input is one. */
  choiceOf?(source: S): string;
  /** Selections in one query. */
  readonly mostChoices?: number;
  ask(family: Family<S>, span: Span): Promise<readonly Row[]>;
  /** The selection that a row belongs to, and the one of a source. */
  keyOfRow(row: Row): string;
  keyOf(source: S): string;
  /** What the value of a row is computed from; the first number is 0 without data. */
  numbersOf(source: S, row: Row): readonly number[];
  /** Whether the numbers of a longer window are the sums of those of its parts. */
  isAdditive(source: S): boolean;
  sampleOf(source: S, numbers: readonly number[], seconds: number): Sample;
}

/** Selections in one query: their names are parameters, whose size is limited. */
const mostSelections = 250;
const slots = 5;

/** What one reading may need. More is an error with the figure, and never cut. */
export interface ReadLimits {
  /** Groups of a query. */
  readonly groups: number;
  /** Points of gauges and sums. */
  readonly samples: number;
  /** Points of histograms. */
  readonly points: number;
  /** Series with points. */
  readonly series: number;
}

export const usualLimits: ReadLimits = {
  groups: 100_000,
  samples: 1_000_000,
  points: 100_000,
  series: 100_000,
};

export function familiesOf<S extends Source>(
  inputs: readonly InputOf<S>[],
  {
    share,
    choiceOf,
    mostChoices = mostSelections,
  }: Pick<Kind<S, CellRow>, "share" | "choiceOf" | "mostChoices">,
): readonly Family<S>[] {
  const families = new Map<string, InputOf<S>[]>();
  for (const input of inputs) {
    const { windowMs, agoMs, groupBy, source } = input;
    const key = JSON.stringify([windowMs, agoMs, groupBy, whereOf(source), share(input)]);
    const known = families.get(key);
    if (known === undefined) families.set(key, [input]);
    else known.push(input);
  }
  return [...families.values()].flatMap((all) => {
    const { windowMs, agoMs, groupBy, source } = all[0]!;
    const where = whereOf(source);
    const choices = new Map<string, InputOf<S>[]>();
    for (const input of all) {
      const choice = choiceOf?.(input.source) ?? input.id;
      choices.set(choice, [...(choices.get(choice) ?? []), input]);
    }
    const ordered = [...choices.values()];
    return Array.from({ length: Math.ceil(ordered.length / mostChoices) }, (_, at) => ({
      inputs: ordered.slice(at * mostChoices, (at + 1) * mostChoices).flat(),
      windowMs,
      agoMs,
      groupBy,
      where,
    }));
  });
}

/** Two families with half of the selections each; undefined when there is only one. */
export function halvesOf<S extends Source>(
  family: Family<S>,
  choiceOf: ((source: S) => string) | undefined,
): readonly [Family<S>, Family<S>] | undefined {
  const choices = [...new Set(family.inputs.map(({ id, source }) => choiceOf?.(source) ?? id))];
  if (choices.length === 1) return undefined;
  const first = new Set(choices.slice(0, Math.ceil(choices.length / 2)));
  const isFirst = ({ id, source }: InputOf<S>): boolean => first.has(choiceOf?.(source) ?? id);
  return [
    { ...family, inputs: family.inputs.filter(isFirst) },
    { ...family, inputs: family.inputs.filter((input) => !isFirst(input)) },
  ];
}

/** What a query would return is too much for one reading. Asked again by rule, it is an error of those that need so much. */
export class TooMuch extends ReadingMistake {}

/** Conditions in a fixed order. */
export function whereOf(source: Source): readonly (readonly [string, string])[] {
  const where = "where" in source ? (source.where ?? {}) : {};
  return Object.entries(where)
    .map(([key, value]) => [key, String(value)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * The parameters of groups and conditions.
 *
 * @throws {ReadingMistake} when there are more than a query has places for.
 */
export function cellParams({ groupBy, where }: Pick<Family<Source>, "groupBy" | "where">): QueryParams {
  if (groupBy.length > slots)
    throw new ReadingMistake(
      `\`groupBy\` has ${groupBy.length} attributes; at most ${slots} are read. Remove some.`,
    );
  if (where.length > slots)
    throw new ReadingMistake(
      `\`where\` has ${where.length} attributes; at most ${slots} are read. Remove some.`,
    );
  return Object.fromEntries([
    ...groupBy.map((key, at) => [`group${at + 1}Key`, key]),
    ...where.flatMap(([key, value], at) => [
      [`where${at + 1}Key`, key],
      [`where${at + 1}Value`, `=${value}`],
    ]),
  ]) as QueryParams;
}

/** The parameters of a span of time. */
export function spanParams(span: Span): QueryParams {
  const { from, to, stepMs, within = span, most = usualLimits.groups + 1, counted } = span;
  const read = { from: Math.max(from, within.from), to: Math.min(to, within.to) };
  return {
    from: toSqlTime(read.from),
    to: toSqlTime(read.to),
    fromMs: from,
    toMs: to,
    stepMs,
    most,
    counted,
  };
}

/** Unix ms as text of `DateTime64`. */
export function toSqlTime(ms: number): string {
  return new Date(ms).toISOString().replace("T", " ").replace("Z", "");
}

const cellNames = ["cell1", "cell2", "cell3", "cell4", "cell5"] as const;

/** The labels of a row. */
export function labelsOf(row: CellRow, groupBy: readonly string[]): Labels {
  return Object.fromEntries(groupBy.map((key, at) => [key, row[cellNames[at]!] ?? ""]));
}

/** The readings of a family, each of the rows that it selects. */
export async function readFamily<S extends Source, Row extends CellRow>(
  kind: Kind<S, Row>,
  family: Family<S>,
  at: number,
  limits: ReadLimits,
): Promise<ReadonlyMap<string, Reading>> {
  const to = at - family.agoMs;
  const most = limits.groups + 1;
  const span = { from: to - family.windowMs, to, stepMs: family.windowMs, most };
  const byKey = new Map<string, Row[]>();
  const rows = await kind.ask(family, span);
  if (rows.length > limits.groups) throw new TooMuch(await tooManyGroups(kind, family, span, limits));
  for (const row of rows) {
    const key = kind.keyOfRow(row);
    const own = byKey.get(key);
    if (own === undefined) byKey.set(key, [row]);
    else own.push(row);
  }
  const seconds = family.windowMs / 1000;
  return new Map(
    family.inputs.map(({ id, source, groupBy }) => {
      const groups = (byKey.get(kind.keyOf(source)) ?? []).flatMap((row): GroupSample[] => {
        const numbers = kind.numbersOf(source, row);
        return numbers[0] === 0
          ? []
          : [{ labels: labelsOf(row, groupBy), sample: kind.sampleOf(source, numbers, seconds) }];
      });
      return [id, { groups }];
    }),
  );
}

/** With the number of groups, which the store counts. */
async function tooManyGroups<S extends Source, Row extends CellRow>(
  kind: Kind<S, Row>,
  family: Family<S>,
  span: Span,
  limits: ReadLimits,
): Promise<string> {
  const [row] = await kind.ask(family, { ...span, most: 1, counted: true });
  const by = family.groupBy.map((key) => `\`${key}\``).join(", ");
  return `Groups by ${by}: ${Number(row?.groupCount).toLocaleString("en")} groups, limit ${limits.groups.toLocaleString("en")}. Group by an attribute with fewer values, or restrict it with \`where\`.`;
}
