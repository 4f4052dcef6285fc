// Completeness on the real engine: late, silent and current, from what consoles stored.
import type { CompletenessResult, InteractionsResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CompletenessRow } from "../../src/store/completeness.ts";
import { at, event, now, openApi, type TestApi } from "./harness.ts";

let api: TestApi;

const row = (part: Partial<CompletenessRow>): CompletenessRow => ({
  tenant: "",
  service: "shop",
  signal: "spans",
  receivedMs: now - 2000,
  lagMs: 100,
  heldMs: 100,
  usualMs: 4000,
  gapMs: 5000,
  said: true,
  seenMs: now,
  ...part,
});

beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());

test("late ones come first with the time of their oldest record; an idle one is current, then silent", async () => {
  await api.store.completeness.save([
    row({}),
    row({ service: "idle", receivedMs: now - 59_000, usualMs: 1000 }),
    row({ service: "silent", receivedMs: now - 61_000 }),
    row({ service: "rare", receivedMs: now - 3_000_000, gapMs: 600_000, said: false }),
    row({ service: "draining", lagMs: 20, heldMs: 280_000 }),
    row({ service: "drained", receivedMs: now - 11_000, lagMs: 20, heldMs: 280_000 }),
    row({ signal: "business", lagMs: 780_000, heldMs: 780_000 }),
    row({ service: "slow", lagMs: 30_000, heldMs: 30_000, usualMs: 64_000 }),
    row({ service: "forgotten", receivedMs: now - 90_000_000 }),
    row({ service: "telltale-doctor" }),
  ]);
  // replaced by what comes later
  await api.store.completeness.save([row({ receivedMs: now - 1000, usualMs: 2000 })]);
  const answer = await api.get<CompletenessResult>("/api/completeness");
  expect(
    answer.items.map(({ service, signal, state, behindMs, source }) => [
      service,
      signal,
      state,
      behindMs,
      source,
    ]),
  ).toEqual([
    ["shop", "business", "late", 782_000, "sender"],
    ["draining", "spans", "late", 282_000, "sender"],
    ["drained", "spans", "current", 4000, "sender"],
    ["idle", "spans", "current", 1000, "sender"],
    ["rare", "spans", "current", 4000, "arrival"],
    ["shop", "spans", "current", 2000, "sender"],
    ["silent", "spans", "silent", 61_000, "sender"],
    ["slow", "spans", "current", 60_000, "sender"],
  ]);
  expect(answer).toMatchObject({
    completeUpTo: "2026-11-20T14:34:58.000Z",
    counts: { current: 5, late: 2, silent: 1 },
  });
  expect(answer.items[0]).toMatchObject({
    completeUpTo: "2026-11-20T14:34:58.000Z",
    lastReceivedAt: "2026-11-20T14:47:58.000Z",
  });
  const business = await api.get<CompletenessResult>("/api/completeness?service=shop&signal=business");
  expect(business.items).toHaveLength(1);
  const silent = await api.get<CompletenessResult>("/api/completeness?state=silent&limit=1");
  expect(silent.items.map(({ service }) => service)).toEqual(["silent"]);
  expect(silent.counts).toEqual(answer.counts);
});

test("a restart knows what was usual", async () => {
  const known = await api.store.completeness.known(100);
  expect(known).toContainEqual({
    tenant: "",
    service: "shop",
    signal: "spans",
    usualMs: 2000,
    gapMs: 5000,
  });
});

test("figures of interactions end where a service is late that sent some", async () => {
  const completeUpTo = async (): Promise<string | null> =>
    (await api.get<InteractionsResult>("/api/interactions?from=-1h")).completeUpTo;
  await api.store.completeness.save([row({ signal: "business", lagMs: 780_000, heldMs: 780_000 })]);
  expect(await completeUpTo()).toBeNull();
  const chat = event({ kind: "interaction", name: "chat", phase: "ended", timeNs: at(-1_800_000) });
  await api.write((sink) => sink.businessEvent(chat));
  expect(await completeUpTo()).not.toBeNull();
});
