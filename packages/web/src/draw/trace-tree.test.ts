import * as fc from "fast-check";
import { expect, test } from "vitest";
import { span } from "./spans.fixture.ts";
import { ancestors, buildTraceTree } from "./trace-tree.ts";

/** Any graph of parents: real, missing, itself, rings. */
const anySpans = fc
  .array(
    fc.record({
      parent: fc.integer({ min: -1, max: 30 }),
      start: fc.integer({ min: 0, max: 100 }),
      length: fc.integer({ min: 0, max: 50 }),
    }),
    {
      minLength: 1,
      maxLength: 25,
    },
  )
  .map((all) =>
    all.map((s, i) => span(`s${i}`, s.parent < 0 ? "" : `s${s.parent}`, s.start, s.start + s.length)),
  );

test("every span occurs once, below its parent or as a root with the reason", () => {
  fc.assert(
    fc.property(anySpans, (spans) => {
      const tree = buildTraceTree(spans);
      expect(tree.nodes.map((n) => n.span.spanId).toSorted()).toEqual(spans.map((s) => s.spanId).toSorted());
      for (const node of tree.nodes) {
        const expected = node.parent?.span.spanId ?? (node.orphan || node.cut ? node.span.parentSpanId : "");
        expect(node.span.parentSpanId).toBe(expected);
        expect(ancestors(node)).toHaveLength(node.depth);
      }
      expect(tree.roots.reduce((sum, root) => sum + root.size, 0)).toBe(spans.length);
    }),
  );
});

test("a child that begins before its parent keeps its time and is marked", () => {
  const tree = buildTraceTree([span("a", "", 10, 20), span("b", "a", 4, 12)]);
  const b = tree.byId.get("b")!;
  expect([b.start, b.end, b.skewed, b.parent?.span.spanId]).toEqual([0, 8, true, "a"]);
  expect(tree.durationMs).toBe(16);
});

test("cuts a cycle at its earliest span and keeps its descendants", () => {
  const tree = buildTraceTree([
    span("a", "c", 5, 9),
    span("b", "a", 6, 8),
    span("c", "b", 7, 8),
    span("d", "c", 7, 8),
    span("e", "e", 1, 2),
  ]);
  expect(tree.roots.map((r) => [r.span.spanId, r.cut])).toEqual([
    ["e", true],
    ["a", true],
  ]);
  expect(tree.byId.get("d")!.depth).toBe(3);
});

test("children of a missing parent become roots", () => {
  const tree = buildTraceTree([span("a", "gone", 0, 5), span("b", "gone", 1, 2), span("c", "a", 1, 2)]);
  expect(tree.roots.map((r) => [r.span.spanId, r.orphan])).toEqual([
    ["a", true],
    ["b", true],
  ]);
});

test("keeps both spans of a repeated id", () => {
  const tree = buildTraceTree([span("a", "", 0, 5), span("a", "", 0, 5), span("b", "a", 1, 2)]);
  expect(tree.nodes).toHaveLength(3);
});

test("nanoseconds are exact", () => {
  const tree = buildTraceTree([
    span("a", "", 0, 1),
    { ...span("b", "a", 0, 1), startNs: "1763649066251000001" },
  ]);
  expect(tree.byId.get("b")!.start).toBe(0.000001);
});

// With the square of the spans this would take a minute.
test("200,000 spans in one chain neither overflow nor take long", () => {
  const spans = Array.from({ length: 200_000 }, (_, i) =>
    span(`s${i}`, i === 0 ? "" : `s${i - 1}`, i / 1000, 100),
  );
  const tree = buildTraceTree(spans);
  expect(tree.nodes.at(-1)!.depth).toBe(199_999);
});
