// A cluster of which a shard is away: what is left of states, rules and messages looks like fewer of them. Nothing is decided by that.
// @module-tag extended
import { afterAll, beforeAll, expect, test } from "vitest";
import { readCurrent } from "../../src/alerts/current.ts";
import { saveThing } from "../../src/alerts/rules/stored-things.ts";
import type { AlertStore } from "../../src/store/alert-records.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { watchPartial } from "../../src/store/cluster/partial.ts";
import { type ClickHouseServers, startServers } from "../support/clickhouse-servers.ts";
import { evaluateOn, idsOf, minute, payments, start } from "./evaluating.ts";

let servers: ClickHouseServers;
let store: Store;

beforeAll(async () => {
  servers = await startServers(2);
  const urls = servers.urls.map((url) => `${url}/away`);
  store = await openStore({ urls, readerUser: servers.reader, cluster: "shop", takesRows: false });
  for (let index = 0; index < 8; index++) {
    const id = { kind: "alert", id: `000000000000000${index}` } as const;
    const rule = { ...payments, name: `Payments fail ${index}` };
    await saveThing(store.documents, id, { content: rule, savedBy: "anna" }, 0);
  }
});
afterAll(async () => {
  await store?.close();
  await servers?.stop();
});

const rules = Array.from({ length: 8 }, (_, index) => `Payments fail ${index}`);
let reads = 0;
/** The stored rules are read again each time, as if they had changed, and as if the shard went away after the tenants were read. */
const tenants: AlertStore["tenants"] = async () => [{ tenant: "", documents: String((reads += 1)) }];
const away = expect.stringContaining("A shard of the store does not answer");

/** Names of rules with a state. */
async function states(): Promise<readonly string[]> {
  const { rules: found } = await readCurrent(store.queries, {});
  return Object.keys(found).toSorted();
}

test.each([0, 1])(
  "while shard %d is away no rule recovers, no state is forgotten and no message is passed over",
  async (shard) => {
    const console_ = evaluateOn(store, { tenants });
    await console_.evaluate(start + shard * 60 * minute, { eu: 0.01 });
    await console_.evaluate(start + (shard * 60 + 1) * minute, { eu: 0.2 });
    expect(console_.errors).toEqual([]);
    const pending = await idsOf(console_.outbox);
    // of the shard before: firing and recovered
    expect(pending).toHaveLength(8 + shard * 16);

    await servers.kill(shard);
    // of the rules and states some are left, or none
    const { isPartial } = await watchPartial(() =>
      store.queries.runText("SELECT count() FROM alert_records"),
    );
    expect(isPartial).toBe(true);
    const next = evaluateOn(store, { tenants });
    for (const each of [console_, next])
      for (const minutes of [2, 3])
        expect(await each.evaluate(start + (shard * 60 + minutes) * minute, { eu: 0.01 })).toBeUndefined();
    expect(console_.errors).toEqual([away, away]);
    expect(next.errors).toEqual([away, away]);
    await expect(idsOf(next.outbox)).rejects.toThrow(/refused|reset|away|connect/i);

    await servers.start(shard);
    await expect.poll(async () => (await watchPartial(states)).isPartial).toBe(false);
    expect(await states()).toEqual(rules);
    expect(await idsOf(next.outbox)).toEqual(pending);
    const after = await next.evaluate(start + (shard * 60 + 4) * minute, { eu: 0.2 });
    expect(after?.changes).toEqual([]);
    const recovery = await next.evaluate(start + (shard * 60 + 5) * minute, { eu: 0.01 });
    expect(recovery?.changes.map(({ rule, kind }) => `${rule} ${kind}`).toSorted()).toEqual(
      rules.map((name) => `${name} recovered`),
    );
  },
  180_000,
);
