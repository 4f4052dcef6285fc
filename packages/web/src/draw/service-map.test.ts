import * as fc from "fast-check";
import { expect, test } from "vitest";

import { type MapEdge, type MapGraph, neighbourhood, splitByCalls } from "./service-map-graph.ts";
import { box, type PlacedMapNode } from "./service-map-box.ts";
import { layoutServiceMap, type MapLayout } from "./service-map-layout.ts";
import { nearestNode } from "./service-map-near.ts";

/** A call by the places of its ends among the nodes, and the logarithm of its count. */
type Call = readonly [caller: number, callee: number, size: number];

/** Services, of which some never call; a call between two of them leads from the first to the second. */
function toGraph(count: number, leaves: readonly boolean[], calls: readonly Call[]): MapGraph {
  const nodes = Array.from({ length: count }, (_, index) => ({
    id: `node-${(index * 7919) % 1000}-${index}`,
    isLeaf: leaves[index] ?? false,
  }));
  const edges = new Map<string, MapEdge>();
  for (const [from, to, size] of calls) {
    const [a, b] = [nodes[from % count]!, nodes[to % count]!];
    if (a === b || (a.isLeaf && b.isLeaf)) continue;
    const [caller, callee] = a.isLeaf ? [b.id, a.id] : [a.id, b.id];
    edges.set(`${caller} ${callee}`, { caller, callee, calls: Math.round(Math.exp(size)) });
  }
  return { nodes, edges: [...edges.values()] };
}

const call = fc.tuple(fc.nat(999), fc.nat(999), fc.double({ min: 0, max: 10, noNaN: true }));
const graphs = (most: number): fc.Arbitrary<MapGraph> =>
  fc
    .integer({ min: 2, max: most })
    .chain((count) =>
      fc
        .tuple(
          fc.array(fc.boolean(), { minLength: count, maxLength: count }),
          fc.array(call, { minLength: count, maxLength: count * 3 }),
        )
        .map(([leaves, calls]) => toGraph(count, leaves, calls)),
    );

function overlaps({ nodes }: MapLayout): readonly string[] {
  return nodes.flatMap((a, at) =>
    nodes
      .slice(at + 1)
      .filter((b) => Math.abs(a.x - b.x) < box.width && Math.abs(a.y - b.y) < box.height)
      .map((b) => `${a.id} ${b.id}`),
  );
}

/** The mean way of the nodes of `before`, as a share of its width, when the picture as a whole is moved as little as possible. */
function meanMove(before: MapLayout, after: MapLayout): number {
  const at = new Map(after.nodes.map((node) => [node.id, node]));
  const median = (values: readonly number[]): number =>
    values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  const dx = median(before.nodes.map(({ id, x }) => at.get(id)!.x - x));
  const dy = median(before.nodes.map(({ id, y }) => at.get(id)!.y - y));
  const ways = before.nodes.map(({ id, x, y }) => Math.hypot(at.get(id)!.x - x - dx, at.get(id)!.y - y - dy));
  return ways.reduce((sum, way) => sum + way, 0) / Math.max(1, ways.length) / Math.max(1, before.width);
}

/** `graph` with one more node, and its calls of others and by others. */
function withNode(graph: MapGraph, calls: readonly Call[]): MapGraph {
  const node = { id: "added", isLeaf: false };
  const edges = calls.map(([at, side, size]): MapEdge => {
    const other = graph.nodes[at % graph.nodes.length]!;
    const ends = side % 2 === 0 && !other.isLeaf ? [other.id, node.id] : [node.id, other.id];
    return { caller: ends[0]!, callee: ends[1]!, calls: Math.round(Math.exp(size)) };
  });
  return { nodes: [...graph.nodes, node], edges: [...graph.edges, ...edges] };
}

