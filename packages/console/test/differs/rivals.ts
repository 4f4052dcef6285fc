// What is usually shown instead: values by their raw lift, and values by what they add to Kullback and Leibler's divergence of their
// attribute. Both are given the same values and pairs as the engine, and ask for a few rows so as not to name single ones.
import type { Candidate } from "../../src/api/differs/candidates.ts";
import { countSides, countValues, meetsCandidate } from "./count-rows.ts";
import type { Row } from "./planted-rows.ts";

type Named = Pick<Candidate, "key" | "kind" | "value">;

/** Fewer rows of the selection name nothing. */
const minRows = 5;
/** As usual for a list of suspects: twice as frequent; */
const minLift = 2;
/** a tenth of a bit. */
const minDivergence = 0.1;

/** By how much more frequent a condition is in the selection. */
export function rankByLift(rows: readonly Row[]): readonly Named[] | undefined {
  return rank(rows, (p, q) => p / q, minLift);
}

/** By `p · log₂(p / q)`, the condition's part of the divergence. */
export function rankByDivergence(rows: readonly Row[]): readonly Named[] | undefined {
  return rank(rows, (p, q) => p * Math.log2(p / q), minDivergence);
}

function rank(
  rows: readonly Row[],
  score: (selectionShare: number, restShare: number) => number,
  least: number,
): readonly Named[] | undefined {
  const sides = countSides(rows);
  const scoreOf = (selection: number, rest: number): number =>
    // Half a row more: else a condition that the rest never meets is infinitely more frequent.
    selection < minRows
      ? 0
      : score((selection + 0.5) / (sides.selection + 1), (rest + 0.5) / (sides.rest + 1));
  const singles = conditionsOf(rows)
    .map(({ selection, rest, ...condition }) => ({
      conditions: [condition],
      score: scoreOf(selection, rest),
    }))
    .toSorted((x, y) => y.score - x.score)
    .slice(0, 24)
    .map((one) => ({ ...one, met: new Set(rows.filter((row) => meetsCandidate(row, one.conditions[0]!))) }));
  const pairs = singles.flatMap((one, at) =>
    singles.slice(at + 1).flatMap((other) => {
      const conditions = [...one.conditions, ...other.conditions];
      if (conditions[0]!.key === conditions[1]!.key) return [];
      const met = [...one.met].filter((row) => other.met.has(row));
      const selection = met.filter((row) => row.selected).length;
      const both = scoreOf(selection, met.length - selection);
      // A pair says more when it beats the better of the two by a tenth.
      return both > 1.1 * Math.max(one.score, other.score) ? [{ conditions, score: both }] : [];
    }),
  );
  const [first] = [...singles, ...pairs].toSorted((a, b) => b.score - a.score);
  return first === undefined || first.score < least ? undefined : first.conditions;
}

interface Counted extends Named {
  readonly selection: number;
  readonly rest: number;
}

function conditionsOf(rows: readonly Row[]): Counted[] {
  const sides = countSides(rows);
  const values = countValues(rows).flatMap(({ key, values: top, distinct, ...present }): Counted[] =>
    distinct > rows.length / 2
      ? []
      : [
          ...top.map((one): Counted => ({ key, kind: "value", ...one })),
          {
            key,
            kind: "absent",
            value: "",
            selection: sides.selection - present.selection,
            rest: sides.rest - present.rest,
          },
        ],
  );
  const keys = new Set(rows.flatMap((row) => [...row.numbers.keys()]));
  return [...values, ...[...keys].flatMap((key) => thresholdsOf(rows, key))];
}

/** From the median, the upper quarter, tenth and twentieth on. */
function thresholdsOf(rows: readonly Row[], key: string): Counted[] {
  const sorted = rows
    .filter((row) => row.numbers.has(key))
    .toSorted((a, b) => a.numbers.get(key)! - b.numbers.get(key)!);
  return [0.5, 0.75, 0.9, 0.95].map((share) => {
    const first = Math.floor(share * sorted.length);
    const met = sorted.slice(first);
    const selection = met.filter((row) => row.selected).length;
    return {
      key,
      kind: "atLeast",
      value: String(sorted[first]!.numbers.get(key)),
      selection,
      rest: met.length - selection,
    };
  });
}
