// Evaluation on the real engine: what a round stores, what a console that was killed leaves, and one that takes over.
import { afterAll, beforeAll, expect, test } from "vitest";
import { saveThing } from "../../src/alerts/rules/stored-things.ts";
import { readCurrent } from "../../src/alerts/current.ts";
import type { Store } from "../../src/store/store.ts";
import { type StoreLocation, preparedLocation } from "../store-contract/locations.ts";
import { evaluateOn, idsOf, minute, payments, start } from "./evaluating.ts";

let location: StoreLocation;
let store: Store;
/** The term of the console that was not killed: other files of this worker may have led before. */
let term = 0;

beforeAll(async () => {
  location = await preparedLocation();
  store = await location.open();
  const id = { kind: "alert", id: "0123456789abcdef" } as const;
  await saveThing(store.documents, id, { content: payments, savedBy: "anna" }, 0);
});
afterAll(async () => {
  await store?.close();
  await location?.remove();
});

const firing = 'Payments fail {"region":"eu"} firing 2026-11-20T09:01:00.000Z';
const recovered = 'Payments fail {"region":"eu"} recovered 2026-11-20T09:03:00.000Z';

test("a rule fires for a group, and its message is pending", async () => {
  const { evaluate, outbox } = evaluateOn(store);
  expect((await evaluate(start, { eu: 0.01, us: 0.01 }))?.changes).toEqual([]);
  const round = await evaluate(start + minute, { eu: 0.2, us: 0.01 });
  expect(round?.changes.map(({ kind, group }) => [kind, group])).toEqual([["firing", { region: "eu" }]]);
  expect(await outbox.pending(() => true)).toMatchObject([
    { id: firing, kind: "firing", severity: "page", value: 0.2, deliveries: [], tenant: "" },
  ]);
});

test("the state and the message survive a console that was killed before it sent", async () => {
  await store.close();
  store = await location.open();
  const { evaluate, outbox, leadership } = evaluateOn(store);
  term = leadership.term;
  expect(await idsOf(outbox)).toEqual([firing]);
  expect((await evaluate(start + 2 * minute, { eu: 0.2, us: 0.01 }))?.notices).toEqual([]);
  expect(await idsOf(outbox)).toEqual([firing]);
  const delivery = {
    noticeId: firing,
    channel: "chat",
    attempt: 1,
    at: start + 2 * minute,
    outcome: "sent",
  } as const;
  await outbox.record([delivery], [firing]);
  expect((await evaluate(start + 3 * minute, { eu: 0.01, us: 0.01 }))?.notices).toHaveLength(1);
  expect(await idsOf(outbox)).toEqual([recovered]);
  const { rules } = await readCurrent(store.queries, {});
  expect(Object.values(rules["Payments fail"]!.groups).map(({ state }) => state)).toEqual(["ok", "ok"]);
});

test("a round that is stored twice is one", async () => {
  const count = async (): Promise<string> => {
    const rows = await store.queries.runText<{ rows: string }>(
      "SELECT toString(count()) AS rows FROM (SELECT DISTINCT kind, ts, id, body FROM alert_records)",
    );
    return rows[0]!.rows;
  };
  const before = await count();
  const { outbox } = evaluateOn(store);
  const [notice] = await outbox.pending(() => true);
  const { id, at, rule, alertId } = notice!;
  const { deliveries: _, round: __, ...body } = notice!;
  await store.alertRecords.add([
    {
      kind: "notice",
      ms: at,
      id,
      version: term * 2 ** 32 + 9,
      rule,
      alert: alertId,
      detail: "recovered",
      body: JSON.stringify(body),
    },
  ]);
  expect(await idsOf(outbox)).toEqual([recovered]);
  expect(await count()).toBe(before);
});

test("a round of many groups is one part of the table: it is there as a whole or not at all", async () => {
  const parts = async (): Promise<string[]> => {
    const rows = await store.queries.runText<{ part: string }>(
      "SELECT DISTINCT _part AS part FROM alert_records WHERE kind = 'withheld'",
    );
    return rows.map(({ part }) => part);
  };
  const body = JSON.stringify({ padding: "x".repeat(400) });
  await store.alertRecords.add(
    Array.from({ length: 60_000 }, (_, index) => ({
      ...({
        kind: "withheld",
        ms: start,
        id: `round ${index}`,
        version: 1,
        rule: "r",
        alert: "a",
      } as const),
      detail: "firing",
      body,
    })),
  );
  expect(await parts()).toHaveLength(1);
}, 300_000);

test(
  "what happened longer ago than business records are kept is deleted, and states stay",
  { tags: ["extended"] },
  async () => {
    const record = { version: term * 2 ** 32 + 9, rule: "r", alert: "a", detail: "firing", body: "{}" };
    const day = 86_400_000;
    const now = Date.now();
    await store.alertRecords.add([
      { ...record, kind: "change", id: "old", ms: now - 402 * day },
      { ...record, kind: "change", id: "kept", ms: now - 398 * day },
      { ...record, kind: "state", id: "kept state", ms: 0 },
    ]);
    const count = async (id: string): Promise<unknown> => {
      const rows = await store.queries.run<{ id: string }>("alert-list", {
        kinds: ["change", "state"],
        fromMs: 0,
        toMs: now,
        rule: "r",
        limit: 10,
      });
      return rows.some((row) => row.id === id);
    };
    expect([await count("old"), await count("kept")]).toEqual([true, true]);
    await store.dropExpired();
    // the engine deletes behind the answer
    await expect.poll(() => count("old")).toBe(false);
    expect([await count("kept"), await count("kept state")]).toEqual([true, true]);
  },
);
