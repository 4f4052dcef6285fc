// @module-tag extended
// The contract of a store on two shards, and what is special to a cluster: what happens when one of them is away.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ClickHouseClient, command, connect } from "../src/store/client.ts";
import { waitForUnfinishedChanges } from "../src/store/schema/unfinished-changes.ts";
import { watchPartial } from "../src/store/cluster/partial.ts";
import type { Store } from "../src/store/store.ts";
import { describeAnswers } from "./store-contract/answers.ts";
import { describeStore } from "./store-contract/describe-store.ts";
import { locationOn } from "./store-contract/locations.ts";
import { type ClickHouseServers, startServers } from "./support/clickhouse-servers.ts";
import { plainSpans } from "./support/rows.ts";

let servers: ClickHouseServers;

beforeAll(async () => {
  servers = await startServers(2);
});
afterAll(() => servers?.stop());

describe("the contract", { tags: ["extended"] }, () => {
  describeStore("a cluster of two shards", async () => locationOn(servers));
  describeAnswers(async () => locationOn(servers));
});

test(
  "a step that drops an index on all shards waits for unfinished changes of each",
  { tags: ["extended"] },
  async () => {
    const [first, second] = servers.urls.map((url) => {
      const { origin, username, password } = new URL(url);
      return connect({ url: origin, username, password, database: "waiting", settings: {} }, 2);
    }) as [ClickHouseClient, ClickHouseClient];
    const maker = servers.urls.map((url) => {
      const { origin, username, password } = new URL(url);
      return connect({ url: origin, username, password, database: "default", settings: {} }, 1);
    });
    try {
      for (const one of maker) await command(one, "CREATE DATABASE IF NOT EXISTS waiting");
      await command(second, "CREATE TABLE dropping (id UInt64) ENGINE = MergeTree ORDER BY id");
      await command(second, "INSERT INTO dropping SELECT number FROM numbers(10)");
      await command(second, "SYSTEM STOP MERGES dropping");
      await command(second, "ALTER TABLE dropping DELETE WHERE id = 1 SETTINGS mutations_sync = 0");
      const notes: string[] = [];
      const options = { note: (note: string) => void notes.push(note) };
      await waitForUnfinishedChanges(first, "ALTER TABLE dropping DROP COLUMN a", options);
      const waiting = waitForUnfinishedChanges(
        first,
        "ALTER TABLE dropping ON CLUSTER `shop` DROP COLUMN a",
        options,
      );
      // If the test fails before it waits for it, this fails, too: that is not to be a second error.
      waiting.catch(() => undefined);
      await expect.poll(() => notes).toHaveLength(1);
      expect(notes[0]).toContain("columns of dropping: the store has 1 unfinished changes");
      await command(second, "SYSTEM START MERGES dropping");
      await waiting;
    } finally {
      for (const one of maker) await command(one, "DROP DATABASE IF EXISTS waiting");
      await Promise.all([first, second, ...maker].map((one) => one.close()));
    }
  },
);

describe("a shard that is away", () => {
  const count = (store: Store) =>
    watchPartial(() => store.queries.runText<{ n: string }>("SELECT toString(count()) AS n FROM spans"));

  test("takes its part from answers, which say so; writes are refused until it is back, and then stored once", async () => {
    const location = locationOn(servers);
    const store = await location.open({ writer: { maxAgeMs: 5, giveUpAfterMs: 300 } });
    const add = (spans: ReturnType<typeof plainSpans>) =>
      store.writer.write(1, (sink) => spans.forEach((span) => sink.span(span)));
    const early = plainSpans(400);
    const late = plainSpans(400);
    try {
      await add(early);
      expect(await count(store)).toEqual({ result: [{ n: "400" }], isPartial: false });

      await servers.kill(1);
      const { result, isPartial } = await count(store);
      expect(isPartial).toBe(true);
      expect(Number(result[0]!.n)).toBeGreaterThan(0);
      expect(Number(result[0]!.n)).toBeLessThan(400);
      await expect(add(late)).rejects.toMatchObject({ name: "ProblemError" });
      await expect(store.ready(2000)).rejects.toBeInstanceOf(Error);
      await store.answers(2000);
      expect(await store.details()).toMatchObject({
        partial: true,
        servers: [{ answers: true }, { answers: false }],
      });
      // A console that only reads starts all the same.
      const reading = await location.open({ takesRows: false });
      expect((await count(reading)).isPartial).toBe(true);
      await reading.close();

      await servers.start(1);
      await expect
        .poll(() =>
          add(late).then(
            () => "stored",
            () => "refused",
          ),
        )
        .toBe("stored");
      await expect.poll(() => count(store)).toEqual({ result: [{ n: "800" }], isPartial: false });
    } finally {
      await store.close();
    }
  });
});
