// @module-tag extended
// The side of an anomaly of other values is that of what was found, not of the value since.
import { expect, test } from "vitest";
import { metric, replay, scenario } from "../index.ts";

const noise = (minutes: number): number => 3 * Math.sin(minutes * 12.9898) + 2 * Math.sin(minutes * 78.233);

/** Minutes and kinds of changes of a rule for one side, on a value around 100 that `jump` is added to. */
function turns(
  direction: "above" | "below",
  jump: (minutes: number) => number,
): (readonly [string, number])[] {
  const rule = {
    name: "a",
    on: { metric: "latency" },
    window: "1m",
    when: { anomaly: { direction } },
  } as const;
  const value = (minutes: number): number => 100 + noise(minutes) + jump(minutes);
  const data = [metric("latency", { value, every: "1m" })];
  const { changes, from } = replay({ alerts: [rule] }, scenario({ for: "12h", data }));
  return changes.map(({ kind, at }) => [kind, (at - from) / 60_000] as const);
}

test.each([1, 2, 3, 5])("a spike upward of %i minutes does not count as a fall", (minutes) => {
  const spike = (now: number): number => (now >= 600 && now < 600 + minutes ? 400 : 0);
  expect(turns("below", spike)).toEqual([]);
  // one value alone does not alert
  expect(turns("above", spike).map(([kind]) => kind)[0]).toBe(minutes === 1 ? undefined : "firing");
});

test.each([1, 3])("a spike downward of %i minutes does not count as a rise", (minutes) => {
  const spike = (now: number): number => (now >= 600 && now < 600 + minutes ? -90 : 0);
  expect(turns("above", spike)).toEqual([]);
});

test("a fall that follows a spike upward at once fires", () => {
  const found = turns("below", (now) => (now === 600 ? 400 : now > 600 ? -80 : 0));
  expect(found[0]![0]).toBe("firing");
  expect(found[0]![1]).toBeLessThan(610);
});
