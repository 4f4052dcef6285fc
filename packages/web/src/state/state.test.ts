import { expect, test } from "vitest";

import { ApiError, unreachable } from "../data/api-error.ts";
import { createQueryClient, refreshMs, retryDelay } from "./query-client.ts";
import { appliesTo } from "./filter-signal.ts";
import { scopeKeys, scopeOf, validateScope } from "./scope-search.ts";

test("the scope keeps valid values and drops invalid ones", () => {
  expect(
    validateScope({
      from: "-6h",
      to: "now",
      env: "production",
      service: ["payment", "x"],
      filter: "a=1",
      other: "1",
    }),
  ).toEqual({ from: "-6h", to: "now", env: "production", service: "payment", filter: ["a=1"] });
  expect(validateScope({ from: "24 hours ago", to: 7, env: "", filter: [] })).toEqual({});
  expect(
    Object.keys(validateScope({ from: "-1h", to: "now", env: "e", service: "s", filter: "f" })).toSorted(),
  ).toEqual([...scopeKeys].toSorted());
});

test.each([
  { from: "-1h", to: "-6h" },
  { from: "now", to: "now" },
  { from: "2126-01-01T00:00:00Z" },
  { from: "abc", to: "2026-11-20T14:48:00Z" },
])("a range that does not begin before it ends becomes the default: %o", (range) => {
  expect(validateScope({ ...range, env: "e" })).toEqual({ env: "e" });
});

test("each signal is asked for what it has: only steps are of people, records have no status, duration and severity", () => {
  const kept = ["tier=gold", "error.type=x", "duration.ms>5", "errors exists", "!error exists"];
  const ofSteps = ["error", "!error", "duration>500ms", "duration <= 2s"];
  const ofPeople = [
    "person did pay",
    "!person has tier=gold",
    "transaction failed",
    "transaction failed with x",
  ];
  const filter = [...ofSteps, ...kept, ...ofPeople, "severity>=error"];
  const scope = scopeOf({ env: "e", service: "s", filter });
  const { query, stepQuery } = scope;
  expect(query.filter).toEqual([...ofSteps, ...kept, "severity>=error"]);
  expect(stepQuery).toEqual({ ...query, filter: [...ofSteps, ...kept, ...ofPeople] });
  expect(filter.filter((one) => appliesTo("records", one))).toEqual(kept);
});

test("retries after the delay that the console asks for, up to a limit", () => {
  const delays = [250, 3_600_000, undefined, undefined].map((retryAfterMs, count) =>
    retryDelay(count - 2, new ApiError({ ...unreachable, status: 503 }, { retryAfterMs })),
  );
  expect(delays).toEqual([250, 10_000, 1000, 2000]);
});

test("retries what the console had no time for, and not a query that used all of its own", () => {
  const retry = createQueryClient().getDefaultOptions().queries?.retry as (
    count: number,
    error: Error,
  ) => boolean;
  const busy = { ...unreachable, status: 503, code: "STORE_BUSY" };
  expect(retry(0, new ApiError(busy))).toBe(true);
  expect(retry(2, new ApiError(busy))).toBe(false);
  expect(retry(0, new ApiError({ ...busy, bound: "time" }))).toBe(false);
});

test("refetches short ranges more often", () => {
  const steps = ["-5m", undefined, "-6h", "-7d", "2026-11-20T13:48:00Z"].map(refreshMs);
  expect(steps.slice(0, 4)).toEqual(steps.slice(0, 4).toSorted((a, b) => a - b));
  for (const ms of steps) expect(ms).toBeGreaterThanOrEqual(3000);
});

test("an interval of its own is for a range that moves: what has a fixed end is not refetched", () => {
  const interval = createQueryClient().getDefaultOptions().queries?.refetchInterval as (
    query: unknown,
  ) => unknown;
  const of = (asked: unknown): unknown =>
    interval({ meta: { refresh: "live", everyMs: 750 }, queryKey: ["/api/logs", "pages", null, asked] });
  expect([of({ from: "-1h" }), of({ from: "-1h", to: "now" }), of(null)]).toEqual([750, 750, 750]);
  expect(of({ from: "2026-11-20T13:00:00Z", to: "2026-11-20T14:00:00Z" })).toBe(false);
});
