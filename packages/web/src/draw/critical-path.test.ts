import { criticalPath } from "contract";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { span } from "./spans.fixture.ts";
import { buildTraceTree } from "./trace-tree.ts";

const path = (...spans: Parameters<typeof buildTraceTree>[0]): unknown[] =>
  criticalPath(buildTraceTree(spans).roots).map((s) => [s.node.span.spanId, s.start, s.end]);

test("the parent waits for the child that ended last; gaps belong to the parent", () => {
  expect(
    path(span("a", "", 0, 100), span("b", "a", 10, 40), span("c", "a", 20, 30), span("d", "a", 50, 90)),
  ).toEqual([
    ["a", 0, 10],
    ["b", 10, 40],
    ["a", 40, 50],
    ["d", 50, 90],
    ["a", 90, 100],
  ]);
});

test("a child that outlives its parent counts up to the parent's end", () => {
  expect(path(span("a", "", 0, 10), span("b", "a", 4, 30), span("late", "a", 12, 20))).toEqual([
    ["a", 0, 4],
    ["b", 4, 10],
  ]);
});

test("several roots follow one another", () => {
  expect(path(span("a", "", 0, 10), span("b", "", 20, 30))).toEqual([
    ["a", 0, 10],
    ["b", 20, 30],
  ]);
});

test("segments are disjoint, in order, inside their span and never longer than the trace", () => {
  const anySpans = fc
    .array(
      fc.tuple(
        fc.integer({ min: -1, max: 12 }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
      ),
      { minLength: 1, maxLength: 20 },
    )
    .map((all) =>
      all.map(([parent, start, length], i) =>
        span(`s${i}`, parent < 0 ? "" : `s${parent}`, start, start + length),
      ),
    );
  fc.assert(
    fc.property(anySpans, (spans) => {
      const tree = buildTraceTree(spans);
      let reach = 0;
      let sum = 0;
      for (const { node, start, end } of criticalPath(tree.roots)) {
        expect(start).toBeGreaterThanOrEqual(reach);
        expect(end).toBeGreaterThan(start);
        expect(start).toBeGreaterThanOrEqual(node.start);
        expect(end).toBeLessThanOrEqual(node.end);
        reach = end;
        sum += end - start;
      }
      expect(sum).toBeLessThanOrEqual(tree.durationMs + 1e-6);
    }),
  );
});

test("with one root the path covers the whole root", () => {
  const children = fc.array(fc.tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 1, max: 90 })), {
    maxLength: 10,
  });
  fc.assert(
    fc.property(children, (all) => {
      const tree = buildTraceTree([
        span("a", "", 0, 100),
        ...all.map(([start, length], i) => span(`s${i}`, "a", start, start + length)),
      ]);
      const sum = criticalPath(tree.roots).reduce((total, s) => total + s.end - s.start, 0);
      expect(sum).toBeCloseTo(100, 6);
    }),
  );
});

test("the path covers all of a single root's time, whatever its spans do", () => {
  const below = fc.array(
    fc.tuple(fc.nat(), fc.integer({ min: -40, max: 140 }), fc.integer({ min: 0, max: 120 })),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(below, (all) => {
      const spans = all.map(([parent, start, length], i) =>
        span(`s${i}`, i === 0 ? "root" : `s${parent % i}`, start, start + length),
      );
      const { roots, byId } = buildTraceTree([span("root", "", 0, 100), ...spans]);
      const root = byId.get("root")!;
      const within = criticalPath(roots).filter(({ start, end }) => start >= root.start && end <= root.end);
      expect(within.reduce((sum, { start, end }) => sum + end - start, 0)).toBeCloseTo(100, 6);
    }),
  );
});

test("work that begins after its parent has ended was not waited for", () => {
  expect(
    path(
      span("request", "", 0, 50),
      span("publish", "request", 10, 20, { kind: "producer" }),
      span("consume", "publish", 60, 90, { kind: "consumer" }),
    ),
  ).toEqual([
    ["request", 0, 10],
    ["publish", 10, 20],
    ["request", 20, 50],
  ]);
});

test("a span that only links to another is not on its path", () => {
  const link = {
    traceId: "t",
    spanId: "a",
    traceState: "",
    attributes: {},
    flags: 0,
    droppedAttributesCount: 0,
  };
  expect(path(span("a", "", 0, 10), span("b", "a", 2, 8, { links: [link] }))).toEqual([
    ["a", 0, 2],
    ["b", 2, 8],
    ["a", 8, 10],
  ]);
});

test("a child whose clock is behind counts from its parent's start", () => {
  expect(path(span("a", "", 10, 30), span("b", "a", 0, 20))).toEqual([
    ["b", 10, 20],
    ["a", 20, 30],
  ]);
});
