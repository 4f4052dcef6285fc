// The graph of the service map: nodes by id, calls between them, and the neighbourhood of a node.

export interface MapNode {
  readonly id: string;
  /** Never calls: a database, a third party. It stands right of all its callers. */
  readonly isLeaf: boolean;
}

export interface MapEdge {
  readonly caller: string;
  readonly callee: string;
  readonly calls: number;
}

export interface MapGraph<Node extends MapNode = MapNode, Edge extends MapEdge = MapEdge> {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

/**
 * What can be reached from `focus` over at most `hops` calls, in either direction, with all calls between those nodes.
 *
 * The whole graph without a focus, or when the focus is not in it.
 */
export function neighbourhood<Node extends MapNode, Edge extends MapEdge>(
  graph: MapGraph<Node, Edge>,
  focus: string | undefined,
  hops: number,
): MapGraph<Node, Edge> {
  if (focus === undefined || !graph.nodes.some(({ id }) => id === focus)) return graph;
  const beside = new Map<string, string[]>(graph.nodes.map(({ id }) => [id, []]));
  for (const { caller, callee } of graph.edges) {
    beside.get(caller)?.push(callee);
    beside.get(callee)?.push(caller);
  }
  const reached = new Set([focus]);
  let border: readonly string[] = [focus];
  for (let hop = 0; hop < hops && border.length > 0; hop++) {
    const next: string[] = [];
    for (const id of border.flatMap((one) => beside.get(one) ?? [])) {
      if (reached.has(id)) continue;
      reached.add(id);
      next.push(id);
    }
    border = next;
  }
  return {
    nodes: graph.nodes.filter(({ id }) => reached.has(id)),
    edges: graph.edges.filter(({ caller, callee }) => reached.has(caller) && reached.has(callee)),
  };
}

/** The nodes with a call, and the others. */
export function splitByCalls<Node extends MapNode>(
  graph: MapGraph<Node>,
): { readonly called: readonly Node[]; readonly alone: readonly Node[] } {
  const ends = new Set(
    graph.edges.flatMap(({ caller, callee }) => (caller === callee ? [] : [caller, callee])),
  );
  return {
    called: graph.nodes.filter(({ id }) => ends.has(id)),
    alone: graph.nodes.filter(({ id }) => !ends.has(id)),
  };
}

/** Texts by their code units: the same order in every locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
