import { expect, test } from "vitest";
import type { AlertRecord } from "../../store/alert-records.ts";
import type { HasRoom } from "../../notify/outbox.ts";
import type { StoredNotice } from "../outbox.ts";
import { leadershipOf } from "../../lease/leadership.fixture.ts";
import { createMemoryView, storeOf } from "./memory-view.fixture.ts";
import { createStoredOutbox } from "./stored-outbox.ts";

const start = Date.parse("2026-03-02T09:00:00Z");

function notice(tenant: string, at: number): StoredNotice {
  return {
    id: `${tenant}: ${at}`,
    rule: "Queue grows",
    group: {},
    at,
    kind: "firing",
    since: at,
    tenant,
    alertId: "a1",
    severity: "page",
    labels: {},
  };
}

function recordOf(one: StoredNotice): AlertRecord {
  const { id, at, rule, alertId } = one;
  return {
    kind: "notice",
    ms: at,
    id,
    version: 1,
    rule,
    alert: alertId,
    detail: "firing",
    body: JSON.stringify(one),
  };
}

function run() {
  const views = new Map(["bank", "shop"].map((tenant) => [tenant, createMemoryView()]));
  const clock = { nowMs: start + 10_000 };
  const store = storeOf(views);
  const begun = new Set(views.keys());
  const leadership = leadershipOf();
  const open = (limits: { readonly each?: number } = {}) => {
    const stored = createStoredOutbox({
      store,
      nowMs: () => clock.nowMs,
      begun: () => begun,
      ...limits,
    });
    const outbox = stored.of(leadership);
    return {
      ...outbox,
      pending: (hasRoom: HasRoom = () => true) => outbox.pending(hasRoom),
      rewind: () => stored.rewind(),
      get hasMore() {
        return stored.hasMore;
      },
    };
  };
  return { views, clock, store, open, begun, leadership };
}

test("messages of all tenants are pending, the oldest first, until they are done", async () => {
  const { views, open } = run();
  await views
    .get("shop")!
    .alertRecords.add([recordOf(notice("shop", start)), recordOf(notice("shop", start + 2))]);
  await views.get("bank")!.alertRecords.add([recordOf(notice("bank", start + 1))]);
  const outbox = open();
  expect((await outbox.pending()).map(({ id }) => id)).toEqual([
    `shop: ${start}`,
    `bank: ${start + 1}`,
    `shop: ${start + 2}`,
  ]);
  await outbox.record([], [`bank: ${start + 1}`]);
  outbox.rewind();
  expect(await outbox.pending()).toHaveLength(2);
  expect(views.get("bank")!.rows("done")).toHaveLength(1);
});

test("a message that was attempted before a restart is pending with the last attempt of each channel", async () => {
  const { views, open } = run();
  await views.get("shop")!.alertRecords.add([recordOf(notice("shop", start))]);
  const before = open();
  await before.pending();
  const delivery = {
    noticeId: `shop: ${start}`,
    channel: "chat",
    attempt: 1,
    at: start + 5,
    status: 503,
  } as const;
  await before.record([{ ...delivery, outcome: "retry" }], []);
  await before.record(
    [
      { ...delivery, outcome: "retry" },
      { ...delivery, attempt: 2, outcome: "sent", status: 200, ms: 120 },
      { ...delivery, channel: "mail", attempt: 3, outcome: "retry" },
    ],
    [],
  );
  const [pending] = await open().pending();
  expect(pending!.deliveries!.map(({ channel, attempt, outcome }) => [channel, attempt, outcome])).toEqual([
    ["chat", 2, "sent"],
    ["mail", 3, "retry"],
  ]);
});

