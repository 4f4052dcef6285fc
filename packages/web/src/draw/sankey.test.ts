import type { JourneyResult } from "contract";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { toGraph } from "./sankey-graph.ts";
import { layoutSankey } from "./sankey.ts";
import { anyWalks, journeyOf, sumOf } from "./walks.fixture.ts";

const size = { width: 886, height: 540 };

function journey(
  links: readonly (readonly [string, string, number, boolean?])[],
  depths: Readonly<Record<string, number>>,
  visits = 100,
): JourneyResult {
  return {
    truncatedNodes: 0,
    from: "",
    to: "",
    name: "shopping",
    people: visits,
    visits,
    steps: 0,
    share: 1,
    isEstimate: false,
    goal: "done",
    taken: [],
    goalPeople: 0,
    examples: [],
    nodes: Object.entries(depths).map(([step, depth]) => ({
      step,
      depth,
      people: visits,
      visits,
      left: 10,
      ended: 0,
      open: 0,
      errors: 0,
    })),
    links: links.map(([from, to, count, loop]) => ({
      from,
      to,
      visits: count,
      medianMs: 1,
      errors: 0,
      loop: loop ?? false,
    })),
  };
}

test("every band leads to a later column, whatever the links", () => {
  const step = fc.constantFrom("a", "b", "c", "d");
  fc.assert(
    fc.property(
      fc.array(fc.tuple(step, step, fc.integer({ min: 0, max: 100 }), fc.boolean()), { maxLength: 12 }),
      fc.record({ a: fc.nat(3), b: fc.nat(3), c: fc.nat(3), d: fc.nat(3) }),
      (links, depths) => {
        const graph = toGraph(journey(links, depths), 0.01);
        const depth = new Map(graph.nodes.map((n) => [n.step, n.depth]));
        for (const link of graph.links) expect(depth.get(link.from)!).toBeLessThan(depth.get(link.to)!);
        const picture = layoutSankey(graph, "d", size);
        expect(picture.nodes).toHaveLength(4);
        expect(JSON.stringify(picture)).not.toContain("NaN");
        for (const { x0, x1, y0, y1 } of picture.nodes) {
          expect(x0).toBeGreaterThanOrEqual(0);
          expect(x1).toBeLessThanOrEqual(size.width);
          expect(y0).toBeGreaterThanOrEqual(0);
          expect(y1).toBeLessThanOrEqual(picture.height);
        }
      },
    ),
  );
});

test("columns are the journey's own, without gaps", () => {
  const graph = toGraph(
    journey(
      [
        ["a", "done", 50],
        ["b", "done", 50],
      ],
      { a: 0, b: 2, done: 7 },
    ),
    0,
  );
  const { nodes } = layoutSankey(graph, "done", size);
  const x = Object.fromEntries(nodes.map((n) => [n.node.step, n.x0]));
  expect(x["a"]!).toBeLessThan(x["b"]!);
  expect(x["b"]!).toBeLessThan(x["done"]!);
});

test("a single column is at the left", () => {
  const { nodes } = layoutSankey(toGraph(journey([], { a: 0, b: 0 }), 0), "", size);
  expect(nodes.map((n) => n.x0)).toEqual([2, 2]);
});

test("omits small paths and counts them", () => {
  const graph = toGraph(
    journey(
      [
        ["a", "b", 50],
        ["a", "done", 1],
      ],
      { a: 0, b: 1, done: 2 },
    ),
    0.02,
  );
  expect(graph.links.map((l) => l.to)).toEqual(["b"]);
  expect(graph.hidden).toBe(1);
});

test("no person leaves at the goal; loops become arcs; an empty journey is an empty picture", () => {
  const graph = toGraph(
    journey(
      [
        ["a", "done", 80],
        ["done", "a", 20, true],
        ["a", "a", 5, true],
      ],
      { a: 0, done: 1 },
    ),
    0,
  );
  const picture = layoutSankey(graph, "done", size);
  expect(picture.ends.map((e) => e.node.step)).toEqual(["a"]);
  expect(picture.loops).toHaveLength(2);
  expect(layoutSankey(toGraph(journey([], {}), 0), "", size).nodes).toEqual([]);
});

test("a long link passes the columns between without touching their steps", () => {
  const graph = toGraph(
    journey(
      [
        ["a", "c", 60],
        ["a", "b", 40],
        ["b", "c", 40],
      ],
      { a: 0, b: 1, c: 2 },
    ),
    0,
  );
  const picture = layoutSankey(graph, "c", size);
  const b = picture.nodes.find((n) => n.node.step === "b")!;
  const long = picture.links.find((l) => l.link.to === "c" && l.link.from === "a")!;
  const heights = [...long.d.matchAll(/[L ](-?[\d.]+),(-?[\d.]+)/g)].filter(
    ([, x]) => Number(x) >= b.x0 - 1 && Number(x) <= b.x1 + 1,
  );
  expect(heights.length).toBeGreaterThan(0);
  for (const [, , y] of heights) expect(Number(y) <= b.y0 || Number(y) >= b.y1).toBe(true);
});

