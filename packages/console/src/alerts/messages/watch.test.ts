import { expect, test, vi } from "vitest";
import type { StoredNotice } from "../outbox.ts";
import { createWatch, type WatchOptions } from "./watch.ts";
import { cannotEvaluate } from "./watch-text.ts";

const start = Date.parse("2026-11-20T18:38:00Z");

/** A watch of tenants whose store does not answer while they are in `away`. */
function run(tenants: readonly string[] = []) {
  const sent: StoredNotice[] = [];
  let nowMs = start;
  const leadership = {
    signal: new AbortController().signal,
    isHeld: () => true,
  } as WatchOptions["leadership"];
  const look = createWatch({
    tenants: async () => tenants,
    viewOf: (tenant) =>
      tenant === "slow" ? new Promise(() => undefined) : Promise.reject(new Error("the store is away")),
    clock: { now: () => nowMs, monotonicMs: () => nowMs },
    log: { warn: vi.fn<() => void>() },
    leadership,
    send: (notice) => void sent.push(notice),
  });
  return {
    sent,
    async minute() {
      look();
      await new Promise((resolve) => setImmediate(resolve));
      nowMs += 60_000;
    },
  };
}

test("a store that does not say for three minutes is one page", async () => {
  const { sent, minute } = run();
  for (let index = 0; index < 3; index++) await minute();
  expect(sent).toEqual([]);
  for (let index = 0; index < 10; index++) await minute();
  expect(sent.map(({ claim, severity, kind }) => [claim, severity, kind])).toEqual([
    ["Telltale cannot read its rules since 18:38 UTC", "page", "firing"],
  ]);
});

test("a tenant whose store hangs does not keep another's page", async () => {
  const { sent, minute } = run(["slow", "acme"]);
  for (let index = 0; index < 5; index++) await minute();
  expect(sent.map(({ tenant }) => tenant)).toEqual(["", "acme"]);
});

test("it says how many rules are not evaluated, since when and why", () => {
  const unknown = new Map(
    Array.from({ length: 14 }, (_, index) => [`Rule ${index}`, { since: null, reason: "the query failed" }]),
  );
  const { claim, reason } = cannotEvaluate({ tenant: "", unknown, rules: 15 }, start, start + 240_000);
  expect(claim).toBe("Telltale cannot evaluate 14 of 15 rules since 18:38 UTC");
  expect(reason).toBe("Rule 0, Rule 1, Rule 2, Rule 3, Rule 4, …: the query failed");
});
