import { expect, test } from "vitest";

import { alphaAt, evidenceOf, neededPart, testedCounts } from "./evidence.ts";
import { shareOfSampled } from "./sample.ts";

test.each([
  ["entries that are all stored", { part: 5, count: 1000 }, { part: 5, count: 1000 }, [5, 1000]],
  // five failures that were all kept of a thousand requests, of which one in ten was kept
  ["failures that are all kept", { part: 5, count: 105 }, { part: 5, count: 1005 }, [5, 1005]],
  ["entries that are sampled alike", { part: 5, count: 100 }, { part: 20, count: 400 }, [5, 100]],
  ["a share of good ones", { part: 100, count: 105 }, { part: 1000, count: 1005 }, [1000, 1005]],
  ["no failures", { part: 0, count: 100 }, { part: 0, count: 1000 }, [0, 100]],
] as const)(
  "tests count the rarer outcome as often as it was stored: %s",
  (_, stored, estimated, expected) => {
    const { part, count } = testedCounts(shareOfSampled(stored, estimated));
    expect([part, count]).toEqual(expected);
  },
);

test("a share that only sampling makes large is not certain", () => {
  const sample = shareOfSampled({ part: 20, count: 420 }, { part: 20, count: 4020 });
  const { alpha } = evidenceOf({ falseAlarmsPerMonth: 1 }, 60_000, 300_000);
  const needed = (count: number): number => neededPart({ side: "above", limit: 0.004 }, count, 0.004, alpha)!;
  expect(20).toBeGreaterThan(needed(420));
  const { part, count } = testedCounts(sample);
  expect(sample.value).toBeGreaterThan(0.004);
  expect(part).toBeLessThan(needed(count));
});

test.each([
  ["few entries, of which neither budget finds the fault", 60, false],
  ["entries of which only the larger budget finds it in time", 150, true],
  ["more entries, of which the smaller budget finds it a little later", 250, false],
  ["many entries, of which the smaller budget finds it, too", 600, false],
])("a window of 15 minutes with %s", (_, count, isLarge) => {
  const evidence = evidenceOf({}, 60_000, 900_000);
  expect(evidence.largeAlpha).toBeGreaterThan(evidence.alpha);
  const alpha = alphaAt({ side: "below", limit: 0.3 }, count, 0.4, evidence);
  expect(alpha).toBe(isLarge ? evidence.largeAlpha : evidence.alpha);
});

test("a short window, and a rule that declares its budget, have one budget", () => {
  for (const evidence of [
    evidenceOf({}, 60_000, 300_000),
    evidenceOf({ falseAlarmsPerMonth: 2 }, 60_000, 900_000),
  ])
    expect(evidence.largeAlpha).toBe(evidence.alpha);
});
