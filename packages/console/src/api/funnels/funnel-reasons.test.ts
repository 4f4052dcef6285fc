import { expect, test } from "vitest";
import { ProblemError } from "../../problem/problem.ts";
import type { ApiContext } from "../context.ts";
import { findReasons, noReasons, orFailed, toReasonList } from "./funnel-reasons.ts";

const funnel = {
  steps: ["cart", "payment"].map((name, at) => ({
    name,
    people: 10 - 4 * at,
    open: 0,
    medianMs: null,
    p90Ms: null,
  })),
};

function openStore(answer: () => readonly unknown[]): ApiContext {
  return {
    queries: {
      run: async <Row>(name: string) => (name === "journey-size" ? [{ size: "1" }] : answer()) as Row[],
    },
    nowMs: () => 0,
  };
}

test("reasons of a step and the people who gave none add up to those who dropped", async () => {
  const rows = [{ level: 1, reason: "too slow", people: "3", ofStep: "3", total: "1" }];
  const found = await orFailed(
    findReasons(
      "checkout",
      {},
      openStore(() => rows),
    ),
  );
  expect(toReasonList(funnel, found)).toEqual({
    reasons: [
      { step: "cart", reason: "too slow", count: 3 },
      { step: "cart", reason: "", count: 1 },
    ],
    truncatedReasons: 0,
    reasonsFailed: null,
  });
});

test("people whose window is not over have no reason yet", () => {
  const [cart, payment] = funnel.steps;
  const { reasons } = toReasonList({ steps: [{ ...cart!, open: 3 }, payment!] }, noReasons);
  expect(reasons).toEqual([{ step: "cart", reason: "", count: 1 }]);
});

test("reasons that need too much are left out, and no one is said to have given none", async () => {
  const broad = openStore(() => {
    throw new ProblemError("QUERY_TOO_BROAD", "It reads too many rows.", "", { bound: "rows" });
  });
  expect(toReasonList(funnel, await orFailed(findReasons("checkout", {}, broad)))).toEqual({
    reasons: [],
    truncatedReasons: 0,
    reasonsFailed: "It reads too many rows.",
  });
});

test("other errors are not hidden", async () => {
  const away = openStore(() => {
    throw new ProblemError("STORE_UNAVAILABLE", "The store does not answer.");
  });
  await expect(orFailed(findReasons("checkout", {}, away))).rejects.toMatchObject({
    code: "STORE_UNAVAILABLE",
  });
});
