import { expect, test } from "vitest";
import type { ApiQueries } from "../context.ts";
import { allEnded, oneByOne } from "./one-by-one.ts";

/** Queries that fail while another runs, as those do that have no memory together. */
function queriesOf() {
  let running = 0;
  const ended: string[] = [];
  const run = async (name: string): Promise<string[]> => {
    const isAlone = ++running === 1;
    await new Promise(setImmediate);
    running -= 1;
    ended.push(name);
    if (!isAlone || name === "document") throw new Error(`${name} failed`);
    return [name];
  };
  return { queries: { run } as unknown as ApiQueries, ended };
}

test("one query runs at a time, in their order, and a failure is that of its query", async () => {
  const { queries, ended } = queriesOf();
  const { run } = oneByOne(queries);
  const names = ["catalog-shapes", "document", "catalog-series"] as const;
  const found = await Promise.allSettled(names.map((name) => run<string>(name, {})));
  expect(found.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(ended).toEqual(names);
});

test("a failure waits until the others have ended", async () => {
  const { queries, ended } = queriesOf();
  const asked = [queries.run("catalog-shapes", {}), queries.run("catalog-series", {})] as const;
  await expect(allEnded(asked)).rejects.toThrow("catalog-series failed");
  expect(ended).toHaveLength(2);
  expect(await allEnded([Promise.resolve(1), "two"] as const)).toEqual([1, "two"]);
});
