import type { ErrorGroup } from "contract";
import { expect, test } from "vitest";

import { groupFinding } from "./group-finding.ts";

test("people whom no record names are unknown, and not none", () => {
  const people = (users: number): string | undefined => {
    const group = {
      type: "TypeError",
      text: { template: "closed", share: 1, parts: [] },
      count: 3,
      unhandledCount: 1,
      users,
      services: [],
      truncatedServices: 0,
      releases: [],
      truncatedReleases: 0,
      atRisk: [],
      firstSeenNs: "1764000000000000000",
      lastSeenNs: "1764000000000000000",
      state: { state: "open" },
    } as unknown as ErrorGroup;
    return groupFinding(group).facts.find(([name]) => name === "People")?.[1];
  };
  expect([0, 12].map(people)).toEqual(["–", "12"]);
});
