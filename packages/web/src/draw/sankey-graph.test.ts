import type { JourneyLink, JourneyNode } from "contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldSteps, type SankeyGraph } from "./sankey-graph.ts";

const names = ["a", "b", "c", "d", "e", "f"];
const node = (step: string, depth: number): JourneyNode => ({ step, depth, people: 10, left: 1, errors: 0 });
const link = (from: string, to: string, people = 5, loop = false): JourneyLink => ({
  from,
  to,
  people,
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

  test("one step after another is the same as both at once, and no step is none", () => {
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
      [{ step: "a", steps: ["b", "c", "d"], people: 9 }],
    ]);
    const partly = foldSteps(graph, ["b"], "forwards");
    expect([stepsOf(partly), partly.folds]).toEqual([
      ["a", "b", "c", "d"],
      [{ step: "b", steps: [], people: 5 }],
    ]);
    const backwards = foldSteps(graph, ["c"], "backwards");
    expect([stepsOf(backwards), backwards.folds[0]?.people]).toEqual([["c", "d"], 7]);
  });
});
