// A journey as the graph to draw: small paths left out, columns without gaps, and forward links apart from loops, so
// that the layout never meets a cycle, whatever the data.
import type { JourneyLink, JourneyNode, JourneyResult } from "contract";

/** What a folded step hides: the steps that only it leads to (or, backwards, that only lead to it). */
export interface SankeyFold {
  readonly step: string;
  /** Folded steps. */
  readonly steps: readonly string[];
  /** People on the folded links of the step itself. */
  readonly visits: number;
}

export interface SankeyGraph {
  readonly nodes: readonly JourneyNode[];
  /** Each leads to a later column. */
  readonly links: readonly JourneyLink[];
  readonly loops: readonly JourneyLink[];
  /** Links and steps that were too small to show. */
  readonly hidden: number;
  readonly folds: readonly SankeyFold[];
}

/** Keeps steps and links of at least `minShare` (0 to 1) of all visits. A step that is kept keeps its own figures. */
export function toGraph(journey: JourneyResult, minShare: number): SankeyGraph {
  const least = journey.visits * minShare;
  const kept = journey.nodes.filter((node) => node.visits >= least);
  const columns = [...new Set(kept.map((node) => node.depth))].toSorted((a, b) => a - b);
  const nodes = kept.map((node) => ({ ...node, depth: columns.indexOf(node.depth) }));
  const depthOf = new Map(nodes.map((node) => [node.step, node.depth]));
  const links: JourneyLink[] = [];
  const loops: JourneyLink[] = [];
  for (const link of journey.links) {
    const from = depthOf.get(link.from);
    const to = depthOf.get(link.to);
    if (from === undefined || to === undefined || link.visits < least || link.visits <= 0) continue;
    if (!link.loop && from < to) links.push(link);
    else loops.push({ ...link, loop: true });
  }
  const hidden = journey.nodes.length - nodes.length + journey.links.length - links.length - loops.length;
  return { nodes, links, loops, hidden, folds: [] };
}

/** `forwards` folds what follows a step, `backwards` what leads to it. */
export type FoldDirection = "forwards" | "backwards";

/**
 * Hides what is behind the steps `folded`: their links, and every step that is then reached from no beginning. Steps that other paths
 * reach stay, with their own figures. Names of other steps are ignored.
 */
export function foldSteps(
  graph: SankeyGraph,
  folded: readonly string[],
  direction: FoldDirection,
): SankeyGraph {
  const chosen = new Set(graph.nodes.flatMap(({ step }) => (folded.includes(step) ? [step] : [])));
  if (chosen.size === 0) return graph;
  const [near, far] = direction === "forwards" ? (["from", "to"] as const) : (["to", "from"] as const);
  const open = graph.links.filter((link) => !chosen.has(link[near]));
  const kept = reachable(graph, open, near, far);
  const isKept = (link: JourneyLink): boolean => kept.has(link.from) && kept.has(link.to);
  const folds = [...chosen]
    .filter((step) => kept.has(step))
    .map((step) => toFold(graph, step, kept, near, far));
  return {
    ...graph,
    nodes: graph.nodes.filter(({ step }) => kept.has(step)),
    links: open.filter(isKept),
    loops: graph.loops.filter(isKept),
    folds: folds.filter(({ visits }) => visits > 0),
  };
}

type Side = "from" | "to";

/** The steps that `open` links reach from the steps to which no link of the whole graph leads. */
function reachable(
  { nodes, links }: SankeyGraph,
  open: readonly JourneyLink[],
  near: Side,
  far: Side,
): ReadonlySet<string> {
  const led = new Set(links.map((link) => link[far]));
  const reached = new Set(nodes.flatMap(({ step }) => (led.has(step) ? [] : [step])));
  // A set is walked with what is added on the way.
  for (const step of reached) for (const link of open) if (link[near] === step) reached.add(link[far]);
  return reached;
}

/** The steps behind `step` that are hidden, and the visits on its own links. */
function toFold(
  { links }: SankeyGraph,
  step: string,
  kept: ReadonlySet<string>,
  near: Side,
  far: Side,
): SankeyFold {
  const behind = new Set<string>();
  const visited = new Set([step]);
  for (const one of visited)
    for (const link of links) {
      if (link[near] !== one || kept.has(link[far])) continue;
      behind.add(link[far]);
      visited.add(link[far]);
    }
  const visits = links.reduce((sum, link) => (link[near] === step ? sum + link.visits : sum), 0);
  return { step, steps: [...behind], visits };
}
