import type { JourneyLink, JourneyNode } from "contract";
import fc from "fast-check";
import { expect, test } from "vitest";

import { funnelSteps } from "./funnel-steps.ts";

const names = ["a", "b", "c", "d", "e"];
const node = (step: string): JourneyNode => ({
  step,
  depth: 0,
  people: 1,
  visits: 1,
  left: 0,
  ended: 0,
  open: 0,
  errors: 0,
});
const link = (from: string, to: string, visits: number, loop = false): JourneyLink => ({
  from,
  to,
  visits,
  medianMs: 1,
  errors: 0,
  loop,
});
const nodes = names.map(node);

test("is the path that most visits took to the step", () => {
  const links = [
    link("a", "c", 9),
    link("b", "c", 4),
    link("c", "d", 7),
    link("b", "d", 2),
    link("d", "a", 99, true),
  ];
  expect(funnelSteps({ nodes, links }, "d")).toEqual(["a", "c", "d"]);
  expect(funnelSteps({ nodes, links }, "a")).toEqual(["a", "c", "d"]);
  expect(funnelSteps({ nodes, links }, "e")).toEqual(["e"]);
  expect(funnelSteps({ nodes, links }, "unknown")).toEqual([]);
});

test("has each step once, in an order that links allow, whatever the graph", () => {
  const step = fc.constantFrom(...names);
  fc.assert(
    fc.property(fc.array(fc.tuple(step, step, fc.nat(9), fc.boolean())), step, (raw, chosen) => {
      const links = raw.map(([from, to, visits, loop]) => link(from, to, visits, loop));
      const steps = funnelSteps({ nodes, links }, chosen);
      expect(new Set(steps).size).toBe(steps.length);
      expect([steps[0], steps.at(-1)]).toContain(chosen);
      steps.slice(1).forEach((to, at) => {
        expect(links.some((one) => !one.loop && one.from === steps[at] && one.to === to)).toBe(true);
      });
    }),
    { seed: 19 },
  );
});
