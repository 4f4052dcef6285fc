import fc from "fast-check";
import { expect, test } from "vitest";

import { gapsOf } from "./gaps.ts";
import { selfTime } from "./self-time.ts";
import { span } from "./spans.fixture.ts";
import { buildTraceTree } from "./trace-tree.ts";

const child = fc.tuple(fc.integer({ min: -50, max: 1100 }), fc.integer({ min: 0, max: 400 }));
const parents = fc.array(child, { minLength: 1, maxLength: 12 }).map((children) => {
  const spans = children.map(([from, length], i) => span(`c${i}`, "p", from, from + length));
  const { byId } = buildTraceTree([span("p", "", 0, 1000), ...spans]);
  return byId.get("p")!;
});

test("gaps are the time of a span that no child covers: their sum is the self time", () => {
  fc.assert(
    fc.property(parents, (node) => {
      const sum = gapsOf(node, 0).reduce((total, gap) => total + gap.end - gap.start, 0);
      expect(sum).toBeCloseTo(selfTime(node), 6);
    }),
  );
});

test("gaps are inside the span, in order, apart, and no child runs in them", () => {
  fc.assert(
    fc.property(parents, (node) => {
      let last = Number.NEGATIVE_INFINITY;
      for (const gap of gapsOf(node, 0)) {
        expect(gap.start).toBeGreaterThanOrEqual(Math.max(node.start, last));
        expect(gap.end).toBeLessThanOrEqual(node.end);
        expect(node.children.filter((one) => one.start < gap.end && one.end > gap.start)).toEqual([]);
        last = gap.end;
      }
    }),
  );
});

test("leaves out gaps that are too short, and spans without children", () => {
  const { byId } = buildTraceTree([span("p", "", 0, 100), span("a", "p", 10, 40), span("b", "p", 45, 100)]);
  expect(gapsOf(byId.get("p")!, 8)).toEqual([{ start: 0, end: 10 }]);
  expect(gapsOf(byId.get("a")!, 0)).toEqual([]);
});
