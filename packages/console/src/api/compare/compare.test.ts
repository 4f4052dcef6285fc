// Parts for which the store is too busy fail alone.
import { expect, test } from "vitest";
import { ProblemError } from "../../problem/problem.ts";
import type { ApiContext } from "../context.ts";
import { compare } from "./compare.ts";

const range = { from: "2026-11-20T10:00:00.000Z", to: "2026-11-20T11:00:00.000Z" };
const busy = new ProblemError("STORE_BUSY", "Too many queries wait.", "Try again.");

/** The store answers each query without rows, but those that `fails`. */
function contextOf(fails: (query: string) => ProblemError | undefined): ApiContext {
  const run = async (name: string): Promise<readonly object[]> => {
    const error = fails(name);
    if (error !== undefined) throw error;
    return [];
  };
  return { queries: { run }, nowMs: () => Date.parse(range.to) } as unknown as ApiContext;
}

test("a part for which the store is busy is named, and the others are compared", async () => {
  const isErrors = (name: string): ProblemError | undefined => (name === "compare-errors" ? busy : undefined);
  expect(await compare(range, contextOf(isErrors))).toMatchObject({
    failed: [{ part: "errors", reason: "Too many queries wait." }],
  });
});

test("sides end where data is late, equally long; where nothing is complete, nothing is compared", async () => {
  const at = Date.parse(range.to);
  const late = (lagMs: number): ApiContext => {
    const row = { ofService: "shop", signal: "spans", receivedMs: at, lagMs, heldMs: lagMs };
    const known = { ...row, usualMs: 0, gapMs: 1_000, said: true, seenMs: at };
    const run = async (name: string): Promise<readonly object[]> => (name === "completeness" ? [known] : []);
    return { queries: { run }, nowMs: () => at } as unknown as ApiContext;
  };
  expect(await compare(range, late(600_000))).toMatchObject({
    completeUpTo: "2026-11-20T10:50:00.000Z",
    now: { from: range.from, to: "2026-11-20T10:50:00.000Z" },
    base: { from: "2026-11-20T09:10:00.000Z", to: range.from },
    failed: [],
  });
  const { failed } = await compare(range, late(7_200_000));
  expect(failed.map(({ part }) => part)).toEqual(["transactions", "spans", "funnels", "errors", "metrics"]);
});

test("a store that is busy for all parts is busy", async () => {
  await expect(
    compare(
      range,
      contextOf(() => busy),
    ),
  ).rejects.toBe(busy);
});

test("a query that fails for another reason fails the comparison", async () => {
  const broken = new ProblemError("QUERY_FAILED", "The query failed.", "See the log.");
  await expect(
    compare(
      range,
      contextOf(() => broken),
    ),
  ).rejects.toBe(broken);
});
