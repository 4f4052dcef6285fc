// Which settings go with the records of alerts, on a store with replicas and on one without.
import { expect, test } from "vitest";
import { createAlertRecords, createAlertStore } from "./alert-records.ts";
import type { ClickHouseClient, ClickHouseSettings } from "./client.ts";
import { withoutReplicas, withReplicas } from "./cluster/latest.ts";
import { createQueries } from "./query/query.ts";
import { createQueryQueue } from "./query/queue.ts";

function fakeClient() {
  const settings: ClickHouseSettings[] = [];
  const state = { running: 0, most: 0 };
  const client = {
    rows: async (question: { readonly clickhouse_settings?: ClickHouseSettings }) => {
      settings.push(question.clickhouse_settings ?? {});
      return [];
    },
    async insert(insert: { readonly clickhouse_settings?: ClickHouseSettings }) {
      settings.push(insert.clickhouse_settings ?? {});
      state.running += 1;
      state.most = Math.max(state.most, state.running);
      await Promise.resolve();
      state.running -= 1;
    },
  } as unknown as ClickHouseClient;
  return { client, settings, state };
}

const record = {
  kind: "note",
  ms: 0,
  id: "n1",
  version: 1,
  rule: "",
  alert: "",
  detail: "",
  body: "{}",
} as const;

test("on replicas an insert is on most of them before the next one, and readings see it", async () => {
  const { client, settings, state } = fakeClient();
  const store = createAlertStore(client, withReplicas);
  const records = ["bank", "shop"].map((tenant) => createAlertRecords(store.add, tenant));
  await Promise.all(records.map((one) => one.add([record])));
  expect(state.most).toBe(1);
  await store.tenants();
  await store.pending(0, { after: new Map(), each: 1, most: 1 });
  expect(settings).toMatchObject([
    { insert_quorum_parallel: 0 },
    { insert_quorum_parallel: 0 },
    { select_sequential_consistency: "1" },
    { select_sequential_consistency: "1" },
  ]);
});

test("without replicas inserts do not wait for each other, and nothing is asked of the server", async () => {
  const { client, settings, state } = fakeClient();
  const store = createAlertStore(client, withoutReplicas);
  const records = createAlertRecords(store.add, "shop");
  await Promise.all([records.add([record]), records.add([record])]);
  await store.tenants();
  expect(state.most).toBe(2);
  for (const one of settings) {
    expect(one).not.toHaveProperty("insert_quorum_parallel");
    expect(one).not.toHaveProperty("select_sequential_consistency");
  }
});

test("a query sees the latest only when it asks for it: pages do not wait for replicas", async () => {
  const { client, settings } = fakeClient();
  const queries = createQueries(client, new Map(), createQueryQueue().lane(""), withReplicas);
  await queries.runText("SELECT 1", {}, { isLatest: true });
  await queries.runText("SELECT 1");
  expect(settings.map((one) => one["select_sequential_consistency"])).toEqual(["1", undefined]);
});
