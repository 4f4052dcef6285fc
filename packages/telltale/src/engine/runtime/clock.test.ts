import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import {
  fromEpochNs,
  fromTimeInput,
  isBefore,
  momentOr,
  now,
  putMoment,
  reanchor,
  toEpochMs,
  toEpochNs,
  toHrTime,
} from "./clock.ts";

afterEach(() => {
  vi.restoreAllMocks();
  reanchor();
});

const view = new DataView(new ArrayBuffer(16));

function put(moment: number): bigint {
  putMoment(view, 4, moment);
  return view.getBigUint64(4, true);
}

test("the bytes of a moment are its epoch nanoseconds", () => {
  fc.assert(
    fc.property(fc.double({ min: -1e11, max: 1e11, noNaN: true }), (moment) => {
      expect(put(moment)).toBe(BigInt.asUintN(64, toEpochNs(moment)));
    }),
  );
});

test("seconds and nanoseconds are those of the epoch nanoseconds", () => {
  fc.assert(
    fc.property(fc.double({ min: -1e11, max: 1e11, noNaN: true }), (moment) => {
      const [seconds, nanoseconds] = toHrTime(moment);
      expect(nanoseconds).toBeLessThan(1e9);
      expect(BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds)).toBe(toEpochNs(moment));
    }),
  );
  // the last half of a nanosecond of a second belongs to the next second
  const [, rest] = toHrTime(999.999_999_9 - (toEpochMs(0) % 1000));
  expect(rest).toBe(0);
});

test("times far from now are exact to the millisecond", () => {
  const ms = fc
    .integer({ min: 1_000_000, max: 9_000_000_000 })
    .chain((s) => fc.integer({ min: s * 1000, max: s * 1000 + 999 }));
  fc.assert(
    fc.property(ms, (epochMs) => {
      const epochNs = BigInt(epochMs) * 1_000_000n;
      const given = [
        new Date(epochMs),
        [Math.floor(epochMs / 1000), (epochMs % 1000) * 1e6] as [number, number],
      ];
      for (const time of given)
        expect([put(fromTimeInput(time)), toEpochNs(fromTimeInput(time))]).toEqual([epochNs, epochNs]);
      expect(put(fromEpochNs(epochNs))).toBe(epochNs);
    }),
  );
  expect(put(fromTimeInput(new Date(1)))).toBe(1_000_000n);
});

const seconds = fc.oneof(
  fc.integer({ min: 0, max: 18_446_744_072 }),
  // within and around the weeks in which a double holds every nanosecond
  fc.integer({ min: -9_100_000, max: 9_100_000 }).map((fromNow) => Math.floor(Date.now() / 1000) + fromNow),
);

test("seconds and nanoseconds are exact in every year that OTLP has, 1970 to 2554", () => {
  fc.assert(
    fc.property(seconds, fc.integer({ min: 0, max: 999_999_999 }), (s, ns) => {
      const epochNs = BigInt(s) * 1_000_000_000n + BigInt(ns);
      const moment = momentOr([s, ns]);
      expect([put(moment), toEpochNs(moment)]).toEqual([epochNs, epochNs]);
      expect(toHrTime(moment)).toEqual([s, ns]);
      expect(Math.abs(moment - momentOr(new Date(s * 1000)) - ns / 1e6)).toBeLessThan(0.01);
    }),
  );
});

test("what is before 1970 or after 2554 leaves as the first or last moment, and is reported as it is", () => {
  const first = momentOr([-1, 999_999_999]);
  expect([put(first), toHrTime(first)]).toEqual([0n, [-1, 999_999_999]]);
  expect(put(momentOr(new Date(-1)))).toBe(0n);
  const last = momentOr([18_446_744_073, 709_551_616]);
  expect([put(last), toHrTime(last)]).toEqual([2n ** 64n - 1n, [18_446_744_073, 709_551_616]]);
  expect(put(momentOr([18_446_744_073, 709_551_615]))).toBe(2n ** 64n - 1n);
  expect(put(momentOr(new Date(8.64e15)))).toBe(2n ** 64n - 1n);
});

test("of two moments within one double the earlier one is known", () => {
  const [early, late] = [momentOr([1, 1]), momentOr([1, 2])];
  expect([isBefore(early, late), isBefore(late, early), isBefore(late, late)]).toEqual([true, false, false]);
  expect([isBefore(early, now()), isBefore(now(), early)]).toEqual([true, false]);
});

test("now is the wall clock, and does not run backwards", () => {
  const first = now();
  const second = now();
  expect(second).toBeGreaterThanOrEqual(first);
  expect(Math.abs(toEpochMs(first) - Date.now())).toBeLessThan(5000);
});

test("every way to give a time means the same moment", () => {
  const epochMs = 1_800_000_000_123;
  const date = fromTimeInput(new Date(epochMs));
  expect(fromTimeInput(epochMs)).toBe(date);
  expect(fromTimeInput([1_800_000_000, 123_000_000])).toBe(date);
  expect(fromEpochNs(1_800_000_000_123_000_000n)).toBe(date);
  expect(toEpochMs(date)).toBe(epochMs);
  const monotonic = performance.now();
  expect(Math.abs(fromTimeInput(monotonic) - now())).toBeLessThan(5000);
});

test("what is not a time is now", () => {
  for (const wrong of [NaN, new Date(NaN), undefined, null, "1", [NaN, 0], [1], [1, 2n]] as never[])
    expect(Math.abs(momentOr(wrong) - now())).toBeLessThan(5000);
});

test("after a suspend the wall clock is followed again, a small difference is left alone", () => {
  const real = Date.now;
  // the most of several: between two clocks that are read one after the other the machine may do something else
  const aheadMs = (): number => Math.max(...Array.from({ length: 100 }, () => toEpochMs(now()) - real()));
  vi.spyOn(Date, "now").mockImplementation(() => real() + 30);
  reanchor();
  expect(Math.abs(aheadMs())).toBeLessThan(20);
  vi.spyOn(Date, "now").mockImplementation(() => real() + 3_600_000);
  reanchor();
  expect(Math.abs(aheadMs() - 3_600_000)).toBeLessThan(1000);
});
