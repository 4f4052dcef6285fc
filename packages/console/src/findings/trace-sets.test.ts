import { expect, test } from "vitest";
import { setsOf } from "./trace-sets.ts";

const trace = (n: number, spans: number, tenant = "") => ({
  tenant,
  traceId: n.toString(16).padStart(32, "0"),
  firstUs: n * 1000,
  lastUs: n * 1000 + 500,
  spans,
});

test("small traces are read by the thousand, and no set has more spans than one may have", () => {
  const small = setsOf(Array.from({ length: 5_000 }, (_, n) => trace(n, 8)));
  expect(small.map(({ ids }) => ids.length)).toEqual([2_500, 2_500]);
  expect(small[1]).toMatchObject({ firstUs: 2_500_000, lastUs: 4_999_500 });
  // a longer trace than is judged counts with what is read of it
  const large = setsOf([trace(0, 9_000), trace(1, 9_000), trace(2, 50_000), trace(3, 8, "acme")]);
  expect(large.map(({ tenant, ids }) => [tenant, ids.length])).toEqual([
    ["", 2],
    ["", 1],
    ["acme", 1],
  ]);
});
