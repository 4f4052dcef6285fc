// A business that stops: judged by the chance of so long a gap at the usual rate.
import { expect, test } from "vitest";

import { dayOf, evidenceOf, range, toMs } from "./transaction-evidence.fixture.ts";
import { findStop } from "./transaction-stop.ts";

const minute = 60_000;
const days = [1, 2, 3, 4, 5, 6, 7];
/** Nothing has started for so long; on earlier days so many did at these hours. */
const gap = (minutes: number, startedInGap: number, but: Readonly<Record<number, number | null>> = {}) =>
  evidenceOf({
    lastStarted: new Date(toMs - minutes * minute).toISOString(),
    days: days.map((ago) => dayOf(ago, { startedInGap: ago in but ? but[ago]! : startedInGap })),
  });

test("none for ten minutes, usually 720 in them: stopped, with the usual rate", () => {
  expect(findStop(gap(10, 720), range)).toEqual({
    type: "purchase",
    services: ["storefront"],
    since: new Date(toMs - 10 * minute).toISOString(),
    missing: 720,
    usualPerSecond: 1.2,
  });
});

test("a gap that chance explains is not reported: the last accepted and the first reported", () => {
  expect(findStop(gap(10, 9), range)).toBeUndefined();
  expect(findStop(gap(10, 10), range)).toBeDefined();
});

test("rest is not a stop: the same day of last week, or more than a quarter of the days", () => {
  expect(findStop(gap(120, 500, { 7: 0 }), range)).toBeUndefined();
  expect(findStop(gap(120, 500, { 2: 0, 3: 0 }), range)).toBeUndefined();
  expect(findStop(gap(120, 500, { 2: 0 }), range)).toBeDefined();
  expect(findStop(gap(120, 0), range)).toBeUndefined();
});

test("a stop that is days old stays one: the days since the last start are not usual", () => {
  expect(findStop(gap(2 * 1440, 4000, { 1: null, 2: null }), range)).toMatchObject({ missing: 4000 });
});

test("without earlier days it is judged by the time before the last start", () => {
  const first = { lastStarted: new Date(toMs - 10 * minute).toISOString(), days: [] };
  expect(findStop(evidenceOf({ ...first, startedBefore: 60, busyShare: 1 }), range)).toMatchObject({
    missing: 10,
  });
  expect(findStop(evidenceOf({ ...first, startedBefore: 50, busyShare: 1 }), range)).toBeUndefined();
  // a job that ran for four minutes, and bursts
  expect(findStop(evidenceOf({ ...first, beforeMs: 4 * minute }), range)).toBeUndefined();
  expect(findStop(evidenceOf({ ...first, busyShare: 3 / 12 }), range)).toBeUndefined();
});

test("nothing is known of a type that never started", () => {
  expect(findStop(evidenceOf({ lastStarted: null }), range)).toBeUndefined();
});
