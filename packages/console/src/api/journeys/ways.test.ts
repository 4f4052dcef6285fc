import { expect, test } from "vitest";
import { countHops, countSteps, countTaken, type Way } from "./ways.ts";

const way = (steps: readonly string[]): Way => ({
  userId: "u",
  sessionId: "",
  isUser: true,
  steps,
  moments: steps.map((_, at) => at),
  traces: steps.map(() => ""),
});

test("counts people once for a step and a hop, and every visit", () => {
  const ways = [way(["a", "b", "a", "b"]), way(["a"])];
  expect(countSteps(ways)).toMatchObject([
    { step: "a", people: 2, visits: 3, last: 1, usualPlace: 1 },
    { step: "b", people: 1, visits: 2, last: 1, usualPlace: 2 },
  ]);
  expect(countHops(ways)).toMatchObject([
    { origin: "a", target: "b", people: 1, medianMs: 1 },
    { origin: "b", target: "a", people: 1 },
  ]);
});

test("returns as many steps and hops as the queries of the usual answer, those of most people", () => {
  const some = Array.from({ length: 2_300 }, (_, at) => way([`s${at}`, "late", `t${at}`]));
  const ways = [...some, way(["s2299", "late"])];
  const steps = countSteps(ways);
  expect([steps.length, steps[0]!.step, steps[1]!.step]).toEqual([200, "late", "s2299"]);
  const hops = countHops(ways);
  expect([hops.length, hops[0]!.origin, hops[0]!.people]).toEqual([2_000, "s2299", 2]);
  const taken = countTaken(ways, ["s1", "s2299"]);
  expect([taken.length, taken[0]!.stepName, taken[1]!.stepName]).toEqual([200, "late", "s2299"]);
});
