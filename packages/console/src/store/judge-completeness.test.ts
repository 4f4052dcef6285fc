import { expect, test } from "vitest";
import { judge, type LagRow } from "./judge-completeness.ts";

const now = Date.UTC(2026, 0, 1);

const row = (part: Partial<LagRow>): LagRow => ({
  ofService: "shop",
  signal: "spans",
  receivedMs: now - 1000,
  lagMs: 50,
  heldMs: 50,
  usualMs: 1000,
  gapMs: 2000,
  said: true,
  seenMs: now - 1000,
  ...part,
});

test("of several consoles the latest decides, until it receives nothing any more", () => {
  const late = row({ lagMs: 200_000, heldMs: 200_000, receivedMs: now - 30_000, said: false });
  expect(judge([row({}), late], now)).toEqual({
    service: "shop",
    signal: "spans",
    state: "late",
    upToMs: now - 230_000,
    receivedMs: now - 1000,
    source: "arrival",
  });
  expect(judge([row({}), { ...late, receivedMs: now - 61_000 }], now)).toMatchObject({
    state: "current",
    upToMs: now - 1000,
    source: "sender",
  });
});

test("late begins over a minute", () => {
  const at = (lagMs: number): string => judge([row({ lagMs, heldMs: lagMs })], now).state;
  expect([at(60_000), at(60_001)]).toEqual(["current", "late"]);
});

test("what was held counts for ten seconds after the newest request", () => {
  const at = (agoMs: number): string => judge([row({ heldMs: 300_000, receivedMs: now - agoMs })], now).state;
  expect([at(10_000), at(10_001)]).toEqual(["late", "current"]);
});

test("silent after ten times the usual gap, at least a minute; ten minutes after a single request", () => {
  const at = (gapMs: number, agoMs: number): string =>
    judge([row({ gapMs, receivedMs: now - agoMs })], now).state;
  expect([at(100, 60_000), at(100, 60_001)]).toEqual(["current", "silent"]);
  expect([at(60_000, 600_000), at(60_000, 600_001)]).toEqual(["current", "silent"]);
  expect([at(0, 600_000), at(0, 600_001)]).toEqual(["current", "silent"]);
});

test("one that was current is silent and complete up to its last request", () => {
  expect(judge([row({ receivedMs: now - 70_000, lagMs: 60_000, heldMs: 300_000 })], now)).toMatchObject({
    state: "silent",
    upToMs: now - 70_000,
  });
});

test("one that was late and breaks off stays late: the rest of its data is still missing", () => {
  const late = row({ receivedMs: now - 70_000, lagMs: 780_000, heldMs: 780_000 });
  expect(judge([late], now)).toMatchObject({ state: "late", upToMs: now - 850_000 });
  // of several consoles the one that heard from it last decides
  const other = row({ receivedMs: now - 65_000 });
  expect(judge([late, other], now)).toMatchObject({ state: "silent", upToMs: now - 65_000 });
});

test("late data of a console that is gone does not count when another one has received since", () => {
  const late = row({ lagMs: 200_000, heldMs: 200_000, receivedMs: now - 90_000, gapMs: 60_000 });
  const at = (seenAgoMs: number): string => judge([row({}), { ...late, seenMs: now - seenAgoMs }], now).state;
  expect([at(60_000), at(60_001)]).toEqual(["late", "current"]);
  const before = row({ receivedMs: now - 120_000, gapMs: 60_000 });
  expect(judge([before, { ...late, seenMs: now - 90_000 }], now).state).toBe("late");
});

test("what was received by a clock that is ahead was received now", () => {
  const late = row({ receivedMs: now + 3_600_000, lagMs: 90_000, heldMs: 90_000 });
  expect(judge([late], now)).toMatchObject({ state: "late", upToMs: now - 90_000, receivedMs: now });
});
