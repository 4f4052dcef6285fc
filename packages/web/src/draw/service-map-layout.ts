// The layout of the service map: columns from callers to callees; within a column nodes stand near their callers. One pass from left to
// right, and names for the rest: the same graph has the same picture, and a graph with one node more nearly the same.
import { box, type PlacedMapNode } from "./service-map-box.ts";
import { type MapEdge, type MapGraph, type MapNode, splitByCalls } from "./service-map-graph.ts";
import { compareRanks, type MapRank, ranksOf } from "./service-map-layers.ts";
import { type MapRoute, routeOf } from "./service-map-routes.ts";

/** More nodes than this in a column stand in several columns beside each other. */
const maxRows = 18;
/** Px between columns that belong together. */
const besideX = box.width + 16;

interface PlacedMapEdge<Edge extends MapEdge = MapEdge> extends MapRoute {
  readonly edge: Edge;
}

export interface MapLayout<Edge extends MapEdge = MapEdge> {
  /** Nodes with calls, by column and from above. */
  readonly nodes: readonly PlacedMapNode[];
  readonly edges: readonly PlacedMapEdge<Edge>[];
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const margin = 24;
/** With fewer nodes in common, as a share, a layout is made anew. */
const minCommon = 0.5;

/** Places the nodes that have calls. With the nodes of an earlier layout those that it has stay where they are. */
export function layoutServiceMap<Edge extends MapEdge>(
  graph: MapGraph<MapNode, Edge>,
  earlier: readonly PlacedMapNode[] = [],
): MapLayout<Edge> {
  const { called } = splitByCalls(graph);
  const nodes = keepPlaces(earlier, placeNodes({ nodes: called, edges: graph.edges }));
  const at = new Map(nodes.map((node) => [node.id, node]));
  const edges = graph.edges.flatMap((edge) => {
    const [from, to] = [at.get(edge.caller), at.get(edge.callee)];
    return from === undefined || to === undefined || from === to
      ? []
      : [{ edge, ...routeOf(from, to, nodes) }];
  });
  const xs = nodes.map(({ x }) => x);
  const ys = nodes.map(({ y }) => y);
  const left = Math.min(0, ...xs) - box.width / 2 - margin;
  const top = Math.min(0, ...ys) - box.height / 2 - margin;
  return {
    nodes,
    edges,
    left,
    top,
    width: Math.max(0, ...xs) + box.width / 2 + margin - left,
    height: Math.max(0, ...ys) + box.height / 2 + margin - top,
  };
}

function placeNodes(graph: MapGraph): readonly PlacedMapNode[] {
  const ranks = ranksOf(graph);
  const columns: [string, MapRank][][] = [];
  for (const [id, rank] of ranks) (columns[rank.layer] ??= []).push([id, rank]);
  const placed: PlacedMapNode[] = [];
  let x = 0;
  for (const [layer, column] of columns.entries()) {
    const ordered = (column ?? []).toSorted(([, a], [, b]) => compareRanks(a, b));
    const beside = Math.max(1, Math.ceil(ordered.length / maxRows));
    const rows = Math.ceil(ordered.length / beside);
    for (const [index, [id]] of ordered.entries()) {
      const subColumn = Math.floor(index / rows);
      const inColumn = Math.min(rows, ordered.length - subColumn * rows);
      const y = ((index % rows) - (inColumn - 1) / 2) * box.pitchY;
      placed.push({ id, layer, x: x + subColumn * besideX, y });
    }
    x += box.pitchX + (beside - 1) * besideX;
  }
  return placed;
}

/** `fresh` with the nodes of `earlier` where they were; new nodes stand at the next free place. */
function keepPlaces(
  earlier: readonly PlacedMapNode[],
  fresh: readonly PlacedMapNode[],
): readonly PlacedMapNode[] {
  const known = new Map(earlier.map((node) => [node.id, node]));
  const common = fresh.filter(({ id }) => known.has(id));
  if (common.length === 0 || common.length < earlier.length * minCommon) return fresh;
  const dx = median(common.map(({ id, x }) => known.get(id)!.x - x));
  const dy = median(common.map(({ id, y }) => known.get(id)!.y - y));
  const taken = common.map(({ id, layer }) => ({ ...known.get(id)!, layer }));
  for (const node of fresh) {
    if (!known.has(node.id)) taken.push(freePlace({ ...node, x: node.x + dx, y: node.y + dy }, taken));
  }
  return taken;
}

/** The place of `node`, or the nearest above or below it that no other box touches. */
function freePlace(node: PlacedMapNode, taken: readonly PlacedMapNode[]): PlacedMapNode {
  for (let step = 0; ; step++) {
    const side = step % 2 === 0 ? 1 : -1;
    const y = node.y + side * Math.ceil(step / 2) * (box.pitchY / 2);
    const isFree = taken.every(
      (other) => Math.abs(other.x - node.x) >= besideX || Math.abs(other.y - y) >= box.pitchY,
    );
    if (isFree) return { ...node, y };
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
