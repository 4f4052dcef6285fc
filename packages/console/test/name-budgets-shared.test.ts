// Budgets of names of two consoles on one store: what one keeps apart, the other does within a minute.
// @module-tag extended
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openStore, type Store } from "../src/store/store.ts";
import { type ClickHouseServers, startServers } from "./support/clickhouse-servers.ts";
import { emptySpan, resource } from "./support/rows.ts";

let servers: ClickHouseServers;
const stores: Store[] = [];

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  servers = await startServers(1);
  for (const _ of ["first", "second"])
    stores.push(
      await openStore({
        urls: [`${servers.urls[0]}/names`],
        readerUser: servers.reader,
        shared: true,
        nameLimits: { services: 2 },
        writer: { maxAgeMs: 1 },
      }),
    );
}, 300_000);
afterAll(async () => {
  for (const store of stores) await store.close();
  await servers?.stop();
  vi.useRealTimers();
});

async function write({ writer }: Store, services: readonly string[]): Promise<void> {
  await writer.write(1, (sink) => {
    for (const service of services)
      sink.span({
        ...emptySpan,
        resource: { ...resource, service },
        traceId: randomBytes(16),
        spanId: randomBytes(8),
        startNs: BigInt(Date.now()) * 1_000_000n,
        name: "GET /",
      });
  });
}

test("two consoles agree on the names that they keep apart", async () => {
  const [first, second] = stores as [Store, Store];
  await write(first, ["a", "b", "c"]);
  await write(second, ["c", "d", "e"]);
  const counts = async (): Promise<Readonly<Record<string, number>>> => {
    const listed =
      "SELECT service, toUInt32(sum(spans)) AS n FROM service_red GROUP BY service ORDER BY service";
    const rows = await first.queries.runText<{ service: string; n: number }>(listed);
    return Object.fromEntries(rows.map(({ service, n }) => [service, n]));
  };
  const known = ["a", "b", "c", "d"];
  const before = { a: 1, b: 1, c: 1, d: 1, _OTHER: 2 };
  expect(await counts()).toEqual(before);
  await vi.advanceTimersByTimeAsync(60_000);
  await expect
    .poll(async () => {
      const { _OTHER: others } = await counts();
      for (const store of stores) await write(store, known);
      return (await counts())["_OTHER"]! - others!;
    })
    .toBe(0);
  await write(first, ["f"]);
  expect(Object.keys(await counts()).toSorted()).toEqual(["_OTHER", ...known]);
});
