// A journey as the graph to draw: small paths left out, columns without gaps, and forward links apart from loops, so
// that the layout never meets a cycle, whatever the data.
import type { JourneyLink, JourneyNode, JourneyResult } from "contract";

export interface SankeyGraph {
  readonly nodes: readonly JourneyNode[];
  /** Each leads to a later column. */
  readonly links: readonly JourneyLink[];
  readonly loops: readonly JourneyLink[];
  /** Links and steps that were too small to show. */
  readonly hidden: number;
}

/** Keeps steps and links of at least `minShare` (0 to 1) of all people. A step that is kept keeps its own figures. */
export function toGraph(journey: JourneyResult, minShare: number): SankeyGraph {
  const least = journey.people * minShare;
  const kept = journey.nodes.filter((node) => node.people >= least);
  const columns = [...new Set(kept.map((node) => node.depth))].toSorted((a, b) => a - b);
  const nodes = kept.map((node) => ({ ...node, depth: columns.indexOf(node.depth) }));
  const depthOf = new Map(nodes.map((node) => [node.step, node.depth]));
  const links: JourneyLink[] = [];
  const loops: JourneyLink[] = [];
  for (const link of journey.links) {
    const from = depthOf.get(link.from);
    const to = depthOf.get(link.to);
    if (from === undefined || to === undefined || link.people < least || link.people <= 0) continue;
    if (!link.loop && from < to) links.push(link);
    else loops.push({ ...link, loop: true });
  }
  const hidden = journey.nodes.length - nodes.length + journey.links.length - links.length - loops.length;
  return { nodes, links, loops, hidden };
}
