// One step of a journey: the steps before and after it, with people and times.
import type { JourneyLink, JourneyNode, JourneyResult } from "contract";

export interface StepEdge {
  readonly name: string;
  /** `null` for people who left. */
  readonly step: string | null;
  readonly people: number;
  /** Of the people at the step. */
  readonly share: number;
  readonly medianMs: number | null;
  /** Share of its people for whom something failed at its end; `null` for people who left. */
  readonly errors: number | null;
}

export interface StepFacts {
  readonly node: JourneyNode;
  /** The number of its column, from 1. */
  readonly position: number;
  readonly of: number;
  /** Typical time until the next step: the links' medians, weighted by people. `null` at the end. */
  readonly timeMs: number | null;
  readonly cameFrom: readonly StepEdge[];
  readonly wentTo: readonly StepEdge[];
  readonly loops: readonly StepEdge[];
}

/** The facts of `step`; `undefined` when the journey has no such step. They include links that are too small to be drawn. */
export function stepFacts(journey: JourneyResult, step: string): StepFacts | undefined {
  const node = journey.nodes.find((n) => n.step === step);
  if (node === undefined) return undefined;
  const columns = [...new Set(journey.nodes.map((n) => n.depth))].toSorted((a, b) => a - b);
  const edge = (link: JourneyLink, name: string, to: string): StepEdge => ({
    name,
    step: to,
    people: link.people,
    share: node.people === 0 ? 0 : link.people / node.people,
    medianMs: link.medianMs,
    errors: link.people === 0 ? 0 : link.errors / link.people,
  });
  const forward = journey.links.filter((link) => !link.loop);
  const out = forward.filter((link) => link.from === step);
  const left: StepEdge = {
    name: "left",
    step: null,
    people: node.left,
    share: node.people === 0 ? 0 : node.left / node.people,
    medianMs: null,
    errors: null,
  };
  return {
    node,
    position: columns.indexOf(node.depth) + 1,
    of: columns.length,
    timeMs: weightedMedian(out),
    cameFrom: forward
      .filter((link) => link.to === step)
      .map((link) => edge(link, link.from, link.from))
      .toSorted(byPeople),
    wentTo: [
      ...out.map((link) => edge(link, link.to, link.to)).toSorted(byPeople),
      ...(node.left > 0 && step !== journey.goal ? [left] : []),
    ],
    loops: journey.links
      .filter((link) => link.loop && (link.from === step || link.to === step))
      .map((link) =>
        link.from === link.to
          ? edge(link, `${step} again`, step)
          : link.from === step
            ? edge(link, `back to ${link.to}`, link.to)
            : edge(link, `back from ${link.from}`, link.from),
      )
      .toSorted(byPeople),
  };
}

const byPeople = (a: StepEdge, b: StepEdge): number => b.people - a.people;

function weightedMedian(links: readonly JourneyLink[]): number | null {
  const total = links.reduce((sum, link) => sum + link.people, 0);
  if (total === 0) return null;
  let seen = 0;
  for (const link of links.toSorted((a, b) => a.medianMs - b.medianMs)) {
    seen += link.people;
    if (seen * 2 >= total) return link.medianMs;
  }
  return null;
}
