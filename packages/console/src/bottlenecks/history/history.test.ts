// Each decision with the problem, with the problem solved, and what only looks like it.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seeded } from "../../../test/support/shop-traces.ts";
import { findRise } from "./change-point.ts";
import { compareCalls, type SampledCall } from "./compare-calls.ts";
import { findGrowth, isOfLoad, type Point } from "./growth.ts";
import { levelMs, slowerThanUsual, type Step } from "./level.ts";

const hour = 3_600;
const now = 500_000 * hour;
const levelOf = (ms: number): number => 4 * Math.log2(ms * 1e6) - 0.5;

/** Hours of a week up to `now`; `ms` of each by its distance from `now` in hours. */
function week(ms: (back: number) => number, count: (back: number) => number = () => 200, seed = 1): Step[] {
  const random = seeded(seed);
  return Array.from({ length: 169 }, (_, back) => ({
    time: now - back * hour,
    calls: count(back),
    level: levelOf(ms(back)) + (random() - 0.5) * 0.4,
  }));
}

describe("an hour against the week before", () => {
  test("twice as slow", () => {
    const usual = slowerThanUsual(
      week((back) => (back === 0 ? 40 : 20)),
      now,
    );
    expect(levelMs(usual!.level)).toBeCloseTo(20, 0);
    expect(usual!.hours).toEqual([6, 5, 4, 3, 2, 1].map((back) => now - back * hour));
  });

  test("still slow in the second day, with hours from before as the usual ones", () => {
    const usual = slowerThanUsual(
      week((back) => (back < 30 ? 40 : 20)),
      now,
    );
    expect(usual).toBeUndefined();
    expect(
      slowerThanUsual(
        week((back) => (back < 6 ? 40 : 20)),
        now,
      )!.hours.at(-1),
    ).toBe(now - 6 * hour);
  });

  test.each([
    ["as fast as before, after it was slow", week((back) => (back > 0 && back < 5 ? 40 : 20))],
    ["a little slower", week((back) => (back === 0 ? 26 : 20))],
    ["slow every day at that time", week((back) => (back % 24 === 0 ? 45 : 20))],
    [
      "slow, with few calls",
      week(
        (back) => (back === 0 ? 80 : 20),
        (back) => (back === 0 ? 12 : 200),
      ),
    ],
    ["slow, with few hours before", week((back) => (back === 0 ? 80 : 20)).slice(0, 9)],
    ["varying all the time", week((back) => (back % 3 === 0 ? 60 : 20))],
    ["faster", week((back) => (back === 0 ? 10 : 20))],
    ["without calls in the hour", week(() => 20).slice(1)],
    ["nothing at all", []],
  ])("%s is not a finding", (_, hours) => {
    expect(slowerThanUsual(hours, now)).toBeUndefined();
  });

  test("ten thousand steady series have no finding", () => {
    for (let seed = 0; seed < 10_000; seed += 1)
      expect(slowerThanUsual(week(() => 20, undefined, seed).slice(0, 48), now)).toBeUndefined();
  });
});

/** Calls of about `ms`, with attributes by their number. */
function calls(
  count: number,
  ms: (n: number) => number,
  attributes: (n: number) => Record<string, string> = () => ({}),
  seed = 3,
): SampledCall[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, n) => ({
    traceId: `t${n}`,
    spanId: `s${n}`,
    startUs: n,
    ms: ms(n) * Math.exp((random() - 0.5) * 0.8),
    version: "",
    attributes: attributes(n),
  }));
}

const tenants = (share: number) => (n: number) => ({ "tenant.id": n % 10 < share ? "large" : "small" });
const msOfTenant = (share: number, large: number, small: number) => (n: number) =>
  n % 10 < share ? large : small;

