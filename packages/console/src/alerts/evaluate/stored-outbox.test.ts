import { expect, test } from "vitest";
import type { AlertRecord } from "../../store/alert-records.ts";
import type { StoredNotice } from "../outbox.ts";
import type { AlertView } from "../view.ts";
import { createMemoryView } from "./memory-view.fixture.ts";
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
  const open = () =>
    createStoredOutbox({
      onError: (what, error) => {
        throw new Error(what, { cause: error });
      },
      tenants: async () => [...views.keys()],
      viewOf: async (tenant) => views.get(tenant) as unknown as AlertView,
      nowMs: () => clock.nowMs,
    });
  return { views, clock, open };
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
  await outbox.done(`bank: ${start + 1}`);
  expect(await outbox.pending()).toHaveLength(2);
  expect(views.get("bank")!.rows("done")).toHaveLength(1);
});

test("a message that was attempted before a restart is pending with its attempts", async () => {
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
  await before.record({ ...delivery, outcome: "retry" });
  await before.record({ ...delivery, outcome: "retry" });
  await before.record({ ...delivery, attempt: 2, outcome: "sent", status: 200, ms: 120 });
  const [pending] = await open().pending();
  expect(pending!.deliveries!.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
    [1, "retry"],
    [2, "sent"],
  ]);
});

test("a message is given up after a week", async () => {
  const { views, open, clock } = run();
  await views.get("shop")!.alertRecords.add([recordOf(notice("shop", start))]);
  clock.nowMs = start + 7 * 86_400_000 + 1;
  expect(await open().pending()).toEqual([]);
});

test("a step of a message that is done is passed over: the next ones are recorded", async () => {
  await expect(run().open().done("other")).resolves.toBeUndefined();
});
