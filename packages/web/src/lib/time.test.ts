import { expect, test } from "vitest";

import { distinctSplits, tidy, timeLabels, valueSplits } from "./axis.ts";
import { describeRange, namePrevious } from "./range-words.ts";
import {
  fixedRange,
  isMoving,
  presets,
  rangeBefore,
  resolveRange,
  resolveTime,
  shiftRange,
} from "./time-range.ts";
import {
  exactTimeNs,
  formatAge,
  formatDateTime,
  formatSpan,
  formatTime,
  formatTimeMs,
  nsToMs,
} from "./time.ts";

const now = new Date(2026, 10, 20, 14, 48, 3, 7).getTime();
const at = (hours: number, minutes: number, seconds = 0, ms = 0): number =>
  new Date(2026, 10, 20, hours, minutes, seconds, ms).getTime();

test("shows the day only when it is not today", () => {
  expect(formatTime(at(14, 31), now)).toBe("14:31");
  expect(formatTime(new Date(2026, 10, 17, 18, 2).getTime(), now)).toBe("Tue 17 Nov 18:02");
  expect(formatTime(new Date(2025, 10, 17, 18, 2).getTime(), now)).toBe("Mon 17 Nov 2025 18:02");
  expect(formatTimeMs(at(14, 31, 6, 251), now)).toBe("14:31:06.251");
  expect(formatDateTime(at(14, 31, 6, 251))).toBe("20 Nov 2026, 14:31:06.251");
  expect(formatSpan(at(13, 48), at(14, 48), now)).toBe("13:48 – 14:48");
  const weekBefore = at(14, 48) - 7 * 86_400_000;
  expect(formatSpan(weekBefore, at(14, 48), now)).toBe("Fri 13 Nov 14:48 – today 14:48");
  expect(formatSpan(weekBefore, weekBefore, now)).toBe("Fri 13 Nov 14:48 – Fri 13 Nov 14:48");
  expect(formatTime("no time", now)).toBe("–");
  expect(formatAge(now - 29 * 60_000, now)).toBe("29 min");
});

test("nanoseconds keep all nine digits", () => {
  expect(exactTimeNs("1795185066251342123")).toBe("2026-11-20T14:31:06.251342123Z");
  expect(nsToMs("1795185066251342123")).toBeCloseTo(1_795_185_066_251.342, 2);
});

test("expressions of time resolve as the API reads them", () => {
  expect(resolveTime("now", now)).toBe(now);
  expect(resolveTime("-1h", now)).toBe(now - 3_600_000);
  expect(resolveTime("-7d", now)).toBe(now - 604_800_000);
  expect(resolveTime("2026-11-20T14:31:06.251Z")).toBe(Date.UTC(2026, 10, 20, 14, 31, 6, 251));
  for (const wrong of ["", "24 hours ago", "-1y", "1h", "20 Nov 2026", "2026-13-40T00:00:00Z"])
    expect(resolveTime(wrong)).toBeNull();
});

test("a range a day before moves with the clock where the range does", () => {
  const dayMs = 86_400_000;
  expect(rangeBefore({ from: "-1h", to: "now" }, dayMs, now)).toEqual({ from: "-25h", to: "-1d" });
  expect(rangeBefore({ from: "-15m", to: "now-90s" }, dayMs, now)).toEqual({ from: "-1455m", to: "-86490s" });
  expect(rangeBefore({ from: "2026-11-20T14:00:00Z", to: "now" }, dayMs, now)).toEqual({
    from: "2026-11-19T14:00:00.000Z",
    to: "-1d",
  });
  expect(rangeBefore({ from: "yesterday", to: "now" }, dayMs, now)).toBeUndefined();
});

test("an invalid range becomes the default range before its end", () => {
  expect(resolveRange({ from: "-1h", to: "now" }, now)).toEqual({ fromMs: now - 3_600_000, toMs: now });
  expect(resolveRange({ from: "now", to: "-1h" }, now)).toEqual({
    fromMs: now - 4_500_000,
    toMs: now - 3_600_000,
  });
  expect(resolveRange({ from: "abc", to: "now" }, now)).toEqual({ fromMs: now - 900_000, toMs: now });
});

