// Any graph of states: places are the same whatever the order of the edges, and nothing covers anything else.
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { overlap } from "./state-graph-routes.ts";
import { type GraphEdge, type StateGraphInput, startState } from "./state-graph-shapes.ts";
import { layoutStateGraph } from "./state-graph.ts";

const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 14 }), { minLength: 1, maxLength: 14 });
const graph: fc.Arbitrary<StateGraphInput> = names.chain((states) =>
  fc.record({
    states: fc.constant(states),
    width: fc.integer({ min: 0, max: 2400 }),
    edges: fc.uniqueArray(
      fc.record({
        from: fc.constantFrom(startState, ...states),
        to: fc.constantFrom(...states),
        legal: fc.boolean(),
        label: fc.oneof(
          fc.constant([]),
          fc.tuple(
            fc.integer({ min: 1, max: 1e6 }).map((count) => `${count} illegal`),
            fc.constant("2 d 3 h"),
          ),
        ),
      }),
      { selector: ({ from, to }) => JSON.stringify([from, to]), maxLength: 40 },
    ),
  }),
);

/** An edge between columns that are not neighbours, or back. */
const order = ["created", "paid", "packed", "shipped", "delivered"];
function edge(from: string, to: string, more: Partial<GraphEdge> = {}): GraphEdge {
  return { from, to, legal: true, label: ["12", "3 s"], ...more };
}
const chain = [edge("", "created"), ...order.slice(1).map((to, at) => edge(order[at]!, to))];

describe("a state graph", () => {
  test("is the same whatever the order of its edges", () => {
    fc.assert(
      fc.property(graph, (input) => {
        const again = layoutStateGraph({ ...input, edges: input.edges.toReversed() });
        expect(again).toEqual(layoutStateGraph(input));
      }),
    );
  });

  test("boxes that touch at an edge do not overlap", () => {
    const box = { x: 10, y: 10, width: 20, height: 20 };
    const moved = (x: number, y: number): boolean => overlap(box, { ...box, x, y });
    expect([moved(29, 29), moved(-9, -9), moved(29, -9), moved(10, 10)]).toEqual([true, true, true, true]);
    expect([moved(30, 10), moved(-10, 10), moved(10, 30), moved(10, -10)]).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  test("has no overlapping states, and all of them inside the picture", () => {
    fc.assert(
      fc.property(graph, (input) => {
        const { states, width, height } = layoutStateGraph(input);
        expect(states).toHaveLength(input.states.length + 1);
        for (const [at, one] of states.entries()) {
          expect(states.slice(at + 1).some((other) => overlap(one, other))).toBe(false);
          expect(Math.min(one.x, one.y)).toBeGreaterThanOrEqual(0);
          expect(one.x + one.width).toBeLessThanOrEqual(width);
          expect(one.y + one.height).toBeLessThanOrEqual(height);
        }
      }),
    );
  });

  test("has labels that cover neither a state nor each other", () => {
    fc.assert(
      fc.property(graph, (input) => {
        const { states, edges } = layoutStateGraph(input);
        const labels = edges.map(({ label }) => label).filter(({ height }) => height > 0);
        for (const [at, one] of labels.entries()) {
          expect(states.some((state) => overlap(one, state))).toBe(false);
          expect(labels.slice(at + 1).some((other) => overlap(one, other))).toBe(false);
        }
      }),
    );
  });

  test("keeps the places of states when counts change", () => {
    fc.assert(
      fc.property(graph, (input) => {
        const places = (edges: readonly GraphEdge[]) =>
          layoutStateGraph({ ...input, edges }).states.map(({ column, row }) => [column, row]);
        const doubled = input.edges.map((one) => ({ ...one, label: one.label.map((line) => `${line}0`) }));
        expect(places(doubled)).toEqual(places(input.edges));
      }),
    );
  });

  test("goes from left to right along the legal transitions", () => {
    const { states } = layoutStateGraph({ states: order, edges: chain, width: 1200 });
    expect(states.map(({ column, row }) => [column, row])).toEqual([0, 1, 2, 3, 4, 5].map((at) => [at, 0]));
  });

  test("draws a return as an arc above the states, and a skip below them", () => {
    const edges = [...chain, edge("packed", "paid"), edge("created", "shipped", { legal: false })];
    const picture = layoutStateGraph({ states: order, edges, width: 1200 });
    const top = Math.min(...picture.states.map(({ y }) => y));
    const bottom = Math.max(...picture.states.map(({ y, height }) => y + height));
    const found = (from: string, to: string) =>
      picture.edges.find((one) => one.edge.from === from && one.edge.to === to)!;
    expect(found("packed", "paid").label.y).toBeLessThan(top);
    expect(found("packed", "paid").isLoop).toBe(true);
    expect(found("created", "shipped").label.y).toBeGreaterThanOrEqual(bottom);
  });

  test("an illegal skip does not move a state to another column", () => {
    const columnOf = (edges: readonly GraphEdge[]) =>
      layoutStateGraph({ states: ["a", "b", "c"], edges, width: 0 }).states.map(({ column }) => column);
    const legal = [edge("", "a"), edge("a", "b"), edge("a", "c")];
    expect(columnOf([...legal, edge("b", "c", { legal: false })])).toEqual(columnOf(legal));
  });
});
