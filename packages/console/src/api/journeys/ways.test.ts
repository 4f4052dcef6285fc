import { expect, test } from "vitest";
import { countHops, countSteps, countTaken, toVisits, type Way } from "./ways.ts";

const minute = 60_000;
const hour = { fromNs: 0n, toNs: 3_600_000_000_000n };
const way = (steps: readonly string[], minutes = steps.map((_, at) => at)): Way => ({
  userId: "u",
  sessionId: "",
  isUser: true,
  steps,
  moments: minutes.map((at) => at * minute),
  traces: steps.map(() => ""),
});

test("counts visits, which end after half an hour, and people once for a step", () => {
  const visits = toVisits([way(["a", "a", "b", "a"], [0, 1, 3, 4]), way(["a", "b"], [5, 35])], hour);
  expect(countSteps(visits)).toMatchObject([
    { step: "a", people: 2, entered: 2, visits: 3, last: 2, open: 0, usualPlace: 1 },
    { step: "b", people: 2, entered: 0, visits: 2, last: 1, open: 1, usualPlace: 1 },
  ]);
  expect(countHops(visits)).toMatchObject([
    { origin: "a", target: "b", visits: 1, medianMs: 3 * minute },
    { origin: "b", target: "a", visits: 1, medianMs: minute },
  ]);
});

test("returns as many steps and hops as the queries of the usual answer, those of most visits", () => {
  const some = Array.from({ length: 2_300 }, (_, at) => way([`s${at}`, "late", `t${at}`]));
  const ways = [...some, way(["s2299", "late"])];
  const visits = toVisits(ways, hour);
  const steps = countSteps(visits);
  expect([steps.length, steps[0]!.step, steps[1]!.step]).toEqual([200, "late", "s2299"]);
  const hops = countHops(visits);
  expect([hops.length, hops[0]!.origin, hops[0]!.visits]).toEqual([2_000, "s2299", 2]);
  const taken = countTaken(ways, ["s1", "s2299"]);
  expect([taken.length, taken[0]!.stepName, taken[1]!.stepName]).toEqual([200, "late", "s2299"]);
});
