import fc from "fast-check";
import { expect, test } from "vitest";

import { formatRegion, parseRegion, regionQuery, zoomFilters } from "./region.ts";
import { toConditions, validateTracesSearch } from "./search.ts";

const regions = fc
  .record({
    from: fc.integer({ min: 0, max: 4e12 }),
    length: fc.integer({ min: 1, max: 1e9 }),
    step: fc.integer({ min: 20, max: 150 }),
    steps: fc.integer({ min: 1, max: 20 }),
  })
  .map(({ from, length, step, steps }) => ({
    fromMs: from,
    toMs: from + length,
    minMs: (2 ** (step / 4) - 1) / 1e6,
    maxMs: (2 ** ((step + steps) / 4) - 1) / 1e6,
  }));

test("a region is the same after it was in the address", () => {
  fc.assert(
    fc.property(regions, (region) => {
      const again = parseRegion(formatRegion(region))!;
      expect([again.fromMs, again.toMs]).toEqual([region.fromMs, region.toMs]);
      // The whole nanoseconds, by which spans are selected, stay.
      expect(regionQuery(again, true)).toEqual(regionQuery(region, true));
    }),
  );
});

test.each([
  "",
  "a~b~c~d",
  "2026-11-20T14:00:00Z~2026-11-20T13:00:00Z~1~2",
  "2026-11-20T14:00:00Z~2026-11-20T15:00:00Z~2~1",
  "2026-11-20T14:00:00Z~2026-11-20T15:00:00Z~1~",
])("rejects the region %j", (text) => {
  expect(parseRegion(text)).toBeUndefined();
  expect(validateTracesSearch({ region: text })).toEqual({});
});

test("zooming in keeps all spans of the region", () => {
  fc.assert(
    fc.property(regions, (region) => {
      const [low, high] = zoomFilters(region).map((filter) => Number(/[\d.e-]+(?=ms$)/.exec(filter)![0]));
      expect(low).toBeLessThanOrEqual(region.minMs * 1.000001);
      expect(high).toBeGreaterThanOrEqual(region.maxMs * 0.999999);
    }),
  );
  expect(zoomFilters({ fromMs: 0, toMs: 1, minMs: 594.6036, maxMs: 2000 })).toEqual([
    "duration>=594ms",
    "duration<2000ms",
  ]);
});

test("ignores wrong values in the address", () => {
  expect(
    validateTracesSearch({
      status: "bad",
      min: "-3",
      order: "slowest",
      view: "map",
      sort: "x",
      col: ["a", "a", ""],
    }),
  ).toEqual({ order: "slowest", col: ["a"] });
});

test("filters of old links become conditions", () => {
  expect(toConditions(validateTracesSearch({ status: "ok", name: "GET /", min: "250", max: "900" }))).toEqual(
    ["name=GET /", "!error", "duration>=250ms", "duration<=900ms"],
  );
});
