// Places the columns of a journey: the height of a node is its visits, all columns are alike high, and bands meet no node on their way.
import type { SankeyBand, SankeyColumns, SankeyNode } from "./sankey-columns.ts";
import { fadingEnd, ribbon } from "./sankey-shapes.ts";

export interface PlacedNode {
  readonly node: SankeyNode;
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
  /** SVG path of the visits that fade out; empty without one. */
  readonly fading: string;
}

export interface PlacedBand {
  readonly band: SankeyBand;
  readonly from: PlacedNode;
  readonly to: PlacedNode;
  /** SVG path. */
  readonly d: string;
}

export interface SankeyPicture {
  readonly width: number;
  readonly height: number;
  /** Px from a column to the next. */
  readonly step: number;
  readonly nodes: readonly PlacedNode[];
  readonly bands: readonly PlacedBand[];
}

/** The two lines above each column. */
export const headHeight = 40;
/** The line above a node. */
export const labelHeight = 25;
const nodeWidth = 10;
/** More room between nodes looks torn. */
const mostGap = 18;
/** The labels of the last column are beside nothing. */
const lastColumn = 108;
/** The nodes of a column are so high together, at least. */
const leastOfNodes = 240;

/** Lays `columns` out on `size`; higher where a column has very many nodes. */
export function layoutSankey(
  { columns, bands, visits }: SankeyColumns,
  size: { readonly width: number; readonly height: number },
): SankeyPicture {
  if (visits === 0 || columns.length < 2) return { ...size, step: size.width, nodes: [], bands: [] };
  const most = Math.max(...columns.map((column) => column.length));
  const height = Math.max(size.height, headHeight + most * labelHeight + leastOfNodes);
  const scale = (height - headHeight - most * labelHeight) / visits;
  const step = Math.max(nodeWidth + 20, (size.width - lastColumn) / (columns.length - 1));
  const nodes = columns.flatMap((column, at) => placeColumn(column, 1 + at * step, height, scale));
  return { width: size.width, height, step, nodes, bands: placeBands(bands, nodes, scale) };
}

/** From the top; what has ended without the end stands on the ground. */
function placeColumn(column: readonly SankeyNode[], x0: number, height: number, scale: number): PlacedNode[] {
  const used = column.reduce((sum, { visits }) => sum + labelHeight + visits * scale, 0);
  const gap = Math.min(mostGap, (height - headHeight - used) / Math.max(1, column.length - 1));
  let y = headHeight;
  return column.map((node) => {
    const thick = node.visits * scale;
    const isGround = node.kind === "ended" || node.kind === "left";
    const y0 = isGround ? height - thick : y + labelHeight;
    const y1 = y0 + thick;
    y = y1 + gap;
    const faded = node.fading * scale;
    const fading = faded < 0.2 ? "" : fadingEnd(x0 + nodeWidth, y1 - faded, faded, Math.min(34, 12 + faded));
    return { node, x0, x1: x0 + nodeWidth, y0, y1, fading };
  });
}

/** The bands of a node are in the order of the nodes at their other ends, so that they do not cross beside it. */
function placeBands(bands: readonly SankeyBand[], nodes: readonly PlacedNode[], scale: number): PlacedBand[] {
  const placed = new Map(nodes.map((node) => [node.node.key, node]));
  const known = bands.flatMap((band) => {
    const [from, to] = [placed.get(band.from), placed.get(band.to)];
    return from === undefined || to === undefined ? [] : [{ band, from, to }];
  });
  const begins = stack(
    known.toSorted((a, b) => a.to.y0 - b.to.y0),
    "from",
    scale,
  );
  const arrives = stack(
    known.toSorted((a, b) => a.from.y0 - b.from.y0),
    "to",
    scale,
  );
  return known.map(({ band, from, to }) => {
    const thick = band.visits * scale;
    const begin = { x: from.x1, y: begins.get(band)! + thick / 2 };
    const end = { x: to.x0, y: arrives.get(band)! + thick / 2 };
    return { band, from, to, d: ribbon(begin, end, Math.max(0.5, thick)) };
  });
}

type Ends = Omit<PlacedBand, "d">;

/** Where each band begins on the node of its `side`, below those before it. */
function stack(bands: readonly Ends[], side: "from" | "to", scale: number): ReadonlyMap<SankeyBand, number> {
  const next = new Map<PlacedNode, number>();
  return new Map(
    bands.map((ends) => {
      const node = ends[side];
      const y = next.get(node) ?? node.y0;
      next.set(node, y + ends.band.visits * scale);
      return [ends.band, y];
    }),
  );
}
