// A formula over the lines of several queries: one line for each group that they have in common. Pure.
import { evaluateFormula, type Formula, lettersIn, unitOfFormula } from "contract";
import type { ChartData, DataLine } from "./chart-data.ts";

/** Groups that a formula draws, at most. */
const mostGroups = 20;

/**
 * The lines of `formula`. A query without groups counts for every group; of a query with groups the line of the same group does, and a group
 * that one of them lacks has gaps. Groups without any value have no line.
 *
 * @param data the queries by letter, on one time axis.
 */
export function formulaLines(
  formula: Formula,
  data: ReadonlyMap<string, ChartData>,
  text: string,
): Pick<ChartData, "lines" | "unit" | "perSecond" | "truncated"> {
  const used = lettersIn(formula).map((letter) => [letter, linesByGroup(data.get(letter))] as const);
  const lines = new Map(used);
  const grouped = used.filter(([, groups]) => [...groups.keys()].some((key) => key !== ""));
  const keys = new Set(grouped.length === 0 ? [""] : grouped.flatMap(([, groups]) => [...groups.keys()]));
  const length = Math.max(0, ...[...data.values()].map(({ times }) => times.length));
  const found = [...keys].flatMap((key): DataLine[] => {
    const of = (letter: string): DataLine | undefined =>
      lines.get(letter)?.get(key) ??
      (grouped.some(([name]) => name === letter) ? undefined : lines.get(letter)?.get(""));
    const group = grouped.map(([letter]) => of(letter)).find((one) => one !== undefined);
    const values = Array.from({ length }, (_, at) =>
      evaluateFormula(formula, (letter) => of(letter)?.values[at] ?? null),
    );
    if (values.every((value) => value === null)) return [];
    const hasTotal = used.every(([letter]) => of(letter) === undefined || of(letter)!.total !== undefined);
    const total = hasTotal ? evaluateFormula(formula, (letter) => of(letter)?.total ?? null) : undefined;
    return [{ label: group?.label ?? text, labels: group?.labels ?? {}, kind: "line", values, total }];
  });
  const unit = unitOfFormula(formula, (letter) => unitWithTime(data.get(letter)));
  return {
    lines: found.slice(0, mostGroups),
    truncated: Math.max(
      0,
      found.length - mostGroups,
      ...used.map(([letter]) => data.get(letter)?.truncated ?? 0),
    ),
    unit: unit.endsWith("/s") ? unit.slice(0, -2) : unit,
    perSecond: unit.endsWith("/s"),
  };
}

function unitWithTime(data: ChartData | undefined): string {
  if (data === undefined) return "";
  return data.perSecond ? `${data.unit}/s` : data.unit;
}

function linesByGroup(data: ChartData | undefined): ReadonlyMap<string, DataLine> {
  return new Map(
    (data?.lines ?? []).map((line) => {
      const labels = Object.entries(line.labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
      return [labels.length === 0 ? "" : JSON.stringify(labels), line];
    }),
  );
}
