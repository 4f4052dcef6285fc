// Budgets of names on the real engine: roll-ups fold what is over them, spans and log records keep their names.
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ResourceRow } from "../src/store/rows.ts";
import type { Store } from "../src/store/store.ts";
import type { TenantView } from "../src/store/tenants/views.ts";
import { type StoreLocation, preparedLocation } from "./store-contract/locations.ts";
import { emptyLog, emptySpan, resource } from "./support/rows.ts";

const nameLimits = { services: 100, operations: 150 };
const seen = BigInt(Date.now()) * 1_000_000n;
const options = { nameLimits, writer: { maxAgeMs: 1 } };

let location: StoreLocation;
let store: Store;

beforeAll(async () => {
  location = await preparedLocation();
  store = await location.open(options);
  // the regular services of every day, and then a pod name as service name
  await write("shop", ["cart", "checkout"]);
  await write(
    "shop",
    Array.from({ length: 5_000 }, (_, n) => `pod-${n}`),
  );
  await write("bank", ["cart", "accounts"]);
});
afterAll(async () => {
  await store?.close();
  await location?.remove();
});

/** A server span with a client span, and a log record, of each service. */
async function write(tenant: string, services: readonly string[]): Promise<void> {
  await store.writer.write(1, (sink) => {
    for (const [n, service] of services.entries()) {
      const own: ResourceRow = { ...resource, tenant, service, hash: BigInt(n) };
      const [traceId, spanId] = [randomBytes(16), randomBytes(8)];
      const common = { ...emptySpan, resource: own, traceId, startNs: seen };
      sink.span({ ...common, spanId, name: "GET /", kind: 2 });
      sink.span({ ...common, spanId: randomBytes(8), parentId: spanId, name: `SELECT ${service}`, kind: 3 });
      const identity = randomBytes(8).readBigUInt64LE();
      sink.log({ ...emptyLog, resource: own, timeNs: seen, body: "ready", identity });
    }
  });
  await store.writer.flush();
}

async function ask(view: Pick<TenantView, "queries">, sql: string): Promise<unknown[]> {
  const rows = await view.queries.runText<Record<string, string | number>>(sql);
  return rows.map((row) => Object.values(row).map((value) => (value === "_OTHER" ? value : Number(value))));
}

const namesOf = (table: string, name = "service"): string =>
  `SELECT uniqExact(${name}) AS names, countIf(${name} = '_OTHER') > 0 AS folded FROM ${table}`;

test("roll-ups have the services of the budget and `_OTHER`", async () => {
  const shop = await store.of("shop");
  for (const table of ["red", "service_red", "shapes", "log_skeletons"])
    expect([table, ...(await ask(shop, namesOf(table)))]).toEqual([table, [101, 1]]);
  expect(await ask(shop, "SELECT uniqExact(service) FROM versions")).toEqual([[100]]);
  expect(await ask(shop, "SELECT sum(spans), sumIf(spans, service = '_OTHER') FROM service_red")).toEqual([
    [10_004, 9_804],
  ]);
  // two operations of 75 services, and `_OTHER` of 25 and of `_OTHER`
  expect(await ask(shop, "SELECT uniqExact(service, name), uniqExact(name) FROM red")).toEqual([[176, 77]]);
});

test("spans and log records keep their names", async () => {
  const shop = await store.of("shop");
  const all = "uniqExact(service), countIf(service = '_OTHER')";
  expect(await ask(shop, `SELECT ${all}, uniqExact(name) FROM spans`)).toEqual([[5_002, 0, 5_003]]);
  expect(await ask(shop, `SELECT ${all} FROM logs`)).toEqual([[5_002, 0]]);
});

test("another tenant is untouched", async () => {
  const bank = await store.of("bank");
  for (const table of ["red", "service_red", "shapes", "log_skeletons"])
    expect([table, ...(await ask(bank, namesOf(table)))]).toEqual([table, [2, 0]]);
});

test("what is folded is counted by tenant and kind", () => {
  const [services, operations] = store.foldedNames;
  expect(store.foldedNames).toHaveLength(2);
  expect(services).toMatchObject({ tenant: "shop", kind: "services", budget: 100, items: 4_902 * 3 });
  expect(operations).toMatchObject({ tenant: "shop", kind: "operations", budget: 150 });
  expect(Math.abs(services!.names - 4_902)).toBeLessThan(250);
});

test("a restart keeps apart what was kept apart, and folds the rest", async () => {
  await store.close();
  store = await location.open(options);
  await write("shop", ["pod-4999", "newcomer", "cart", "pod-0"]);
  const shop = await store.of("shop");
  expect(await ask(shop, namesOf("service_red"))).toEqual([[101, 1]]);
  expect(
    await ask(
      shop,
      "SELECT service = '_OTHER', sum(spans) FROM service_red WHERE service IN ('_OTHER', 'cart') GROUP BY service ORDER BY 1",
    ),
  ).toEqual([
    [0, 4],
    [1, 9_808],
  ]);
  expect(store.foldedNames.find(({ kind }) => kind === "services")).toMatchObject({ names: 2, items: 6 });
});
