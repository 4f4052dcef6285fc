// A round that arrives at the store when the next leader has begun, on a real cluster of two shards: which rows count is decided by queries.
// @module-tag extended
import { afterAll, beforeAll, expect, test } from "vitest";
import { readCurrent } from "../../src/alerts/current.ts";
import { saveThing } from "../../src/alerts/rules/stored-things.ts";
import type { AlertRecords } from "../../src/store/alert-records.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { type ClickHouseServers, startServers } from "../support/clickhouse-servers.ts";
import { evaluateOn, idsOf, minute, payments, start } from "./evaluating.ts";

const database = "late";
let servers: ClickHouseServers;
let store: Store;

beforeAll(async () => {
  servers = await startServers(2);
  const urls = servers.urls.map((url) => `${url}/${database}`);
  store = await openStore({ urls, readerUser: servers.reader, cluster: "shop", takesRows: false });
  const id = { kind: "alert", id: "0123456789abcdef" } as const;
  await saveThing(store.documents, id, { content: payments, savedBy: "anna" }, 0);
});
afterAll(async () => {
  await store?.close();
  await servers?.stop();
});

/** Lets the engine merge the rows of the table now. */
async function merge(server: string): Promise<void> {
  const { origin, username, password } = new URL(server);
  const answer = await fetch(origin, {
    method: "POST",
    body: `OPTIMIZE TABLE ${database}_local.alert_records FINAL`,
    headers: { "x-clickhouse-user": username, "x-clickhouse-key": password },
  });
  expect(answer.status).toBe(200);
}

test("a round that arrives when the next leader has begun does not count, also when the engine has merged it", async () => {
  const settled = evaluateOn(store);
  await settled.evaluate(start, { eu: 0.01, us: 0.01 });
  await settled.evaluate(start + minute, { eu: 0.01, us: 0.2 });
  const { promise: landed, resolve: land } = Promise.withResolvers<void>();
  const { promise: sent, resolve: wasSent } = Promise.withResolvers<void>();
  let isHeldBack = false;
  const alertRecords: AlertRecords = {
    async add(records) {
      if (isHeldBack) {
        wasSent();
        await landed;
      }
      await store.alertRecords.add(records);
    },
  };
  const former = evaluateOn(store, { alertRecords });
  await former.evaluate(start + 4 * minute, { eu: 0.01, us: 0.2 });
  const before = await idsOf(former.outbox);
  isHeldBack = true;
  const late = former.evaluate(start + 5 * minute, { eu: 0.3, us: 0.2 });
  await sent;
  former.leadership.lose();

  const next = evaluateOn(store);
  const round = await next.evaluate(start + 6 * minute, { eu: 0.3, us: 0.2 });
  expect(round?.notices).toHaveLength(1);
  land();
  await late;
  const look = async (): Promise<unknown> => {
    const { rules, round: last } = await readCurrent(store.queries, {});
    const { eu } = Object.fromEntries(
      Object.values(rules["Payments fail"]!.groups).map((group) => [group.labels["region"], group]),
    );
    const history = await store.queries.run<{ id: string }>("alert-list", {
      kinds: ["change", "notice"],
      fromMs: start + 4 * minute,
      toMs: start + 60 * minute,
      limit: 10,
    });
    const announced = await store.alerts.announced(start + 5 * minute);
    return {
      announced: announced.map(({ id: change }) => change),
      state: eu?.state,
      since: eu?.since,
      at: last?.at,
      history: history.map(({ id }) => id),
      pending: await idsOf(next.outbox),
    };
  };
  const id = 'Payments fail {"region":"eu"} firing 2026-11-20T09:06:00.000Z';
  const expected = {
    announced: [id],
    state: "firing",
    since: start + 6 * minute,
    at: start + 6 * minute,
    history: [id, id],
    pending: [...before, id],
  };
  expect(await look()).toEqual(expected);
  expect(await idsOf(evaluateOn(store).outbox)).toEqual(expected.pending);
  for (const url of servers.urls) await merge(url);
  expect(await look()).toEqual(expected);
  const after = evaluateOn(store);
  expect((await after.evaluate(start + 7 * minute, { eu: 0.3, us: 0.2 }))?.notices).toEqual([]);
});

test("a tenant with many changes hides no other, and many states hide no term", async () => {
  const options = { signal: AbortSignal.timeout(60_000), priority: "background", isLatest: true } as const;
  const { version, term } = await readCurrent(store.queries, options);
  const record = { version: version + 1, rule: "", alert: "", detail: "", body: '{"at":0}' };
  const changes = (tenant: string, count: number, ms: number) =>
    Array.from({ length: count }, (_, index) => ({
      ...record,
      tenant,
      kind: "change" as const,
      ms: ms + index,
      id: `${tenant} ${index}`,
    }));
  const ms = start + 60 * minute;
  await store.alerts.add([...changes("bank", 5_100, ms), ...changes("shop", 2, ms - minute)]);
  const announced = (await store.alerts.announced(ms - minute)).map(({ id }) => id);
  expect(announced.filter((id) => id.startsWith("shop"))).toEqual(["shop 1", "shop 0"]);
  expect(announced.filter((id) => id.startsWith("bank")).slice(0, 2)).toEqual(["bank 5099", "bank 5098"]);
  const states = Array.from({ length: 10_001 }, (_, index) => `Rule ${index}`);
  await store.alertRecords.add(states.map((id) => ({ ...record, kind: "state", ms: 0, id })));
  const current = await readCurrent(store.queries, options);
  expect([term, current.round]).not.toContain(undefined);
  expect(current.term).toEqual(term);
});
