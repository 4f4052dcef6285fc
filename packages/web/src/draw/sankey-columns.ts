// What a picture of a journey is drawn from: for each step by its number the nodes that hold all visits, and the bands to the next column.
// Small nodes are one, "other"; so every column has the same sum.
import type { JourneyColumn, JourneyColumnNode, JourneyColumnsResult } from "contract";

import { foldColumn, otherStep } from "./sankey-fold.ts";

/** `done`: visits that came to the end before this step. `ended`: all others that ended before it. The last three are the last column. */
export type SankeyKind = "step" | "done" | "ended" | "completed" | "open" | "left";

export interface SankeyNode {
  readonly key: string;
  readonly kind: SankeyKind;
  /** From 0. */
  readonly column: number;
  readonly visits: number;
  /** Of `step`: its figures. Its name is `null` where it stands for all small ones. */
  readonly step?: JourneyColumnNode;
  /** Visits that are not on any band from here: they fade out. */
  readonly fading: number;
}

export interface SankeyBand {
  /** Keys of nodes. */
  readonly from: string;
  readonly to: string;
  readonly kind: "way" | "done" | "ended";
  readonly visits: number;
  readonly medianMs: number | null;
  readonly errors: number | null;
}

export interface SankeyColumns {
  readonly visits: number;
  /** Each from top to bottom; the last one is the end of all visits. */
  readonly columns: readonly (readonly SankeyNode[])[];
  readonly bands: readonly SankeyBand[];
}

/** A step in a column, from 0. */
export interface Selected {
  readonly column: number;
  readonly step: string;
}

type Journey = Pick<JourneyColumnsResult, "visits" | "columns" | "completed" | "open" | "left">;

/** Nodes with less than `minShare` (0 to 1) of all visits are folded, but for the one that is `selected`. */
export function sankeyColumns(journey: Journey, minShare: number, selected?: Selected): SankeyColumns {
  const known = journey.columns.filter(({ visits }) => visits > 0);
  if (known.length === 0) return { visits: 0, columns: [], bands: [] };
  const order = byEnd(known);
  const folded = known.map((column, at) =>
    foldColumn(column, known[at + 1], {
      least: journey.visits * minShare,
      kept: [selected?.column === at ? selected.step : undefined, nextStep(selected, at)],
    }),
  );
  const columns = folded.map((column, at) =>
    nodesOf(column, at, at === folded.length - 1).toSorted((a, b) => order(a) - order(b)),
  );
  return {
    visits: journey.visits,
    columns: [...columns, endsOf(journey, columns.length)],
    bands: folded.flatMap((column, at) => bandsOf(column, at, at === folded.length - 1)),
  };
}

const nextStep = (selected: Selected | undefined, at: number): string | undefined =>
  selected?.column === at + 1 ? selected.step : undefined;

const keyOf = (column: number, kind: SankeyKind, step: string | null = ""): string =>
  `${column} ${kind} ${step ?? otherStep}`;

function nodesOf(column: JourneyColumn, at: number, isLast: boolean): SankeyNode[] {
  const { before } = column;
  const counted = (kind: "done" | "ended", visits: number): SankeyNode[] =>
    visits === 0 ? [] : [{ key: keyOf(at, kind), kind, column: at, visits, fading: 0 }];
  return [
    ...counted("done", before.completed),
    ...column.nodes.map((step): SankeyNode => ({
      key: keyOf(at, "step", step.step),
      kind: "step",
      column: at,
      visits: step.visits,
      step,
      fading: isLast ? step.became.left : step.ended.left + step.ended.open,
    })),
    ...counted("ended", before.open + before.left),
  ];
}

function endsOf(journey: Journey, at: number): SankeyNode[] {
  return (["completed", "open", "left"] as const).flatMap((kind) =>
    journey[kind] === 0 ? [] : [{ key: keyOf(at, kind), kind, column: at, visits: journey[kind], fading: 0 }],
  );
}

/** Bands from a column to the next one; what follows the last column is drawn by how its visits ended. */
function bandsOf({ nodes, links, before }: JourneyColumn, at: number, isLast: boolean): SankeyBand[] {
  const band = (from: string, to: string, kind: SankeyBand["kind"], visits: number): SankeyBand => ({
    from,
    to,
    kind,
    visits,
    medianMs: null,
    errors: null,
  });
  const [done, ended] = [keyOf(at, "done"), keyOf(at, "ended")];
  const next = at + 1;
  const ways = isLast
    ? nodes.flatMap(({ step, became }) => [
        band(keyOf(at, "step", step), keyOf(next, "completed"), "done", became.completed),
        band(keyOf(at, "step", step), keyOf(next, "open"), "way", became.open),
      ])
    : [
        ...links.map((link): SankeyBand => ({
          ...link,
          from: keyOf(at, "step", link.from),
          to: keyOf(next, "step", link.to),
          kind: "way",
        })),
        ...nodes.map(({ step, ended: over }) =>
          band(keyOf(at, "step", step), keyOf(next, "done"), "done", over.completed),
        ),
      ];
  const over = isLast
    ? [
        band(done, keyOf(next, "completed"), "done", before.completed),
        band(ended, keyOf(next, "open"), "ended", before.open),
        band(ended, keyOf(next, "left"), "ended", before.left),
      ]
    : [
        band(done, keyOf(next, "done"), "done", before.completed),
        band(ended, keyOf(next, "ended"), "ended", before.open + before.left),
      ];
  return [...over, ...ways].filter(({ visits }) => visits > 0);
}

/**
 * Steps from which more visits come to the end are above others, in all columns alike, so that bands cross little; without an end, those
 * with more visits. Small steps and visits that ended are below.
 */
function byEnd(columns: readonly JourneyColumn[]): (node: SankeyNode) => number {
  const sums = new Map<string | null, { visits: number; completed: number }>();
  for (const { step, visits, became } of columns.flatMap(({ nodes }) => nodes)) {
    const sum = sums.get(step) ?? { visits: 0, completed: 0 };
    sums.set(step, { visits: sum.visits + visits, completed: sum.completed + became.completed });
  }
  const ranked = [...sums]
    .toSorted(([, a], [, b]) => b.completed / b.visits - a.completed / a.visits || b.visits - a.visits)
    .map(([step]) => step);
  const ranks = new Map(ranked.map((step, at) => [step, at]));
  return ({ kind, step }) => {
    if (kind === "done") return -1;
    if (kind === "ended") return ranked.length + 1;
    return step === undefined || step.step === null ? ranked.length : ranks.get(step.step)!;
  };
}
