import type { JourneyLink, JourneyNode } from "contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldSteps, type SankeyGraph, toGraph } from "./sankey-graph.ts";
import { anyWalks, journeyOf, stepNames, sumOf } from "./walks.fixture.ts";

const names = ["a", "b", "c", "d", "e", "f"];
const node = (step: string, depth: number): JourneyNode => ({
  step,
  depth,
  people: 10,
  visits: 10,
  left: 1,
  ended: 0,
  open: 0,
  errors: 0,
});
const link = (from: string, to: string, visits = 5, loop = false): JourneyLink => ({
  from,
  to,
  visits,
  medianMs: 1,
  errors: 0,
  loop,
});

/** Links from a column to a later one, a column a step. */
const graphs = fc
  .uniqueArray(fc.tuple(fc.nat(5), fc.nat(5)), { selector: String, maxLength: 14 })
  .map((pairs): SankeyGraph => {
    const forward = pairs.filter(([from, to]) => from < to);
    const back = pairs.filter(([from, to]) => from >= to);
    return {
      nodes: names.map(node),
      links: forward.map(([from, to]) => link(names[from]!, names[to]!)),
      loops: back.map(([from, to]) => link(names[from]!, names[to]!, 2, true)),
      hidden: 0,
      folds: [],
    };
  });
const directions = fc.constantFrom("forwards" as const, "backwards" as const);
const stepsOf = (graph: SankeyGraph): string[] => graph.nodes.map(({ step }) => step);

describe("folding", () => {
  test("changes no figures, leaves no loose link, and hides exactly what only folded steps lead to", () => {
    fc.assert(
      fc.property(graphs, fc.subarray(names), directions, (graph, folded, direction) => {
        const result = foldSteps(graph, folded, direction);
        const kept = new Set(stepsOf(result));
        for (const one of result.nodes) expect(graph.nodes).toContain(one);
        for (const { from, to } of [...result.links, ...result.loops])
          expect([kept.has(from), kept.has(to)]).toEqual([true, true]);
        const [near, far] = direction === "forwards" ? (["from", "to"] as const) : (["to", "from"] as const);
        // A step that is hidden has only ways from folded or hidden steps; one that is kept begins a path or has another way.
        for (const step of names) {
          const ways = graph.links.filter((one) => one[far] === step);
          const isOpen = ways.some((one) => kept.has(one[near]) && !folded.includes(one[near]));
          expect(kept.has(step)).toBe(ways.length === 0 || isOpen);
        }
        for (const fold of result.folds) {
          expect(fold.steps.some((step) => kept.has(step))).toBe(false);
          expect(kept.has(fold.step)).toBe(true);
        }
      }),
      { seed: 19 },
    );
  });

  test("one step after another is the same as both at once, and no steps are an empty path", () => {
    fc.assert(
      fc.property(graphs, fc.subarray(names), directions, (graph, folded, direction) => {
        expect(foldSteps(graph, [], direction)).toBe(graph);
        const half = folded.slice(0, Math.ceil(folded.length / 2));
        expect(stepsOf(foldSteps(graph, [...half, ...folded], direction))).toEqual(
          stepsOf(foldSteps(graph, folded, direction)),
        );
      }),
      { seed: 20 },
    );
  });

  test("counts what it hides", () => {
    const graph: SankeyGraph = {
      nodes: [node("a", 0), node("b", 1), node("c", 2), node("d", 3)],
      links: [link("a", "b", 7), link("b", "c", 5), link("a", "c", 2), link("c", "d", 6)],
      loops: [],
      hidden: 0,
      folds: [],
    };
    const folded = foldSteps(graph, ["a"], "forwards");
    expect([stepsOf(folded), folded.folds]).toEqual([
      ["a"],
      [{ step: "a", steps: ["b", "c", "d"], visits: 9 }],
    ]);
    const partly = foldSteps(graph, ["b"], "forwards");
    expect([stepsOf(partly), partly.folds]).toEqual([
      ["a", "b", "c", "d"],
      [{ step: "b", steps: [], visits: 5 }],
    ]);
    const backwards = foldSteps(graph, ["c"], "backwards");
    expect([stepsOf(backwards), backwards.folds[0]?.visits]).toEqual([["c", "d"], 7]);
  });
});

describe("sums", () => {
  const ofStep = (graph: SankeyGraph, side: "from" | "to", step: string): number =>
    sumOf(graph.links.filter((one) => one[side] === step));

  test("of what is shown and hidden are those of the journey, and no figure changes", () => {
    fc.assert(
      fc.property(anyWalks, fc.integer({ min: 0, max: 100 }), (walks, percent) => {
        const journey = journeyOf(walks);
        const graph = toGraph(journey, percent / 100);
        const shown = [...graph.links, ...graph.loops];
        expect(shown.length + graph.nodes.length + graph.hidden).toBe(
          journey.links.length + journey.nodes.length,
        );
        const least = (journey.visits * percent) / 100;
        const steps = new Map(journey.nodes.map((one) => [one.step, one.visits]));
        for (const one of graph.nodes) expect(one.visits).toBe(steps.get(one.step));
        expect(sumOf(graph.nodes)).toBe(sumOf(journey.nodes.filter(({ visits }) => visits >= least)));
        const large = journey.links.filter(
          ({ from, to, visits }) => Math.min(visits, steps.get(from)!, steps.get(to)!) >= least,
        );
        expect(sumOf(shown)).toBe(sumOf(large));
        expect(sumOf(graph.loops)).toBe(sumOf(large.filter((one) => one.loop)));
      }),
      { seed: 21 },
    );
  });

  test("of a step are those of its links: who came and began, who went on and left", () => {
    fc.assert(
      fc.property(anyWalks, (walks) => {
        const graph = toGraph(journeyOf(walks), 0);
        for (const { step, visits, left } of graph.nodes) {
          const began = sumOf(walks.filter(({ path }) => path[0] === step));
          expect(ofStep(graph, "to", step) + began).toBe(visits);
          expect(ofStep(graph, "from", step) + left).toBe(visits);
        }
      }),
      { seed: 22 },
    );
  });

  test("a folded step hides as many visits as went on from it, or came to it", () => {
    fc.assert(
      fc.property(anyWalks, fc.subarray([...stepNames]), directions, (walks, folded, direction) => {
        const whole = toGraph(journeyOf(walks), 0);
        const graph = foldSteps(whole, folded, direction);
        for (const { step, visits, left } of graph.nodes) {
          const began = sumOf(walks.filter(({ path }) => path[0] === step));
          const beyond = direction === "forwards" ? visits - left : visits - began;
          const side = direction === "forwards" ? "from" : "to";
          const hidden = graph.folds.find((fold) => fold.step === step)?.visits ?? 0;
          expect(hidden + ofStep(graph, side, step)).toBe(beyond);
          expect(hidden === 0 || folded.some((name) => name === step)).toBe(true);
        }
      }),
      { seed: 23 },
    );
  });
});
