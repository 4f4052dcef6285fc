// A replay knows a young service only where its recording shows the eight days before.
import { expect, test } from "vitest";
import type { Fact } from "../source/sources.ts";
import { replay } from "./replay.ts";

const [minute, day] = [60_000, 86_400_000];
const from = Date.parse("2026-03-02T09:00:00Z");

const spans = (service: string, begin: number, minutes: number, perMinute: number): Fact[] =>
  Array.from({ length: minutes * perMinute }, (_, index) => ({
    at: begin + Math.floor((index * minute) / perMinute),
    attributes: { "service.name": service },
    span: "GET /",
    seconds: 0.1,
    failed: false,
  }));

const file = {
  alerts: [
    {
      name: "quiet",
      on: { operation: "GET /", measure: "rate" as const },
      window: "15m",
      groupBy: ["service.name"],
      when: { below: 0.1 },
    },
  ],
};

/** The changes of a range, with minutes since `from`. */
function firings(facts: readonly Fact[], to: number, since = from): readonly string[] {
  return replay(file, { facts, from: since, to }).changes.map(
    ({ kind, group, at, value }) =>
      `${group["service.name"]} ${kind} ${(at - from) / minute} ${value?.toPrecision(3)}`,
  );
}

const begin = from + 9 * day;
/** An old service with a request an hour. */
const hourly = Array.from({ length: 9 * 24 }, (_, hour) =>
  spans("old", from + hour * 60 * minute, 1, 1),
).flat();

test("a service that began within a long recording waits for its window", () => {
  const few = [...hourly, ...spans("shop", begin, 30, 3)];
  const minutes = (begin - from) / minute;
  expect(
    firings(few, begin + 30 * minute, begin - 60 * minute).filter((one) => one.startsWith("shop")),
  ).toEqual([`shop firing ${minutes + 15} 0.0500`]);
  const enough = [...hourly, ...spans("shop", begin, 30, 12)];
  expect(
    firings(enough, begin + 30 * minute, begin - 60 * minute).filter((one) => one.startsWith("shop")),
  ).toEqual([]);
});

test("in a short recording each service is as if it was older: most are", () => {
  const [old] = [spans("old", from, 40, 12)];
  const found = firings([...old, ...spans("shop", from + 20 * minute, 20, 12)], from + 40 * minute);
  expect(found).toEqual(["shop firing 21 0.0133", "shop recovered 28 0.107"]);
});

test("what is before the range belongs to the recording", () => {
  const early = spans("old", from - 9 * day, 1, 1);
  const found = firings([...early, ...spans("shop", from + 20 * minute, 20, 12)], from + 40 * minute);
  expect(found).toEqual([]);
});
