import fc from "fast-check";
import { expect, test } from "vitest";

import { span } from "./spans.fixture.ts";
import { diffAttributes, diffTraces, type PathDiff } from "./trace-diff.ts";
import { buildTraceTree, type TraceTree } from "./trace-tree.ts";

const anyTrace = fc
  .array(
    fc.record({
      parent: fc.nat(),
      name: fc.constantFrom("load", "save", "price", "charge"),
      service: fc.constantFrom("cart", "checkout"),
      start: fc.integer({ min: 0, max: 100 }),
      length: fc.integer({ min: 0, max: 100 }),
      failed: fc.boolean(),
      tier: fc.constantFrom("gold", "silver"),
    }),
    { maxLength: 25 },
  )
  .map((all): TraceTree =>
    buildTraceTree([
      span("root", "", 0, 200),
      ...all.map((one, i) =>
        span(`s${i}`, i === 0 ? "root" : `s${one.parent % i}`, one.start, one.start + one.length, {
          name: one.name,
          service: one.service,
          status: one.failed ? "error" : "unset",
          attributes: { tier: { type: "string", value: one.tier } },
        }),
      ),
    ]),
  );

test("a trace does not differ from itself", () => {
  fc.assert(
    fc.property(anyTrace, (trace) => {
      const diff = diffTraces(trace, trace);
      expect(diff.every(({ kind, deltaMs }) => kind === "same" && deltaMs === 0)).toBe(true);
      expect(diff.flatMap(diffAttributes)).toEqual([]);
    }),
  );
});

test("every span of both traces is in exactly one path", () => {
  fc.assert(
    fc.property(anyTrace, anyTrace, (a, b) => {
      const diff = diffTraces(a, b);
      const ids = (side: "a" | "b"): string[] =>
        diff
          .flatMap((path) => path[side]?.nodes ?? [])
          .map((node) => node.span.spanId)
          .toSorted();
      expect(ids("a")).toEqual(a.nodes.map((node) => node.span.spanId).toSorted());
      expect(ids("b")).toEqual(b.nodes.map((node) => node.span.spanId).toSorted());
      expect(new Set(diff.map(({ key }) => key)).size).toBe(diff.length);
    }),
  );
});

test("the other way around, all differences are the other way around", () => {
  const swapped: Readonly<Record<PathDiff["kind"], PathDiff["kind"]>> = {
    "only-a": "only-b",
    "only-b": "only-a",
    changed: "changed",
    same: "same",
  };
  fc.assert(
    fc.property(anyTrace, anyTrace, (a, b) => {
      const back = new Map(diffTraces(b, a).map((path) => [path.key, path]));
      for (const path of diffTraces(a, b)) {
        const other = back.get(path.key)!;
        expect(other.kind).toBe(swapped[path.kind]);
        expect(other.deltaMs + path.deltaMs).toBe(0);
        expect(other.deltaSelfMs + path.deltaSelfMs).toBe(0);
      }
    }),
  );
});

test("the differences of self times add up to the difference of all work", () => {
  fc.assert(
    fc.property(anyTrace, anyTrace, (a, b) => {
      const sum = (paths: readonly PathDiff[], side: "a" | "b"): number =>
        paths.reduce((total, path) => total + (path[side]?.selfMs ?? 0), 0);
      const diff = diffTraces(a, b);
      const delta = diff.reduce((total, { deltaSelfMs }) => total + deltaSelfMs, 0);
      expect(delta).toBeCloseTo(sum(diff, "a") - sum(diff, "b"), 6);
    }),
  );
});

test("names what is missing, what is more, what is slower, and attributes with other values", () => {
  const tier = (value: string) => ({ attributes: { tier: { type: "string" as const, value } } });
  const a = buildTraceTree([
    span("r", "", 0, 900, { name: "POST /checkout" }),
    span("x", "r", 0, 800, { name: "charge", ...tier("gold") }),
    span("y", "r", 0, 5, { name: "audit" }),
  ]);
  const b = buildTraceTree([
    span("r", "", 0, 200, { name: "POST /checkout" }),
    span("x", "r", 0, 100, { name: "charge", ...tier("silver") }),
    span("z", "r", 0, 5, { name: "cache get" }),
  ]);
  const diff = diffTraces(a, b);
  expect(diff.map(({ name, depth, kind, deltaMs }) => [name, depth, kind, deltaMs])).toEqual([
    ["POST /checkout", 0, "changed", 700],
    ["audit", 1, "only-a", 5],
    ["cache get", 1, "only-b", -5],
    ["charge", 1, "changed", 700],
  ]);
  expect(diffAttributes(diff[3]!)).toEqual([{ key: "tier", a: ["gold"], b: ["silver"] }]);
});

test("compares calls of any depth in memory that grows with the spans", () => {
  const deep = buildTraceTree(
    Array.from({ length: 20_000 }, (_, at) =>
      span(`s${at}`, at === 0 ? "" : `s${at - 1}`, 0, 100, { name: "GET /api/orders/{id}/lines" }),
    ),
  );
  const diff = diffTraces(deep, deep);
  expect(diff).toHaveLength(20_000);
  expect(diff.every(({ key, kind }) => key.length <= 5 && kind === "same")).toBe(true);
});
