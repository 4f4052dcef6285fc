import { expect, test } from "vitest";
import { countTaken, type Way } from "./ways.ts";

const way = (steps: readonly string[]): Way => ({
  userId: "u",
  sessionId: "",
  isUser: true,
  steps,
  moments: steps.map((_, at) => at * 60_000),
});

test("returns as many steps as the query of the usual answer, those of most people", () => {
  const some = Array.from({ length: 2_300 }, (_, at) => way([`s${at}`, "late", `t${at}`]));
  const taken = countTaken([...some, way(["s2299", "late"])], ["s1", "s2299"]);
  expect([taken.length, taken[0]!.stepName, taken[1]!.stepName]).toEqual([200, "late", "s2299"]);
});
