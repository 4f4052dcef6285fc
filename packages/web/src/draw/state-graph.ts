// The layout of a state graph: states in columns from left to right, transitions forward between them, loops as arcs above, skips below.
// The places depend on the states and transitions, not on their counts, so live data does not move the picture.
import { placeStates } from "./state-graph-columns.ts";
import { routeEdges } from "./state-graph-routes.ts";
import { startState, type StateGraphInput, type StateGraphPicture } from "./state-graph-shapes.ts";

/** Places states and transitions. The same input gives the same picture, whatever the order of its edges. */
export function layoutStateGraph(input: StateGraphInput): StateGraphPicture {
  const known = new Set([startState, ...input.states]);
  const edges = input.edges
    .filter(({ from, to }) => known.has(from) && known.has(to) && to !== startState)
    .toSorted((a, b) => compare(a.from, b.from) || compare(a.to, b.to));
  const placed = placeStates(input.states, edges, input.width);
  return routeEdges(placed, edges);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
