// Where the visits of one step of a column came from, and what became of them.
import { shareOf } from "catalog/measures";
import { restName } from "catalog/rest-name";
import type { JourneyColumnNode, JourneyColumnsResult } from "contract";

import type { Selected } from "../../draw/sankey-columns.ts";

export interface ColumnWay {
  readonly name: string;
  /** The step it leads to or comes from; `null` for an end, and for steps that are not listed. */
  readonly step: string | null;
  readonly visits: number;
  /** Of the visits at the step. */
  readonly share: number;
  readonly medianMs: number | null;
  /** Share of its visits. */
  readonly errors: number | null;
  readonly isLoss: boolean;
}

export interface ColumnFacts {
  readonly node: JourneyColumnNode;
  readonly cameFrom: readonly ColumnWay[];
  /** Their shares add up to 1. */
  readonly wentTo: readonly ColumnWay[];
}

type Columns = Pick<JourneyColumnsResult, "columns" | "end">;

/** What stands for the steps that are not listed: a name that no step of the picture has. */
export function otherSteps({ columns }: Pick<Columns, "columns">): string {
  return restName(columns.flatMap(({ nodes }) => nodes.flatMap(({ step }) => step ?? [])));
}

/** The step that an address names, in its column (from 1) or else in the first one that has it; `undefined` where none has. */
export function selectedIn(
  { columns }: Pick<Columns, "columns">,
  { step, column }: { readonly step?: string | undefined; readonly column?: number | undefined },
): Selected | undefined {
  if (step === undefined) return undefined;
  const at = columns.findIndex(
    ({ nodes }, place) =>
      (column === undefined || column === place + 1) && nodes.some((node) => node.step === step),
  );
  return at < 0 ? undefined : { step, column: at };
}

/** The facts of the selected step; `undefined` when its column has no such step. */
export function columnFacts(journey: Columns, { column, step }: Selected): ColumnFacts | undefined {
  const node = journey.columns[column]?.nodes.find((one) => one.step === step);
  if (node === undefined) return undefined;
  return {
    node,
    cameFrom: column === 0 ? [] : linksOf(journey, column - 1, node, "to"),
    wentTo: waysFrom(journey, column, node),
  };
}

/** What became of the visits at `node` of a column, from 0: their shares add up to 1. */
export function waysFrom(journey: Columns, column: number, node: JourneyColumnNode): ColumnWay[] {
  const ended = (name: string, visits: number, isLoss = false): ColumnWay[] =>
    visits === 0 ? [] : [wayOf(node, name, visits, { isLoss })];
  return [
    ...ended(journey.end.name, node.ended.completed),
    ...linksOf(journey, column, node, "from"),
    ...ended("still open", node.ended.open),
    ...ended("left", node.ended.left, true),
  ];
}

/** The links of `column` whose `side` is the node. */
function linksOf(
  { columns }: Columns,
  column: number,
  node: JourneyColumnNode,
  side: "from" | "to",
): ColumnWay[] {
  const other = side === "from" ? "to" : "from";
  const rest = otherSteps({ columns });
  return (columns[column]?.links ?? [])
    .filter((link) => link[side] === node.step)
    .map((link) =>
      wayOf(node, link[other] ?? rest, link.visits, {
        step: link[other],
        medianMs: link.medianMs,
        errors: link.errors === null ? null : shareOf(link.errors, link.visits),
      }),
    );
}

const wayOf = (
  node: JourneyColumnNode,
  name: string,
  visits: number,
  part: Partial<ColumnWay>,
): ColumnWay => ({
  name,
  step: null,
  visits,
  share: shareOf(visits, node.visits) ?? 0,
  medianMs: null,
  errors: null,
  isLoss: false,
  ...part,
});

/** The steps of the most used path to the selected step, which is last; a step comes once. From the first column, of the most used path on. */
export function columnFunnel(
  { columns }: Pick<JourneyColumnsResult, "columns">,
  { column, step }: Selected,
): readonly string[] {
  const path = [step];
  if (column === 0) {
    for (let at = 0; at < columns.length - 1; at++) {
      const next = columns[at]!.links.find(({ from, to }) => from === path.at(-1) && to !== null)?.to;
      if (next === undefined || next === null || path.includes(next)) break;
      path.push(next);
    }
    return path;
  }
  let last: string = step;
  for (let at = column - 1; at >= 0; at--) {
    const before = columns[at]!.links.find(({ from, to }) => to === last && from !== null)?.from;
    if (before === undefined || before === null) break;
    if (!path.includes(before)) path.unshift(before);
    last = before;
  }
  return path;
}
