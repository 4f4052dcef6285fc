import { expect, test } from "vitest";
import {
  acceptedRatio,
  baseOf,
  type Bases,
  describeBases,
  readBases,
  withAccepted,
  withBase,
} from "./base.ts";

const [first, second] = ["1".repeat(40), "2".repeat(40)] as const;
const bases: Bases = { bases: [{ commit: first, date: "2026-11-01", reason: "first" }], accepted: [] };
const change = { figure: "span", ratio: 1.2, date: "2026-11-02", reason: "Spans carry | more" };

test("an accepted change counts for its figure and its base", () => {
  const accepted = withAccepted(bases, change);
  expect(acceptedRatio(accepted, first, "span")).toBe(1.2);
  expect(acceptedRatio(accepted, first, "counter")).toBe(1);
  expect(acceptedRatio(accepted, second, "span")).toBe(1);
  expect(acceptedRatio(withAccepted(accepted, { ...change, ratio: 1.3 }), first, "span")).toBe(1.3);
});

test("a new base leaves what was accepted on the page, and counts no longer", () => {
  const moved = withBase(withAccepted(bases, change), {
    commit: second,
    date: "2026-11-03",
    reason: "smaller",
  });
  expect(baseOf(moved).commit).toBe(second);
  expect(acceptedRatio(moved, second, "span")).toBe(1);
  expect(describeBases(moved)).toContain("| 2026-11-02 | span | × 1.2 | 1111111111 | Spans carry \\| more |");
  expect(describeBases(moved)).toContain("| 2026-11-03 | 2222222222 | smaller |");
});

test("the file names a base", () => {
  expect(baseOf(readBases()).commit).toMatch(/^[0-9a-f]{40}$/);
});
