// Which types are listed, and when alerts fired, by their changes: days without alerts are those in between.
import type { AlertState, Change } from "alerts";
import { expect, test } from "vitest";
import { firingTimes, limitTypes } from "./transaction-evidence.ts";

/** Changes of one alert, given from the first to the last: their hour, what happened and the state before. */
const changesOf = (...changes: readonly (readonly [hour: number, detail: string, from: AlertState])[]) =>
  changes
    .map(([hour, detail, from]) => ({
      alert: "a1",
      rule: "Purchases fail",
      detail,
      ms: String(hour),
      body: JSON.stringify({ from } satisfies Partial<Change>),
    }))
    .toReversed();

test.each([
  ["recovered", changesOf([1, "firing", "ok"], [2, "recovered", "firing"])],
  ["without data", changesOf([1, "firing", "ok"], [2, "noData", "firing"], [5, "resumed", "noData"])],
  ["failed", changesOf([1, "firing", "ok"], [2, "error", "firing"], [5, "ended", "error"])],
])("an alert fires until it is %s", (_, changes) => {
  expect(firingTimes(changes, []).get("Purchases fail")).toEqual([{ fromMs: 1, toMs: 2 }]);
});

test("an end without a beginning was of an alert that fired since before", () => {
  const times = firingTimes(changesOf([2, "recovered", "firing"], [4, "firing", "ok"]), []);
  expect(times.get("Purchases fail")).toEqual([
    { fromMs: 4, toMs: Infinity },
    { fromMs: -Infinity, toMs: 2 },
  ]);
  expect(firingTimes(changesOf([2, "ended", "pending"]), []).get("Purchases fail")).toBeUndefined();
});

test("an alert that began before and still fires has no change, and is among the alerts of now", () => {
  const since = "2026-11-20T10:00:00.000Z";
  const alerts = [{ rule: "Purchases fail", state: "firing", since }] as const;
  expect(firingTimes([], alerts).get("Purchases fail")).toEqual([
    { fromMs: Date.parse(since), toMs: Infinity },
  ]);
});

test("of more than a thousand types those with rules are listed, also one that has not started for days", () => {
  const known = Array.from({ length: 1_000 }, (_, place) => `latest ${place}`);
  const { items, truncated } = limitTypes(["dormant", "latest 0"], known);
  expect(items.slice(0, 3)).toEqual(["dormant", "latest 0", "latest 1"]);
  expect([items.length, truncated]).toEqual([1_000, 1]);
});
