// Places a journey's graph: d3-sankey stacks the nodes of each column and the links on them; what it does not know is
// added here: people who left as an end that fades, loops as arcs above the labels.
import type { JourneyLink, JourneyNode } from "contract";
import { sankey } from "d3-sankey";
import { fadingEnd, loopArcs, ribbon, type LoopArc } from "./sankey-shapes.ts";
import type { SankeyGraph } from "./sankey-graph.ts";

export interface PlacedNode {
  readonly node: JourneyNode;
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

export interface PlacedLink {
  readonly link: JourneyLink;
  /** SVG path of the band. */
  readonly d: string;
}

/** People for whom `node` was the last step. */
export interface PlacedEnd {
  readonly node: JourneyNode;
  readonly d: string;
  readonly x: number;
  readonly width: number;
  readonly labelX: number;
  readonly labelY: number;
}

export interface SankeyPicture {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly links: readonly PlacedLink[];
  readonly ends: readonly PlacedEnd[];
  readonly loops: readonly LoopArc[];
}

export interface SankeySize {
  readonly width: number;
  readonly height: number;
}

/** Room for a label of two lines above a node and "N left" below it. */
const padding = 62;
const nodeWidth = 11;
const labelHeight = 34;
const loopHeight = 26;
const loopsShown = 6;

interface Datum {
  readonly node: JourneyNode;
  readonly fixedValue: number;
  /** d3 counts columns by a depth of its own; the journey's is kept instead. */
  depth: number;
}

/** Lays `graph` out on `size`. The goal has no fading end: nobody "left" there. */
export function layoutSankey(graph: SankeyGraph, goal: string, size: SankeySize): SankeyPicture {
  const loops = graph.loops.toSorted((a, b) => b.people - a.people).slice(0, loopsShown);
  const top = labelHeight + loopLevels(loops, graph.nodes) * loopHeight;
  const empty = { ...size, nodes: [], links: [], ends: [], loops: [] };
  if (graph.nodes.length === 0) return empty;
  const data = graph.nodes.map((node) => toDatum(node, graph));
  const columns = Math.max(...graph.nodes.map((node) => node.depth)) + 1;
  const tallest = mostInAColumn(graph.nodes);
  const height = Math.max(size.height, top + tallest * (padding + 14) + 24);
  const layout = sankey<Datum, { link: JourneyLink }>()
    .nodeId((datum) => datum.node.step)
    .nodeAlign((datum) => datum.depth)
    .nodeWidth(nodeWidth)
    .nodePadding(padding)
    .nodeSort((a, b) => b.node.people - a.node.people)
    .iterations(columns < 2 ? 0 : 6)
    .extent([
      [2, top],
      [Math.max(40, size.width - lastLabel(graph.nodes, columns)), height - 40],
    ]);
  const links = graph.links.map((link) => ({ source: link.from, target: link.to, value: link.people, link }));
  const placed = layout({ nodes: data, links });
  if (columns < 2) placeOnlyColumn(placed.nodes);
  const nodes = placed.nodes.map((n) => ({
    node: n.node,
    x0: n.x0!,
    x1: n.x1!,
    y0: n.y0!,
    y1: Math.max(n.y1!, n.y0! + 2),
  }));
  const scale = Math.max(...nodes.map((n) => (n.node.people === 0 ? 0 : (n.y1 - n.y0) / n.node.people)));
  return {
    width: size.width,
    height,
    nodes,
    links: placed.links.map((l) => {
      const source = l.source as { x1?: number };
      const target = l.target as { x0?: number };
      return { link: l.link, d: ribbon(source.x1!, l.y0!, target.x0!, l.y1!, Math.max(1, l.width!)) };
    }),
    ends: nodes.filter((n) => n.node.left > 0 && n.node.step !== goal).map((n) => toEnd(n, scale)),
    loops: loopArcs(loops, nodes, labelHeight),
  };
}

/** People may leave a step twice by different links: the node is then as high as its links. */
function toDatum(node: JourneyNode, graph: SankeyGraph): Datum {
  const sum = (side: "from" | "to"): number =>
    graph.links.reduce((total, link) => total + (link[side] === node.step ? link.people : 0), 0);
  return {
    node,
    fixedValue: Math.max(1, node.people, sum("from"), sum("to")),
    get depth() {
      return node.depth;
    },
    set depth(_ignored: number) {
      // Stays the journey's.
    },
  };
}

function toEnd(placed: PlacedNode, scale: number): PlacedEnd {
  const height = Math.min(placed.y1 - placed.y0, Math.max(2, placed.node.left * scale));
  const width = 58;
  return {
    node: placed.node,
    d: fadingEnd(placed.x1, placed.y1 - height, height, width),
    x: placed.x1,
    width,
    labelX: placed.x1 + 8,
    labelY: placed.y1 + 22,
  };
}

/** d3 divides the width by the gaps between columns; a single column has none. */
function placeOnlyColumn(nodes: readonly { x0?: number | undefined; x1?: number | undefined }[]): void {
  for (const node of nodes) {
    node.x0 = 2;
    node.x1 = 2 + nodeWidth;
  }
}

function mostInAColumn(nodes: readonly JourneyNode[]): number {
  const counts = new Map<number, number>();
  for (const node of nodes) counts.set(node.depth, (counts.get(node.depth) ?? 0) + 1);
  return Math.max(...counts.values());
}

/** The label of the last column begins at its node and needs room to the right. */
function lastLabel(nodes: readonly JourneyNode[], columns: number): number {
  if (columns < 2) return 0;
  const last = nodes.filter((node) => node.depth === columns - 1);
  const longest = Math.max(...last.map((node) => node.step.length));
  return Math.min(170, Math.max(72, longest * 7.6));
}

/** How many arcs stand above one another at most. A loop to the same step is as high as one. */
function loopLevels(loops: readonly JourneyLink[], nodes: readonly JourneyNode[]): number {
  const depthOf = new Map(nodes.map((node) => [node.step, node.depth]));
  const spans = loops
    .map((link) => [depthOf.get(link.from) ?? 0, depthOf.get(link.to) ?? 0])
    .map(([a = 0, b = 0]) => [Math.min(a, b), Math.max(a, b)] as const);
  const levels = spans.map(([start, end]) => spans.filter(([a, b]) => a < end && start < b).length);
  return Math.max(loops.length === 0 ? 0 : 1, ...levels);
}