describe("a sample of calls against one from before", () => {
  test("slower calls", () => {
    const found = compareCalls(
      calls(300, () => 20),
      calls(300, () => 60, undefined, 4),
    );
    expect(found!.beforeMs).toBeCloseTo(20.5, 0);
    expect(found!.afterMs / found!.beforeMs).toBeCloseTo(3, 1);
  });

  test("slower for each tenant, while the shares of tenants changed", () => {
    const before = calls(300, msOfTenant(2, 100, 10), tenants(2));
    const after = calls(300, msOfTenant(6, 200, 20), tenants(6), 4);
    expect(compareCalls(before, after)).toBeDefined();
  });

  test("calls of one slow trace are one observation", () => {
    const ofTraces = (ms: (trace: number) => number, seed: number) =>
      calls(300, (n) => ms(n % 6), undefined, seed).map((call, n) => ({ ...call, traceId: `t${n % 6}` }));
    const before = ofTraces(() => 20, 3);
    expect(
      compareCalls(
        before,
        ofTraces((trace) => (trace === 0 ? 200 : 20), 4),
      ),
    ).toBeUndefined();
    expect(
      compareCalls(
        before,
        ofTraces(() => 60, 4),
      ),
    ).toBeDefined();
  });

  test.each(["error.type", "cache.hit", "user.cache.hit", "retry.count", "feature_flag.variant"])(
    "%s may be a consequence and explains nothing",
    (key) => {
      const attributesOf = (share: number) => (n: number) => ({ [key]: n % 10 < share ? "one" : "other" });
      const before = calls(300, msOfTenant(2, 100, 10), attributesOf(2));
      const after = calls(300, msOfTenant(7, 100, 10), attributesOf(7));
      expect(compareCalls(before, after)).toBeDefined();
    },
  );

  test.each(["tenant.id", "customer.tier", "userType", "cloud.region", "http.route"])(
    "%s is known before the call and may explain it",
    (key) => {
      const attributesOf = (share: number) => (n: number) => ({ [key]: n % 10 < share ? "one" : "other" });
      const before = calls(300, msOfTenant(2, 100, 10), attributesOf(2));
      const after = calls(300, msOfTenant(7, 100, 10), attributesOf(7));
      expect(compareCalls(before, after)).toBeUndefined();
    },
  );

  test.each([
    ["as fast as before", calls(300, () => 20), calls(300, () => 20, undefined, 4)],
    ["a little slower", calls(300, () => 20), calls(300, () => 23, undefined, 4)],
    ["slower by less than two ms", calls(300, () => 1), calls(300, () => 2, undefined, 4)],
    ["few calls", calls(300, () => 20), calls(20, () => 90, undefined, 4)],
    ["few calls before", calls(20, () => 20), calls(300, () => 90, undefined, 4)],
    ["some long calls", calls(300, () => 20), calls(300, (n) => (n % 100 === 0 ? 5_000 : 20), undefined, 4)],
    [
      "more calls of a slow tenant",
      calls(300, msOfTenant(2, 100, 10), tenants(2)),
      calls(300, msOfTenant(7, 100, 10), tenants(7), 4),
    ],
    [
      "calls of a new, slow tenant",
      calls(300, () => 10, tenants(0)),
      calls(300, msOfTenant(7, 100, 10), tenants(7), 4),
    ],
  ])("%s is not a finding", (_, before, after) => {
    expect(compareCalls(before, after)).toBeUndefined();
  });

  test("two samples of the same calls never differ", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.double({ min: 1, max: 1e4, noNaN: true }),
        (seed, ms) => {
          const [before, after] = [
            calls(200, () => ms, undefined, seed),
            calls(200, () => ms, undefined, seed + 1),
          ];
          expect(compareCalls(before, after)).toBeUndefined();
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });

  test("what is found is at least three tenths slower", () => {
    const seed = fc.integer({ min: 1, max: 1e6 });
    fc.assert(
      fc.property(seed, fc.double({ min: 0.5, max: 3, noNaN: true }), (first, factor) => {
        const before = calls(60, () => 20, undefined, first);
        const after = calls(60, () => 20 * factor, undefined, first + 1);
        const { beforeMs, afterMs } = compareCalls(before, after) ?? { beforeMs: 0, afterMs: 0 };
        expect(afterMs).toBeGreaterThanOrEqual(1.3 * beforeMs);
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});

/** Steps of ten minutes; `ms` of each by its number. */
function steps(
  count: number,
  ms: (n: number) => number,
  seed = 5,
  of: (n: number) => number = () => 100,
): Step[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, n) => ({
    time: n * 600,
    calls: of(n),
    level: levelOf(ms(n)) + (random() - 0.5) * 0.5,
  }));
}

describe("the moment from which calls are slower", () => {
  test("is the first step of the new level", () => {
    const change = findRise(steps(150, (n) => (n < 140 ? 30 : 60)));
    expect(change!.time).toBe(140 * 600);
    expect(levelMs(change!.after) / levelMs(change!.before)).toBeCloseTo(2, 0);
  });

  test.each([
    ["a level that stays", steps(150, () => 30)],
    ["one slow step in the end", steps(150, (n) => (n === 149 ? 90 : 30))],
    ["a level that falls", steps(150, (n) => (n < 140 ? 60 : 30))],
    ["a course of the day", steps(150, (n) => 30 * (1 + 0.5 * Math.sin((n / 144) * 2 * Math.PI)))],
    ["a slow version that went back", steps(150, (n) => (n > 70 && n < 80 ? 60 : 30))],
    [
      "steps with few calls",
      steps(
        150,
        (n) => (n < 140 ? 30 : 60),
        5,
        () => 4,
      ),
    ],
    ["too few steps", steps(6, (n) => (n < 4 ? 30 : 60))],
  ])("%s has none", (_, list) => {
    expect(findRise(list)).toBeUndefined();
  });

  test("does not depend on the order of the steps", () => {
    const list = steps(80, (n) => (n < 60 ? 30 : 70));
    expect(findRise(list.toReversed())).toEqual(findRise(list));
  });
});

const limits = { minPoints: 12, minShare: 0.2, least: 30 };
function points(count: number, value: (n: number) => number, seed = 9): Point[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, n) => ({
    time: n * 600,
    value: value(n) * (0.99 + random() * 0.02),
  }));
}

describe("growth", () => {
  test("that goes on", () => {
    const growth = findGrowth(
      points(36, (n) => 200 + n * 5),
      limits,
    );
    expect(growth!.before).toBeCloseTo(220, -1);
    expect(growth!.after).toBeCloseTo(353, -1);
  });

  test.each([
    ["a level", points(36, () => 200)],
    ["what is collected", points(36, (n) => 200 + (n % 9) * 20)],
    ["a process that warms up", points(36, (n) => 200 + Math.min(n, 8) * 15)],
    ["a fall", points(36, (n) => 400 - n * 5)],
    ["little growth", points(36, (n) => 1_000 + n)],
    ["few points", points(8, (n) => 200 + n * 50)],
    ["a peak that is gone", points(36, (n) => (n > 14 && n < 22 ? 500 : 200))],
  ])("%s is not growth", (_, list) => {
    expect(findGrowth(list, limits)).toBeUndefined();
  });

  test("that only follows the calls is of the load", () => {
    const list = points(36, (n) => 200 + n * 5);
    const growth = findGrowth(list, limits)!;
    expect(
      isOfLoad(
        growth,
        list,
        points(36, (n) => 100 + n * 4),
      ),
    ).toBe(true);
    expect(
      isOfLoad(
        growth,
        list,
        points(36, () => 100),
      ),
    ).toBe(false);
    expect(
      isOfLoad(
        growth,
        list,
        points(36, (n) => 100 - n),
      ),
    ).toBe(false);
  });

  test("is not found in noise", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const random = seeded(seed);
        const noise = Array.from({ length: 36 }, (_, n) => ({ time: n, value: 200 + random() * 400 }));
        expect(findGrowth(noise, limits)).toBeUndefined();
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  test("is found in every unit", () => {
    const list = points(36, (n) => 200 + n * 5);
    const inBytes = list.map(({ time, value }) => ({ time, value: value * 1e6 }));
    const growth = findGrowth(list, limits)!;
    expect(findGrowth(inBytes, { ...limits, least: 30e6 })!.after).toBeCloseTo(growth.after * 1e6, 0);
  });
});
