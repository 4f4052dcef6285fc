// One step of a journey: the steps before and after it, with visits and times.
import { shareOf } from "catalog/measures";
import type { JourneyLink, JourneyNode, JourneyResult } from "contract";

export interface StepEdge {
  readonly name: string;
  /** `null` for visits that came no further. */
  readonly step: string | null;
  /** Leads back to an earlier column. */
  readonly isLoop: boolean;
  readonly visits: number;
  /** Of the visits at the step. */
  readonly share: number;
  readonly medianMs: number | null;
  /** Share of its visits in which something failed at its end; `null` for visits that came no further. */
  readonly errors: number | null;
}

export interface StepFacts {
  readonly node: JourneyNode;
  /** The number of its column, from 1. */
  readonly position: number;
  readonly of: number;
  /** Typical time until the next step: the links' medians, weighted by visits. `null` at the end. */
  readonly timeMs: number | null;
  readonly cameFrom: readonly StepEdge[];
  /** What became of the visits at the step: their shares add up to 1. */
  readonly wentTo: readonly StepEdge[];
}

/** The facts of `step`; `undefined` when the journey has no such step. They include links that are too small to be drawn. */
export function stepFacts(journey: JourneyResult, step: string): StepFacts | undefined {
  const node = journey.nodes.find((n) => n.step === step);
  if (node === undefined) return undefined;
  const columns = [...new Set(journey.nodes.map((n) => n.depth))].toSorted((a, b) => a - b);
  const ofStep = (visits: number): number => shareOf(visits, node.visits) ?? 0;
  const edge = (link: JourneyLink, to: string, back: string): StepEdge => ({
    name: link.loop ? `${back} ${to}` : to,
    step: to,
    isLoop: link.loop,
    visits: link.visits,
    share: ofStep(link.visits),
    medianMs: link.medianMs,
    errors: shareOf(link.errors, link.visits) ?? 0,
  });
  const end = (name: string, visits: number): StepEdge[] =>
    visits === 0
      ? []
      : [{ name, step: null, isLoop: false, visits, share: ofStep(visits), medianMs: null, errors: null }];
  const out = journey.links.filter((link) => link.from === step);
  return {
    node,
    position: columns.indexOf(node.depth) + 1,
    of: columns.length,
    timeMs: weightedMedian(out),
    cameFrom: journey.links
      .filter((link) => link.to === step)
      .map((link) => edge(link, link.from, "back from"))
      .toSorted(byVisits),
    wentTo: [
      ...out.map((link) => edge(link, link.to, "back to")).toSorted(byVisits),
      ...end("ended well", node.ended),
      ...end("still open", node.open),
      ...end("left", node.left),
    ],
  };
}

const byVisits = (a: StepEdge, b: StepEdge): number => b.visits - a.visits;

function weightedMedian(links: readonly JourneyLink[]): number | null {
  const total = links.reduce((sum, link) => sum + link.visits, 0);
  if (total === 0) return null;
  let seen = 0;
  for (const link of links.toSorted((a, b) => a.medianMs - b.medianMs)) {
    seen += link.visits;
    if (seen * 2 >= total) return link.medianMs;
  }
  return null;
}
