// The contract of a store on two shards, and what is special to a cluster: what happens when one of them is away.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { watchPartial } from "../src/store/cluster/partial.ts";
import type { Store } from "../src/store/store.ts";
import { describeAnswers } from "./store-contract/answers.ts";
import { describeStore } from "./store-contract/describe-store.ts";
import { placeOn } from "./store-contract/places.ts";
import { type ClickHouseServers, startServers } from "./support/clickhouse-servers.ts";
import { plainSpans } from "./support/rows.ts";

let servers: ClickHouseServers;

beforeAll(async () => {
  servers = await startServers(2);
});
afterAll(() => servers?.stop());

describeStore("a cluster of two shards", async () => placeOn(servers));
describeAnswers(async () => placeOn(servers));

describe("a shard that is away", () => {
  const count = (store: Store) =>
    watchPartial(() => store.queries.runText<{ n: string }>("SELECT toString(count()) AS n FROM spans"));

  test("takes its part from answers, which say so; writes are refused until it is back, and then stored once", async () => {
    const place = placeOn(servers);
    const store = await place.open({ writer: { maxAgeMs: 5, giveUpAfterMs: 300 } });
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
      const reading = await place.open({ takesRows: false });
      expect((await count(reading)).isPartial).toBe(true);
      await reading.close();

      await servers.start(1);
      await expect
        .poll(
          () =>
            add(late).then(
              () => "stored",
              () => "refused",
            ),
          { timeout: 60_000 },
        )
        .toBe("stored");
      await expect.poll(() => count(store)).toEqual({ result: [{ n: "800" }], isPartial: false });
    } finally {
      await store.close();
    }
  });
});
