// What has no bottleneck shows none: ten thousand traces like those of the demo shop.
import { expect, test } from "vitest";
import { createCallReader } from "../src/bottlenecks/call.ts";
import { judgeTrace } from "../src/bottlenecks/judge-trace.ts";
import { seeded, shopTrace } from "./support/shop-traces.ts";

test("ten thousand clean traces have no finding, and one with a bad cart has", () => {
  const reader = createCallReader();
  const random = seeded(42);
  for (let trace = 0; trace < 10_000; trace++) expect(judgeTrace(shopTrace(random), reader)).toEqual([]);
  expect(judgeTrace(shopTrace(random, true), reader)).toMatchObject([
    { kind: "repeated-queries", operation: "GET /cart" },
  ]);
});
