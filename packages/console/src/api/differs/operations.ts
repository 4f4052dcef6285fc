// Spans are compared within the same operation: that failing spans are of another kind than others, or of another route, says where it is
// and not why. So the rest has as many spans of each operation as the selection, by weights; operations without a span of the selection are
// left out, and those without a rest are findings of their own (always-selected.ts). Counts are of what spans stand for before sampling, evidence is what was stored.
import type { QueryParams } from "../context.ts";
import { type AlwaysSelected, findAlwaysSelected } from "./always-selected.ts";
import type { Operation, Sides, Weighed } from "./counts.ts";

/** A row of `differs-span-sides`: an operation, or all of them. */
export interface SideRow {
  readonly isTotal: number;
  readonly operation: number;
  readonly name: string;
  readonly selectionRows: string;
  readonly restRows: string;
  readonly selectionWeight: number;
  readonly selectionSquares: number;
  readonly restWeight: number;
  readonly restSquares: number;
  readonly selectionTraces: string;
  readonly restTraces: string;
}

export interface SpanSides {
  readonly sides: Sides;
  /** How many spans are compared. */
  readonly rows: { readonly selection: number; readonly rest: number };
  /** Whether spans are compared within their operations. */
  readonly isWithin: boolean;
  /** Operations that are not compared, because nearly all of their spans are selected. */
  readonly always: AlwaysSelected;
  /** The operations that are compared, and by how much the rest of each counts; `undefined`: all. */
  readonly compared?: { readonly ids: readonly number[]; readonly weights: readonly number[] };
}

/** For the queries that count. */
export function toComparedParams({ compared }: SpanSides): QueryParams {
  return compared === undefined ? {} : { compared: compared.ids, comparedWeights: compared.weights };
}

/** For the queries of patterns and money: they read the spans that are not compared, too. */
export function toPatternParams({ compared, always }: SpanSides): QueryParams {
  const lists = {
    alwaysOperations: [0, ...always.operations],
    alwaysBits: [0, ...always.findings.map(({ mask }) => mask)],
  };
  return compared === undefined
    ? lists
    : {
        ...lists,
        compared: [...compared.ids, ...always.operations],
        comparedWeights: [...compared.weights, ...always.operations.map(() => 0)],
      };
}

/** Fewer spans of the rest, or a smaller part of those of the selection, cannot represent an operation. */
const minRest = 5;
const minRestShare = 0.05;
/** If less of the selection is in operations that have a rest, all spans are compared: the operation is what differs. */
const minCovered = 0.5;

export function toSpanSides(rows: readonly SideRow[]): SpanSides {
  const total = rows.find(({ isTotal }) => Boolean(isTotal));
  const all = total === undefined ? noOperation : toOperation(total);
  const operations = rows.filter(({ isTotal }) => !isTotal).map(toOperation);
  const comparable = operations.filter(
    ({ selection, rest }) => rest.rows >= Math.max(minRest, selection.rows * minRestShare),
  );
  const covered = sumOf(comparable.map(({ selection }) => selection));
  const traces = { selection: Number(total?.selectionTraces ?? 0), rest: Number(total?.restTraces ?? 0) };
  const together = toSides(all.selection, all.rest, all.selection.rows, traces);
  if (covered.rows < all.selection.rows * minCovered)
    return { ...together, isWithin: false, always: noAlways };
  const left = operations.filter((one) => !comparable.includes(one));
  const weights = weightsOf(comparable);
  const rest = sumOf(
    comparable.map((one, at) => ({
      rows: one.rest.rows,
      weight: one.rest.weight * weights[at]!,
      squares: one.rest.squares * weights[at]! ** 2,
    })),
  );
  const always = findAlwaysSelected(left, covered.rows, together.sides);
  const own = toSides(covered, rest, all.selection.rows, traces);
  return {
    rows: { ...own.rows, selection: Math.round(covered.rows / always.comparedShare) },
    sides: own.sides,
    isWithin: true,
    always,
    compared: { ids: comparable.map(({ id }) => id), weights },
  };
}

/** By which the rest has the mix of operations of the selection, and as much weight as before. */
function weightsOf(operations: readonly Operation[]): number[] {
  const selection = sumOf(operations.map((one) => one.selection)).weight;
  const rest = sumOf(operations.map((one) => one.rest)).weight;
  return operations.map((one) => (one.selection.weight / selection) * (rest / one.rest.weight));
}

/** A trace is one observation; of the rest as many spans are in a trace as of the selection, but there are no more traces than were counted. */
function toSides(
  selection: Weighed,
  rest: Weighed,
  allRows: number,
  traces: { readonly selection: number; readonly rest: number },
): Pick<SpanSides, "sides" | "rows"> {
  const perRow = allRows === 0 ? 0 : traces.selection / allRows;
  return {
    rows: { selection: selection.rows, rest: rest.rows },
    sides: {
      selection: selection.weight,
      rest: rest.weight,
      selectionGroups: effective(selection) * perRow,
      restGroups: Math.min(traces.rest, effective(rest) * perRow),
    },
  };
}

/** As many spans of equal weight say as much (Kish). */
function effective({ weight, squares }: Weighed): number {
  return squares === 0 ? 0 : (weight * weight) / squares;
}

function sumOf(parts: readonly Weighed[]): Weighed {
  return parts.reduce(
    (sum, one) => ({
      rows: sum.rows + one.rows,
      weight: sum.weight + one.weight,
      squares: sum.squares + one.squares,
    }),
    nothing,
  );
}

const noAlways: AlwaysSelected = { findings: [], operations: [], comparedShare: 1 };
const nothing: Weighed = { rows: 0, weight: 0, squares: 0 };
const noOperation: Operation = { id: 0, name: "", selection: nothing, rest: nothing };

function toOperation(row: SideRow): Operation {
  return {
    id: Number(row.operation),
    name: row.name,
    selection: {
      rows: Number(row.selectionRows),
      weight: row.selectionWeight,
      squares: row.selectionSquares,
    },
    rest: { rows: Number(row.restRows), weight: row.restWeight, squares: row.restSquares },
  };
}
