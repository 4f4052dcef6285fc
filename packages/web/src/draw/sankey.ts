// The layout of a journey's graph: d3-sankey stacks the nodes of each column and their links. Added here: long links avoid
// the columns they pass, visits that left are a link that fades out, loops are arcs.
import type { JourneyLink, JourneyNode } from "contract";
import { sankey } from "d3-sankey";

import { loopLevels, loopArcs, wordsOffset, wordsWidth, type LoopArc } from "./sankey-loops.ts";
import type { SankeyGraph } from "./sankey-graph.ts";
import { fadingEnd, labelHeight, type PlacedNode, ribbon, type Port } from "./sankey-shapes.ts";

interface PlacedLink {
  readonly link: JourneyLink;
  /** SVG path of the band. */
  readonly d: string;
}

/** People for whom `node` was the last step. */
export interface PlacedEnd {
  readonly node: JourneyNode;
  readonly d: string;
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
const loopHeight = 26;
const loopsShown = 8;

/** A step, or the passage of a long link through a column. */
interface Datum {
  readonly id: string;
  readonly node: JourneyNode | null;
  readonly fixedValue: number;
  /** The column of the journey; d3 would compute its own from the depth. */
  depth: number;
}

interface Hop {
  readonly source: string;
  readonly target: string;
  readonly value: number;
  readonly link: JourneyLink;
}

/** Lays `graph` out on `size`; higher when a column needs it. No visit "left" at the goal or at a step without a next step. */
export function layoutSankey(graph: SankeyGraph, goal: string, size: SankeySize): SankeyPicture {
  if (graph.nodes.length === 0) return { ...size, nodes: [], links: [], ends: [], loops: [] };
  const loops = graph.loops.toSorted((a, b) => b.visits - a.visits).slice(0, loopsShown);
  const { data, hops } = withPassages(graph);
  const columns = Math.max(...data.map((datum) => datum.depth)) + 1;
  const top = labelHeight + loopLevels(loops, graph.nodes) * loopHeight;
  const height = Math.max(size.height, top + mostInAColumn(data) * (padding + 14) + 24);
  const layout = sankey<Datum, Hop>()
    .nodeId((datum) => datum.id)
    .nodeAlign((datum) => datum.depth)
    .nodeWidth(nodeWidth)
    .nodePadding(padding)
    .nodeSort((a, b) => b.fixedValue - a.fixedValue)
    .extent([
      [2, top],
      [Math.max(40, size.width - lastLabel(graph.nodes, loops, columns)), height - 40],
    ]);
  const placed = layout({ nodes: data, links: hops.map((hop) => ({ ...hop })) });
  if (columns < 2) placeOnlyColumn(placed.nodes);
  const nodes = placed.nodes.flatMap((n) =>
    n.node === null
      ? []
      : [{ node: n.node, x0: n.x0!, x1: n.x1!, y0: n.y0!, y1: Math.max(n.y1!, n.y0! + 2) }],
  );
  const scale = Math.max(...placed.nodes.map((n) => (n.y1! - n.y0!) / n.fixedValue));
  const goesOn = new Set(graph.links.map((link) => link.from));
  return {
    width: size.width,
    height,
    nodes,
    links: bands(placed.links as unknown as readonly PlacedHop[]),
    ends: nodes
      .filter((n) => n.node.left > 0 && n.node.step !== goal && goesOn.has(n.node.step))
      .map((n) => toEnd(n, scale)),
    loops: loopArcs(loops, nodes, labelHeight, size.width),
  };
}

/** Long links become hops over passages, so that each column leaves them room. */
function withPassages({ nodes, links }: SankeyGraph): { readonly data: Datum[]; readonly hops: Hop[] } {
  const depthOf = new Map(nodes.map((node) => [node.step, node.depth]));
  const data = nodes.map((node) => toDatum(`step ${node.step}`, node, heightOf(node, links), node.depth));
  const hops: Hop[] = [];
  for (const [i, link] of links.entries()) {
    let source = `step ${link.from}`;
    for (let depth = depthOf.get(link.from)! + 1; depth < depthOf.get(link.to)!; depth++) {
      const passage = `passage ${i} ${depth}`;
      data.push(toDatum(passage, null, link.visits, depth));
      hops.push({ source, target: passage, value: link.visits, link });
      source = passage;
    }
    hops.push({ source, target: `step ${link.to}`, value: link.visits, link });
  }
  return { data, hops };
}

/** Beside steps that are hidden, a node is as high as its links. */
function heightOf(node: JourneyNode, links: readonly JourneyLink[]): number {
  const sum = (side: "from" | "to"): number =>
    links.reduce((total, link) => total + (link[side] === node.step ? link.visits : 0), 0);
  return Math.max(1, node.visits, sum("from"), sum("to"));
}

function toDatum(id: string, node: JourneyNode | null, fixedValue: number, own: number): Datum {
  return {
    id,
    node,
    fixedValue,
    get depth() {
      return own;
    },
    set depth(_ignored: number) {
      // Stays the journey's.
    },
  };
}

interface PlacedHop extends Omit<Hop, "source" | "target"> {
  readonly source: { readonly x1: number };
  readonly target: { readonly x0: number };
  readonly y0: number;
  readonly y1: number;
  readonly width: number;
}

/** The hops of one link joined into one band, in the order in which they were created. */
function bands(hops: readonly PlacedHop[]): PlacedLink[] {
  const ports = new Map<JourneyLink, Port[]>();
  const widths = new Map<JourneyLink, number>();
  for (const hop of hops) {
    const both: Port[] = [
      { x: hop.source.x1, y: hop.y0 },
      { x: hop.target.x0, y: hop.y1 },
    ];
    ports.set(hop.link, [...(ports.get(hop.link) ?? []), ...both]);
    widths.set(hop.link, Math.max(1, hop.width));
  }
  return [...ports].map(([link, list]) => ({ link, d: ribbon(list, widths.get(link)!) }));
}

function toEnd(placed: PlacedNode, scale: number): PlacedEnd {
  const height = Math.min(placed.y1 - placed.y0, Math.max(2, placed.node.left * scale));
  return {
    node: placed.node,
    d: fadingEnd(placed.x1, placed.y1 - height, height, 58),
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

function mostInAColumn(data: readonly Datum[]): number {
  const counts = new Map<number, number>();
  for (const { depth } of data) counts.set(depth, (counts.get(depth) ?? 0) + 1);
  return Math.max(...counts.values());
}

/** The labels of the last column begin at its nodes and need room to the right: names, and the labels of loops. */
function lastLabel(nodes: readonly JourneyNode[], loops: readonly JourneyLink[], columns: number): number {
  if (columns < 2) return 0;
  const last = nodes.filter((node) => node.depth === columns - 1);
  const names = last.map((node) => node.step.length * 7.6);
  const ways = last.flatMap((node) =>
    loops.filter(({ from }) => from === node.step).map((loop) => wordsOffset(node) + wordsWidth(loop)),
  );
  return Math.min(190, Math.max(72, ...names, ...ways));
}
