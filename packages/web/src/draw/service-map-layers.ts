// The columns of the service map, and the order within them. Each node follows its main caller, the one with most calls: its column is
// right of it, and its place in the column is among the other nodes that follow the same caller. A database or a third party stands right
// of all its callers. One more node changes little: a node moves only when the new one becomes its main caller.
import { compare, type MapEdge, type MapGraph } from "./service-map-graph.ts";

export interface MapRank {
  readonly layer: number;
  /** The main callers from the first down to the node itself; compares as the order from above. */
  readonly path: readonly string[];
}

/** The rank of each node. Cost: edges × the longest chain of main callers. */
export function ranksOf({ nodes, edges }: MapGraph): ReadonlyMap<string, MapRank> {
  const calls = edges.filter(({ caller, callee }) => caller !== callee);
  const main = mainCallers(calls);
  const leaves = new Set(nodes.filter(({ isLeaf }) => isLeaf).map(({ id }) => id));
  const paths = new Map(nodes.map(({ id }) => [id, pathOf(id, main)]));
  const layers = new Map([...paths].map(([id, path]) => [id, path.length - 1]));
  for (const { caller, callee } of calls) {
    if (!leaves.has(callee)) continue;
    layers.set(callee, Math.max(layers.get(callee) ?? 0, (layers.get(caller) ?? 0) + 1));
  }
  return new Map([...paths].map(([id, path]) => [id, { path, layer: layers.get(id) ?? 0 }]));
}

/** From above. */
export function compareRanks(a: MapRank, b: MapRank): number {
  const length = Math.min(a.path.length, b.path.length);
  for (let at = 0; at < length; at++) {
    const order = compare(a.path[at]!, b.path[at]!);
    if (order !== 0) return order;
  }
  return a.path.length - b.path.length;
}

/** The main caller of each node that has one. A caller that follows the node itself is not its main caller. */
function mainCallers(calls: readonly MapEdge[]): ReadonlyMap<string, string> {
  const main = new Map<string, string>();
  const ordered = calls.toSorted(
    (a, b) => magnitude(b) - magnitude(a) || compare(a.caller, b.caller) || compare(a.callee, b.callee),
  );
  for (const { caller, callee } of ordered) {
    if (!main.has(callee) && !pathOf(caller, main).includes(callee)) main.set(callee, caller);
  }
  return main;
}

function pathOf(id: string, main: ReadonlyMap<string, string>): readonly string[] {
  const path = [id];
  for (let next = main.get(id); next !== undefined; next = main.get(next)) path.push(next);
  return path.toReversed();
}

/** Calls by orders of magnitude: a little more traffic must not move a node. */
const magnitude = ({ calls }: MapEdge): number => Math.floor(Math.log2(calls + 1) / 3);