test("a loop from below another step is shown as text", () => {
  const graph = toGraph(
    journey(
      [
        ["a", "b", 80],
        ["a", "c", 20],
        ["c", "a", 20, true],
        ["b", "a", 5, true],
      ],
      { a: 0, b: 1, c: 1 },
    ),
    0,
  );
  graph.nodes.forEach((n) => Object.assign(n, { visits: n.step === "c" ? 20 : 100 }));
  const { loops } = layoutSankey(graph, "", size);
  expect(loops.map((l) => [l.link.from, l.d === ""])).toEqual([
    ["b", false],
    ["c", true],
  ]);
});

test("an arc passes above the labels of the steps between", () => {
  const graph = toGraph(
    journey(
      [
        ["home", "search", 90],
        ["search", "product", 40],
        ["home", "product", 20],
        ["product", "home", 10, true],
      ],
      { home: 0, search: 1, product: 2 },
    ),
    0,
  );
  graph.nodes.forEach((n) => Object.assign(n, { visits: n.step === "search" ? 200 : 100 }));
  const { loops, nodes } = layoutSankey(graph, "", size);
  expect(loops[0]!.d).not.toBe("");
  expect(loops[0]!.labelY).toBeLessThan(nodes.find((n) => n.node.step === "search")!.y0 - 34);
});

test("texts of loops from the last column fit into the picture", () => {
  const graph = toGraph(
    journey(
      [
        ["home", "top", 80],
        ["home", "low", 60],
        ["low", "home", 56, true],
      ],
      { home: 0, top: 1, low: 1 },
      60,
    ),
    0,
  );
  graph.nodes.forEach((n) => Object.assign(n, { visits: n.step === "low" ? 60 : 100 }));
  const [loop] = layoutSankey(graph, "", size).loops;
  expect(loop?.d).toBe("");
  expect(loop!.room).toBeGreaterThanOrEqual("56 back to home".length * 6.2);
  expect(loop!.labelX + loop!.room).toBeLessThanOrEqual(size.width);
});

test("texts of loops end before the labels of the next step at their height", () => {
  const graph = toGraph(
    journey(
      [
        ["home", "top", 90],
        ["home", "low", 60],
        ["low", "next", 50],
        ["low", "home", 40, true],
        ["low", "low", 30, true],
        ["low", "top", 20, true],
        ["top", "last", 80],
      ],
      { home: 0, top: 1, low: 1, next: 2, last: 2 },
    ),
    0,
  );
  graph.nodes.forEach((n) => Object.assign(n, { visits: n.step === "low" ? 60 : 100 }));
  for (const width of [260, 420, 760, 1200]) {
    const { loops, nodes } = layoutSankey(graph, "", { ...size, width });
    const low = nodes.find(({ node }) => node.step === "low")!;
    const next = nodes.find(({ node }) => node.step === "next")!;
    expect(next.y0 - low.y0).toBeLessThan(34);
    const texts = loops.filter(({ link }) => link.from === "low");
    expect(texts.length + texts.at(-1)!.more).toBe(3);
    for (const [at, { labelX, room }] of texts.entries())
      expect(labelX + 14 + room).toBeLessThanOrEqual(texts[at + 1]?.labelX ?? next.x0);
  }
});

/** Where a band begins, and how thick it is there, in px. */
function beginningOf(d: string): { readonly top: number; readonly thick: number } {
  const heights = [...d.matchAll(/-?[\d.]+,(-?[\d.]+)/g)].map(([, y]) => Number(y));
  return { top: heights[0]!, thick: heights.at(-1)! - heights[0]! };
}

test("bands are as thick as their visits, and fill their step together with those who left", () => {
  fc.assert(
    fc.property(anyWalks, (walks) => {
      const graph = toGraph(journeyOf(walks), 0);
      const { nodes, links } = layoutSankey(graph, "", size);
      expect(links).toHaveLength(graph.links.length);
      for (const placed of nodes) {
        const { step, visits, left } = placed.node;
        const height = placed.y1 - placed.y0;
        const own = links.filter(({ link }) => link.from === step);
        // A hair is drawn a pixel wide, and coordinates have one decimal.
        const drawn = own.filter(({ link }) => (link.visits / visits) * height >= 1);
        for (const { link, d } of drawn)
          expect(Math.abs(beginningOf(d).thick - (link.visits / visits) * height)).toBeLessThan(0.2);
        expect(sumOf(own.map(({ link }) => link)) + left).toBe(visits);
        const ends = drawn.map(({ d }) => beginningOf(d)).toSorted((a, b) => a.top - b.top);
        for (const [at, { top, thick }] of ends.entries())
          expect(top + thick).toBeLessThan((ends[at + 1]?.top ?? placed.y1) + 0.2);
      }
    }),
    { seed: 24 },
  );
});

test("every loop has an arc or words, or is counted beside others", () => {
  fc.assert(
    fc.property(anyWalks, fc.integer({ min: 260, max: 1200 }), (walks, width) => {
      const graph = toGraph(journeyOf(walks, "loops"), 0);
      const { loops } = layoutSankey(graph, "", { ...size, width });
      const most = 8;
      expect(loops.length + loops.reduce((sum, { more }) => sum + more, 0)).toBe(
        Math.min(most, graph.loops.length),
      );
      const shown = loops.map(({ link }) => link);
      expect(new Set(shown).size).toBe(shown.length);
      for (const link of shown) expect(graph.loops).toContain(link);
    }),
    { seed: 25 },
  );
});
