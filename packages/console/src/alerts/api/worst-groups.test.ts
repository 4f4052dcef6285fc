import type { Objective } from "alerts";
import { expect, test } from "vitest";
import { worstGroups } from "./worst-groups.ts";

const objective = {
  name: "Fast",
  on: { service: "shop", measure: "within", limit: "1s" },
  target: 0.9,
} as unknown as Objective;

test("of too many groups those with least left of their budget are listed", () => {
  const groups = Array.from({ length: 150 }, (_, at) => ({
    labels: { shop: `s${at}` },
    sample: { value: 1, part: at === 140 ? 500 : 1000, count: 1000 },
  }));
  const listed = worstGroups(groups, objective, 100);
  expect([listed.length, listed[0]!.labels]).toEqual([100, { shop: "s140" }]);
  expect(worstGroups(groups, objective, 150)).toBe(groups);
});
