// Alert rules on the real engine while the pages of a tenant ask for more than the store can run.
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAlertJob } from "../src/alerts/evaluate/alert-job.ts";
import type { StoredRound } from "../src/alerts/evaluate/tenant-evaluator.ts";
import { readingOf } from "../src/alerts/reading.ts";
import { saveThing } from "../src/alerts/rules/stored-things.ts";
import { leadershipOf } from "../src/lease/leadership.fixture.ts";
import type { Store } from "../src/store/store.ts";
import { type StoreLocation, preparedLocation } from "./store-contract/locations.ts";
import { slowness } from "./support/slowness.ts";

let location: StoreLocation;
let store: Store;

beforeAll(async () => {
  location = await preparedLocation();
  store = await location.open();
  const { documents } = await store.of("shop");
  const rules = [
    { name: "Payments fail", on: { service: "payments", measure: "errors" }, when: { above: 0.05 } },
    { name: "Many orders", on: { sql: "SELECT count() AS value FROM spans" }, when: { above: 5 } },
  ];
  for (const [n, content] of rules.entries())
    await saveThing(documents, { kind: "alert", id: `000000000000000${n}` }, { content, savedBy: "anna" }, 0);
});
afterAll(async () => {
  await store?.close();
  await location?.remove();
});

/** Each takes 20 s. Returns what ends them. */
async function openSlowPages(tenant: string): Promise<() => Promise<unknown>> {
  const stop = new AbortController();
  const { queries } = await store.of(tenant);
  const slow = "SELECT sum(sleepEachRow(0.1)) FROM numbers(200) SETTINGS max_block_size = 1";
  const pages = Array.from({ length: 30 }, async () => queries.runText(slow, {}, { signal: stop.signal }));
  const ended = Promise.allSettled(pages);
  while (store.queryQueue.running < 3) await pause(20);
  return () => {
    stop.abort();
    return ended;
  };
}

test("rules are evaluated and other tenants read while a tenant's pages take all they can", async () => {
  await store.of("bank");
  const closePages = await openSlowPages("shop");
  try {
    const rounds: StoredRound[] = [];
    const errors: string[] = [];
    const now = Math.floor(Date.now() / 60_000) * 60_000;
    const job = createAlertJob({
      tenants: () => store.alerts.tenants(),
      viewOf: (tenant) => store.of(tenant),
      readerOf: (view) => readingOf(view).reader,
      checkQueryOf: (view) => readingOf(view).checkQuery,
      folder: undefined,
      leader: "test",
      nowMs: () => now,
      onBegin: () => undefined,
      onRound: (round) => void rounds.push(round),
      onError: (what, error) => void errors.push(`${what}: ${error.message}`),
    });
    const begun = performance.now();
    const leadership = leadershipOf();
    // a round of readings, and one of SQL
    while (rounds.length < 2 && errors.length === 0 && performance.now() - begun < 15_000 * slowness())
      await job.run(leadership.signal, leadership);
    expect([rounds.map(({ tenant }) => tenant), errors]).toEqual([["shop", "shop"], []]);

    const { queries } = await store.of("bank");
    expect(await queries.runText("SELECT count() FROM spans")).toHaveLength(1);
    // three of thirty at a time, each of 20 s
    expect(store.queryQueue.waiting).toBeGreaterThan(5);
  } finally {
    await closePages();
  }
});