test("no two labels overlap, up to 120 nodes", () => {
  fc.assert(
    fc.property(graphs(120), (graph) => {
      expect(overlaps(layoutServiceMap(graph))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

/** Points along the path of an SVG that has lines and curves. */
function pointsOf(d: string): readonly (readonly [x: number, y: number])[] {
  let at: readonly [number, number] = [0, 0];
  return [...d.matchAll(/([MLC])([^MLC]+)/g)].flatMap(([, command, rest = ""]) => {
    const numbers = rest.trim().split(/\s+/).map(Number);
    const [from, to] = [at, [numbers.at(-2)!, numbers.at(-1)!] as const];
    at = to;
    if (command === "M") return [to];
    const [x1, y1, x2, y2] =
      command === "L" ? [...from, ...to] : (numbers as [number, number, number, number]);
    return Array.from({ length: 41 }, (_, step) => {
      const t = step / 40;
      const on = (a: number, b: number, c: number, e: number): number =>
        a * (1 - t) ** 3 + 3 * b * t * (1 - t) ** 2 + 3 * c * t ** 2 * (1 - t) + e * t ** 3;
      return [on(from[0], x1, x2, to[0]), on(from[1], y1, y2, to[1])] as const;
    });
  });
}

test("no call runs behind a box", () => {
  fc.assert(
    fc.property(graphs(60), (graph) => {
      const { nodes, edges } = layoutServiceMap(graph);
      const crossed = edges.flatMap(({ edge: { caller, callee }, d }) =>
        pointsOf(d).flatMap(([x, y]) =>
          nodes
            .filter(
              (node) => Math.abs(node.x - x) < box.width / 2 - 1 && Math.abs(node.y - y) < box.height / 2 - 1,
            )
            .map(({ id }) => `${caller} → ${callee} behind ${id}`),
        ),
      );
      expect([...new Set(crossed)]).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test("every node with a call has a place, every call a path, and all lies inside the picture", () => {
  fc.assert(
    fc.property(graphs(60), (graph) => {
      const { nodes, edges, left, top, width, height } = layoutServiceMap(graph);
      const { called, alone } = splitByCalls(graph);
      expect(nodes.map(({ id }) => id).toSorted()).toEqual(called.map(({ id }) => id).toSorted());
      expect(called.length + alone.length).toBe(graph.nodes.length);
      expect(edges.map(({ edge }) => edge)).toEqual(graph.edges);
      for (const { x, y } of nodes) {
        expect(x - box.width / 2).toBeGreaterThanOrEqual(left);
        expect(x + box.width / 2).toBeLessThanOrEqual(left + width);
        expect(Math.abs(y) + box.height / 2).toBeLessThanOrEqual(Math.max(-top, top + height));
      }
    }),
    { numRuns: 200 },
  );
});

test("the same graph has the same picture, in whatever order it comes", () => {
  fc.assert(
    fc.property(graphs(40), (graph) => {
      const place = ({ nodes }: MapLayout): unknown => nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1));
      const reversed = { nodes: graph.nodes.toReversed(), edges: graph.edges.toReversed() };
      expect(place(layoutServiceMap(reversed))).toEqual(place(layoutServiceMap(graph)));
    }),
    { numRuns: 200 },
  );
});

test("a node more moves the others by less than a tenth of the width on average, laid out anew", () => {
  const moves: number[] = [];
  fc.assert(
    fc.property(graphs(80), fc.array(call, { minLength: 1, maxLength: 4 }), (graph, calls) => {
      moves.push(meanMove(layoutServiceMap(graph), layoutServiceMap(withNode(graph, calls))));
    }),
    { numRuns: 500 },
  );
  const mean = moves.reduce((sum, move) => sum + move, 0) / moves.length;
  expect(mean).toBeLessThan(0.1);
});

test("a node more moves no other on a page that shows the graph, and still nothing overlaps", () => {
  fc.assert(
    fc.property(graphs(80), fc.array(call, { minLength: 1, maxLength: 4 }), (graph, calls) => {
      const before = layoutServiceMap(graph);
      const after = layoutServiceMap(withNode(graph, calls), before.nodes);
      expect(meanMove(before, after)).toBe(0);
      expect(overlaps(after)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test("a callee stands right of its main caller, and a database right of all its callers", () => {
  const edges = [
    { caller: "shop", callee: "payment", calls: 900 },
    { caller: "payment", callee: "db", calls: 90 },
    { caller: "shop", callee: "db", calls: 9_000 },
    { caller: "payment", callee: "shop", calls: 2 },
  ];
  const nodes = ["shop", "payment", "db"].map((id) => ({ id, isLeaf: id === "db" }));
  const at = new Map(layoutServiceMap({ nodes, edges }).nodes.map(({ id, layer }) => [id, layer]));
  expect(Object.fromEntries(at)).toEqual({ shop: 0, payment: 1, db: 2 });
});

test("a neighbourhood is complete: all nodes within the hops, and all calls between them", () => {
  fc.assert(
    fc.property(graphs(40), fc.nat(39), fc.integer({ min: 1, max: 3 }), (graph, at, hops) => {
      const focus = graph.nodes[at % graph.nodes.length]!.id;
      const shown = neighbourhood(graph, focus, hops);
      const distance = new Map([[focus, 0]]);
      // Relaxed until nothing changes: another way to the same distances.
      for (let changed = true; changed;) {
        changed = false;
        for (const { caller, callee } of graph.edges) {
          for (const [a, b] of [
            [caller, callee],
            [callee, caller],
          ] as const) {
            const next = (distance.get(a) ?? Infinity) + 1;
            if (next < (distance.get(b) ?? Infinity)) {
              distance.set(b, next);
              changed = true;
            }
          }
        }
      }
      const within = graph.nodes.filter(({ id }) => (distance.get(id) ?? Infinity) <= hops);
      expect(shown.nodes).toEqual(within);
      const ids = new Set(within.map(({ id }) => id));
      expect(shown.edges).toEqual(
        graph.edges.filter(({ caller, callee }) => ids.has(caller) && ids.has(callee)),
      );
    }),
    { numRuns: 300 },
  );
});

test("a focus that is not in the graph shows all of it", () => {
  const graph = toGraph(3, [], [[0, 1, 1]]);
  expect(neighbourhood(graph, "gone", 1)).toBe(graph);
  expect(neighbourhood(graph, undefined, 1)).toBe(graph);
});

test("arrow keys reach the nearest node in their direction", () => {
  const place = (id: string, x: number, y: number): PlacedMapNode => ({ id, x, y, layer: 0 });
  const nodes = [
    place("a", 0, 0),
    place("b", 0, 50),
    place("c", 236, -25),
    place("d", 236, 75),
    place("e", 472, 0),
  ];
  expect(nearestNode(nodes, undefined, "right")).toBe("a");
  expect(nearestNode(nodes, "a", "down")).toBe("b");
  expect(nearestNode(nodes, "b", "up")).toBe("a");
  expect(nearestNode(nodes, "a", "right")).toBe("c");
  expect(nearestNode(nodes, "b", "right")).toBe("d");
  expect(nearestNode(nodes, "e", "left")).toBe("c");
  expect(nearestNode(nodes, "e", "right")).toBeUndefined();
});