test("a tenant with many messages leaves room for the others, and all are read in the end", async () => {
  const { views, open, store } = run();
  await views
    .get("shop")!
    .alertRecords.add(Array.from({ length: 200 }, (_, index) => recordOf(notice("shop", start + index))));
  await views.get("bank")!.alertRecords.add([recordOf(notice("bank", start + 50))]);
  const outbox = open({ each: 20 });
  const first = await outbox.pending();
  expect(first).toHaveLength(21);
  expect(first.filter(({ tenant }) => tenant === "bank")).toHaveLength(1);
  const seen = new Set(first.map(({ id }) => id));
  while (outbox.hasMore) for (const { id } of await outbox.pending()) seen.add(id);
  expect(seen.size).toBe(201);
  // a part of each reading, and one that has found that there are no more
  expect(store.reads).toHaveLength(11);
  // what is decided later is read at once, and nothing again
  await views.get("bank")!.alertRecords.add([{ ...recordOf(notice("bank", start + 6_000)), version: 2 }]);
  expect((await outbox.pending()).map(({ id }) => id)).toEqual([`bank: ${start + 6_000}`]);
  outbox.rewind();
  expect(await outbox.pending()).toHaveLength(22);
});

test("messages of a tenant without room come later, in their order, and those of others at once", async () => {
  const { views, open } = run();
  for (const [tenant, view] of views)
    for (const version of [1, 2, 3])
      await view.alertRecords.add([{ ...recordOf(notice(tenant, start + version)), version }]);
  const outbox = open({ each: 2 });
  const ids = async (full?: string): Promise<string[]> =>
    (await outbox.pending((tenant) => tenant !== full)).map(({ id }) =>
      id.replace(String(start).slice(0, -1), ""),
    );
  expect(await ids("shop")).toEqual(["bank: 1", "bank: 2"]);
  expect(await ids("shop")).toEqual(["bank: 3"]);
  expect([await ids("shop"), outbox.hasMore]).toEqual([[], true]);
  expect(await ids()).toEqual(["shop: 1", "shop: 2"]);
  expect([await ids(), outbox.hasMore]).toEqual([["shop: 3"], false]);
});

test("steps of messages of several tenants are one insert, of the tenant of each", async () => {
  const { views, open, store } = run();
  for (const [tenant, view] of views) await view.alertRecords.add([recordOf(notice(tenant, start))]);
  const outbox = open();
  await outbox.pending();
  const inserts: number[] = [];
  const add = store.add.bind(store);
  store.add = async (records) => {
    inserts.push(records.length);
    await add(records);
  };
  const ids = [...views.keys()].map((tenant) => `${tenant}: ${start}`);
  await outbox.record(
    ids.map((noticeId) => ({ noticeId, channel: "chat", attempt: 1, at: start, outcome: "sent" })),
    ids,
  );
  expect(inserts).toEqual([4]);
  for (const view of views.values()) expect([...view.rows("delivery"), ...view.rows("done")]).toHaveLength(2);
});

test("a message is given up after a week", async () => {
  const { views, open, clock } = run();
  await views.get("shop")!.alertRecords.add([recordOf(notice("shop", start))]);
  clock.nowMs = start + 7 * 86_400_000 + 1;
  expect(await open().pending()).toEqual([]);
});

test("a step of a message that is done is passed over: the next ones are recorded", async () => {
  await expect(run().open().record([], ["other"])).resolves.toBeUndefined();
});

test("messages of a tenant whose evaluation has not begun wait: some of a former leader may not count", async () => {
  const { views, open, begun } = run();
  await views.get("shop")!.alertRecords.add([recordOf(notice("shop", start))]);
  begun.delete("shop");
  const outbox = open();
  expect(await outbox.pending()).toEqual([]);
  begun.add("shop");
  expect(await outbox.pending()).toHaveLength(1);
});

test("messages of a tenant whose evaluation begins while they are read wait for the next reading", async () => {
  const { views, open, begun } = run();
  await views.get("shop")!.alertRecords.add([recordOf(notice("shop", start))]);
  begun.delete("shop");
  const outbox = open();
  const pending = outbox.pending();
  begun.add("shop");
  expect(await pending).toEqual([]);
  expect(await outbox.pending()).toHaveLength(1);
});

test("nothing is pending for a console that has lost the lease while it read", async () => {
  const { views, open, leadership } = run();
  await views.get("shop")!.alertRecords.add([recordOf(notice("shop", start))]);
  const pending = open().pending();
  leadership.lose();
  await expect(pending).rejects.toThrow("the lease was lost");
});
