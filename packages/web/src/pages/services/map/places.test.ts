import * as fc from "fast-check";
import { expect, test } from "vitest";

import { box } from "../../../draw/service-map-box.ts";
import type { MapEdge, MapGraph } from "../../../draw/service-map-graph.ts";
import { createPlaces } from "./places.ts";

function createStorage(): Pick<Storage, "getItem" | "setItem"> & { text: string | null } {
  return {
    text: null,
    getItem() {
      return this.text;
    },
    setItem(_, text) {
      this.text = text;
    },
  };
}

/** A graph of up to 60 nodes, and the same with one more, which calls or is called by up to four of them. */
const grown = fc
  .record({
    count: fc.integer({ min: 2, max: 60 }),
    calls: fc.array(fc.tuple(fc.nat(999), fc.nat(999), fc.nat(20_000)), { minLength: 2, maxLength: 180 }),
    added: fc.array(fc.tuple(fc.nat(999), fc.boolean(), fc.nat(20_000)), { minLength: 1, maxLength: 4 }),
  })
  .map(({ count, calls, added }) => {
    const nodes = Array.from({ length: count }, (_, at) => ({ id: `s${at}`, isLeaf: false }));
    const edges = calls.map(([from, to, n]): MapEdge => ({
      caller: `s${from % count}`,
      callee: `s${to % count}`,
      calls: n,
    }));
    const more = added.map(([at, isCaller, n]): MapEdge => {
      const other = `s${at % count}`;
      return isCaller
        ? { caller: "added", callee: other, calls: n }
        : { caller: other, callee: "added", calls: n };
    });
    const before: MapGraph = { nodes, edges };
    const after: MapGraph = { nodes: [...nodes, { id: "added", isLeaf: false }], edges: [...edges, ...more] };
    return { before, after };
  });

test("a node more moves none of up to 60 others, also on a later visit", () => {
  fc.assert(
    fc.property(grown, ({ before, after }) => {
      const storage = createStorage();
      const first = createPlaces(storage).layOut(before, "all");
      const later = createPlaces(storage).layOut(after, "all");
      const at = new Map(later.nodes.map((node) => [node.id, node]));
      for (const { id, x, y } of first.nodes) expect(at.get(id)).toMatchObject({ x, y });
      for (const [index, a] of later.nodes.entries())
        for (const b of later.nodes.slice(index + 1))
          expect(Math.abs(a.x - b.x) >= box.width || Math.abs(a.y - b.y) >= box.height).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test("places of the last eight maps are kept, and unreadable ones are left out", () => {
  const storage = createStorage();
  const graph: MapGraph = {
    nodes: [
      { id: "a", isLeaf: false },
      { id: "b", isLeaf: false },
    ],
    edges: [{ caller: "a", callee: "b", calls: 3 }],
  };
  const { layOut } = createPlaces(storage);
  for (let map = 0; map < 12; map++) layOut(graph, `map ${map}`);
  const kept = JSON.parse(storage.text!) as [string, unknown][];
  expect(kept.map(([key]) => key)).toEqual([4, 5, 6, 7, 8, 9, 10, 11].map((map) => `map ${map}`));
  for (const text of ["{", "7", '[["all",[{"id":"a","x":"1"}]]]']) {
    storage.text = text;
    expect(createPlaces(storage).layOut(graph, "all").nodes).toHaveLength(2);
  }
  expect(createPlaces(undefined).layOut(graph, "all").nodes).toHaveLength(2);
});
