import fc from "fast-check";
import { expect, test } from "vitest";

import { findClockSkew, shiftsOf } from "./clock-skew.ts";
import { span } from "./spans.fixture.ts";
import { buildTraceTree } from "./trace-tree.ts";

interface Drawn {
  readonly parent: number;
  readonly process: number;
  readonly awaited: boolean;
  readonly from: number;
  readonly length: number;
}

/** A trace whose true times are possible: each span within its parent. Whole µs, so that sums are exact to the ns. */
const possible = fc
  .array(
    fc.record({
      parent: fc.nat(),
      process: fc.nat({ max: 5 }),
      awaited: fc.boolean(),
      from: fc.double({ min: 0, max: 0.9, noNaN: true }),
      length: fc.double({ min: 0.05, max: 1, noNaN: true }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((drawn: readonly Drawn[]) => {
    const made: { start: number; end: number }[] = [{ start: 1000, end: 2000 }];
    const spans = [span("s0", "", 1000, 2000, { kind: "client", resourceId: "p0", service: "p0" })];
    drawn.forEach((one, i) => {
      const parent = one.parent % made.length;
      const above = made[parent]!;
      const micros = Math.floor((above.end - above.start) * 1000);
      const start = above.start + Math.floor(micros * one.from) / 1000;
      const end = start + Math.max(0, Math.floor((above.end - start) * 1000 * one.length)) / 1000;
      made.push({ start, end });
      const kind = one.awaited ? ("server" as const) : ("client" as const);
      const process = `p${one.process}`;
      spans.push(
        span(`s${i + 1}`, `s${parent}`, start, end, { kind, resourceId: process, service: process }),
      );
    });
    return spans;
  });

const offsets = fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 6, maxLength: 6 });

/** The same trace with the clock of each process off by whole ms. */
function skewed(spans: readonly ReturnType<typeof span>[], by: readonly number[]): ReturnType<typeof span>[] {
  return spans.map((one) => {
    const offsetMs = by[Number(one.resourceId.slice(1))]!;
    return { ...one, startNs: String(BigInt(one.startNs) + BigInt(offsetMs) * 1_000_000n) };
  });
}

test("a trace whose times are possible has no skew", () => {
  fc.assert(
    fc.property(possible, (spans) => {
      expect(findClockSkew(buildTraceTree(spans))).toEqual({ clocks: [], isContradictory: false });
    }),
  );
});

test("after the shifts no span begins before its parent, whatever the clocks were", () => {
  fc.assert(
    fc.property(possible, offsets, (spans, by) => {
      const recorded = skewed(spans, by);
      const skew = findClockSkew(buildTraceTree(recorded));
      expect(skew.isContradictory).toBe(false);
      const adjusted = buildTraceTree(recorded, shiftsOf(skew));
      expect(adjusted.nodes.filter((node) => node.skewed)).toEqual([]);
      expect(findClockSkew(adjusted).clocks).toEqual([]);
    }),
  );
});

test("the shifts are no longer than the clocks differ, and the first root's process stays", () => {
  fc.assert(
    fc.property(possible, offsets, (spans, by) => {
      const { clocks } = findClockSkew(buildTraceTree(skewed(spans, by)));
      const widest = Math.max(...by) - Math.min(...by);
      for (const clock of clocks) expect(Math.abs(clock.shiftMs)).toBeLessThanOrEqual(widest + 1e-3);
      expect(clocks.map(({ process }) => process)).not.toContain("p0");
    }),
  );
});

test("names the pair, the size and the spans that show it", () => {
  const spans = [
    span("a", "", 0, 100, { kind: "client", resourceId: "web", service: "web" }),
    span("b", "a", -35, 40, { kind: "server", resourceId: "cart", service: "cart" }),
    span("c", "b", -30, 0, { resourceId: "cart", service: "cart" }),
  ];
  expect(findClockSkew(buildTraceTree(spans)).clocks).toEqual([
    {
      process: "cart",
      service: "cart",
      against: "web",
      againstService: "web",
      shiftMs: 35,
      contradictions: 1,
    },
  ]);
});

test("a server that answers after its client has ended shows a clock that is ahead", () => {
  const spans = [
    span("a", "", 0, 100, { kind: "client", resourceId: "web", service: "web" }),
    span("b", "a", 60, 130, { kind: "server", resourceId: "cart", service: "cart" }),
  ];
  expect(findClockSkew(buildTraceTree(spans)).clocks[0]).toMatchObject({ process: "cart", shiftMs: -20 });
});

test("a server that notes its end a moment after its client has the answer shows no skew", () => {
  const spans = [
    span("a", "", 0, 100, { kind: "client", resourceId: "web", service: "web" }),
    span("b", "a", 20, 101.8, { kind: "server", resourceId: "cart", service: "cart" }),
  ];
  expect(findClockSkew(buildTraceTree(spans)).clocks).toEqual([]);
});

test("a consumer that ends after its producer is late, not skewed", () => {
  const spans = [
    span("a", "", 0, 100, { kind: "producer", resourceId: "web", service: "web" }),
    span("b", "a", 90, 400, { kind: "consumer", resourceId: "worker", service: "worker" }),
  ];
  expect(findClockSkew(buildTraceTree(spans)).clocks).toEqual([]);
});
