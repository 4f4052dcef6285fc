// @module-tag extended
// Rules of a tenant on the real engine beside those of others, whose queries take their full time.
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAlertJob } from "../../src/alerts/evaluate/alert-job.ts";
import { readingOf } from "../../src/alerts/reading.ts";
import { saveThing } from "../../src/alerts/rules/stored-things.ts";
import { leadershipOf } from "../../src/lease/leadership.fixture.ts";
import type { Store } from "../../src/store/store.ts";
import { preparedLocation, type StoreLocation } from "../store-contract/locations.ts";
import { slowness } from "../support/slowness.ts";

let location: StoreLocation;
let store: Store;

beforeAll(async () => {
  location = await preparedLocation();
  store = await location.open();
});
afterAll(async () => {
  await store?.close();
  await location?.remove();
});

/** Reads numbers until its limit of time, which is 15 s. */
const slow = Array.from({ length: 20 }, (_, n) => ({
  name: `Slow ${n}`,
  on: { sql: `SELECT sum(sipHash64(repeat(toString(number + ${n}), 100))) AS value FROM numbers(400000000)` },
  when: { above: 5 },
}));
const quick = [
  { name: "Payments fail", on: { service: "payments", measure: "errors" } },
  { name: "Many spans", on: { sql: "SELECT count() AS value FROM spans" } },
].map((rule) => ({ ...rule, when: { above: 5 }, every: "1s" }));

const rounds = 12;
/** Two tenants ask a query of two seconds each before it is known to take long. */
const learningMs = 4_000;
const factor = 4;

/** The longest time between two rounds of the tenant `shop`. */
async function longestGap(
  tenants: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>,
): Promise<number> {
  for (const [tenant, rules] of Object.entries(tenants)) {
    const { documents } = await store.of(tenant);
    for (const [n, content] of rules.entries()) {
      const id = String(n).padStart(16, "0");
      await saveThing(documents, { kind: "alert", id }, { content, savedBy: "anna" }, 0);
    }
  }
  const times: number[] = [];
  const errors: string[] = [];
  const job = createAlertJob({
    tenants: async () => (await store.alerts.tenants()).filter(({ tenant }) => tenant in tenants),
    viewOf: (tenant) => store.of(tenant),
    readerOf: (view) => readingOf(view).reader,
    checkQueryOf: (view) => readingOf(view).checkQuery,
    folder: undefined,
    leader: "test",
    nowMs: Date.now,
    onBegin: () => undefined,
    onRound: ({ tenant }) => void (tenant.startsWith("shop") && times.push(performance.now())),
    onError: (what, { message }) => void errors.push(`${what}: ${message}`),
  });
  const leadership = leadershipOf();
  while (times.length < rounds && errors.length === 0) {
    await job.run(leadership.signal, leadership);
    // as the leader does
    await pause(1_000);
  }
  leadership.abort();
  await job.stop!();
  expect(errors).toEqual([]);
  return Math.max(...times.slice(1).map((ms, place) => ms - times[place]!));
}

test("rules of two tenants that take long make the rounds of another no rarer", async () => {
  const alone = await longestGap({ "shop-alone": quick });
  const beside = await longestGap({ "shop-beside": quick, bank: slow, mint: slow });
  expect(beside).toBeLessThan(factor * alone + learningMs * slowness());
}, 400_000);
