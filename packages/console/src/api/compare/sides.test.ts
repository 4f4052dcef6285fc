import { expect, test } from "vitest";
import type { ApiContext } from "../context.ts";
import { secondsOf } from "./measure.ts";
import { readSides, type Side } from "./sides.ts";

const context = { nowMs: () => Date.parse("2026-11-20T10:10:05Z") } as ApiContext;
const minutesOf = ({ minutes: { fromNs, toNs } }: Side): string =>
  [fromNs, toNs].map((ns) => new Date(Number(ns / 1_000_000n)).toISOString().slice(11, 19)).join(" ");

test.each([
  // the minute that has not passed counts as long as it has lasted, and no minute counts twice
  [{ from: "-10m" }, "09:50:00 10:00:00", "10:00:00 10:10:05"],
  [{ from: "-10m", baseFrom: "-20m", baseTo: "-11m" }, "09:50:00 10:00:00", "10:00:00 10:10:05"],
  [{ from: "-20m", to: "-10m", baseFrom: "-10m", baseTo: "now" }, "10:00:00 10:10:05", "09:50:00 10:00:00"],
  [{ from: "-10m", baseEnvironment: "staging" }, "10:00:00 10:10:05", "10:00:00 10:10:05"],
  [{ from: "-70m", to: "-65m" }, "08:55:00 09:00:00", "09:00:00 09:06:00"],
  // a range within a minute keeps it
  [{ from: "-4s", baseFrom: "-5s", baseTo: "-4s" }, "10:10:00 10:10:05", "10:10:00 10:10:05"],
])("minutes of %o", (params, base, now) => {
  const sides = readSides(params, context);
  expect([minutesOf(sides.base), minutesOf(sides.now)]).toEqual([base, now]);
});

test("a steady rate is the same on both sides", () => {
  const { base, now } = readSides({ from: "-10m" }, context);
  expect([secondsOf(base), secondsOf(now)]).toEqual([600, 605]);
});
