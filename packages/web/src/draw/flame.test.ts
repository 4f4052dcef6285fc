import * as fc from "fast-check";
import { expect, test } from "vitest";

import { layoutFlame } from "./flame-layout.ts";
import { flameAt, flameLine } from "./flame.ts";
import { span } from "./spans.fixture.ts";
import { buildTraceTree } from "./trace-tree.ts";

const anySpans = fc
  .array(
    fc.tuple(
      fc.integer({ min: -1, max: 10 }),
      fc.integer({ min: 0, max: 50 }),
      fc.integer({ min: 1, max: 50 }),
    ),
    { minLength: 1, maxLength: 30 },
  )
  .map((all) =>
    all.map(([parent, start, length], i) =>
      span(`s${i}`, parent < 0 ? "" : `s${parent}`, start, start + length),
    ),
  );

test("no two boxes of a line overlap, and each is below its parent", () => {
  fc.assert(
    fc.property(anySpans, (spans) => {
      const { nodes } = buildTraceTree(spans);
      const { lines, lineCount } = layoutFlame(nodes);
      for (const a of nodes) {
        expect(lines[a.index]!).toBeLessThan(lineCount);
        const sameLine = nodes.filter((b) => b !== a && lines[b.index] === lines[a.index]);
        expect(sameLine.filter((b) => b.start < a.end && a.start < b.end)).toEqual([]);
      }
      const below = nodes.filter((n) => n.parent !== null && !n.skewed);
      expect(below.filter((n) => lines[n.index]! <= lines[n.parent!.index]!)).toEqual([]);
    }),
  );
});

test("the pointer finds the box under it", () => {
  const { nodes } = buildTraceTree([span("a", "", 0, 100), span("b", "a", 50, 60)]);
  const layout = layoutFlame(nodes);
  const at = (x: number, line: number): string | undefined =>
    flameAt({ nodes, layout, view: { start: 0, end: 100 }, width: 1000 }, x, line * flameLine + 3)?.span
      .spanId;
  expect([at(10, 0), at(550, 1), at(100, 1), at(10, 5)]).toEqual(["a", "b", undefined, undefined]);
});