test("shifting moves by the length of the range; forward past now becomes live again", () => {
  const back = shiftRange({ from: "-1h", to: "now" }, -1, now);
  expect(back).toEqual(fixedRange(now - 7_200_000, now - 3_600_000));
  expect(shiftRange(back, 1, now)).toEqual({ from: "-1h", to: "now" });
  expect(shiftRange({ from: "-1h", to: "now" }, 1, now)).toEqual({ from: "-1h", to: "now" });
  expect(shiftRange(back, 1, now + 120_000)).toEqual({ from: "-1h", to: "now" });
  expect(isMoving(shiftRange(back, 1, now + 1_200_000))).toBe(false);
  const odd = fixedRange(now - 120_000, now - 50_000);
  expect(isMoving(shiftRange(odd, 1, now))).toBe(false);
});

test("ranges have names", () => {
  expect(presets.map(({ from }) => describeRange({ from, to: "now" }))).toEqual(
    presets.map(({ label }) => label),
  );
  expect(describeRange({ from: "-90m", to: "now" }, now)).toBe("Last 1 h 30 min");
  expect(describeRange(fixedRange(now - 3_600_000, now), now)).toBe("1 h");
  expect(namePrevious(0, 3_600_000)).toBe("the hour before");
  expect(namePrevious(0, 300_000)).toBe("the 5 min before");
});

test("axis labels are evenly spread, and as precise as needed", () => {
  expect(timeLabels(at(13, 48), at(14, 48)).map(({ text }) => text)).toEqual([
    "13:48",
    "14:03",
    "14:18",
    "14:33",
    "14:48",
  ]);
  expect(timeLabels(at(13, 48), at(13, 53), 3).map(({ text }) => text)).toEqual(["13:48", "13:50", "13:53"]);
  expect(timeLabels(at(13, 48), at(13, 49), 3).map(({ text }) => text)).toEqual([
    "13:48:00",
    "13:48:30",
    "13:49:00",
  ]);
  expect(timeLabels(at(0, 0) - 6 * 86_400_000, at(0, 0), 3).map(({ text }) => text)).toEqual([
    "14 Nov",
    "17 Nov",
    "20 Nov",
  ]);
  expect(timeLabels(5, 5)).toEqual([]);
});

test("value splits are round, few, and include the highest value", () => {
  expect(valueSplits(0, 92)).toEqual([0, 25, 50, 75, 100]);
  expect(valueSplits(0, 3)).toEqual([0, 1, 2, 3]);
  expect(valueSplits(0, 0.37)).toEqual([0, 0.1, 0.2, 0.3, 0.4]);
  expect(valueSplits(-5, 5).includes(0)).toBe(true);
  for (const high of [1e-9, 0.3, 7, 99, 12_345, 8e12]) {
    const splits = valueSplits(0, high);
    expect(splits.length).toBeLessThanOrEqual(6);
    expect(splits.at(-1)).toBeGreaterThanOrEqual(high * 0.999_999);
  }
  expect([tidy("3.00 s"), tidy("2.50 s"), tidy("€1,000"), tidy("30.0 s")]).toEqual([
    "3 s",
    "2.5 s",
    "€1,000",
    "30 s",
  ]);
});

test("an axis of counts has no duplicate labels", () => {
  const count = (value: number): string => value.toFixed(0);
  expect(distinctSplits(valueSplits(0, 1), count)).toEqual([0, 1]);
  expect(distinctSplits(valueSplits(0, 2), count)).toEqual([0, 1, 2]);
  expect(distinctSplits(valueSplits(0, 92), count)).toEqual([0, 25, 50, 75, 100]);
  expect(distinctSplits(valueSplits(0, 1), String)).toEqual([0, 0.25, 0.5, 0.75, 1]);
});
