// Event names of a period of which only `shapes` are kept: skeletons of log records go with the records.
import type { DigestResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { command } from "../../src/store/client.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import { openStore } from "../../src/store/store.ts";
import { makePreparedDir } from "../support/console-process.ts";
import { at, log, now, openApi, type TestApi } from "./harness.ts";

const hour = 3_600_000;
let api: TestApi;

/** A row of `shapes` without its skeleton, of the hour that began so long before `now`. */
const insertShape = `INSERT INTO shapes (tenant, signal, service, name, hour, count, last)
SELECT '', 'logs', 'shop', {name:String}, toStartOfHour(fromUnixTimestamp64Milli({ms:Int64}, 'UTC')), 1,
  fromUnixTimestamp64Milli({ms:Int64}, 'UTC')`;

beforeAll(async () => {
  const directory = await makePreparedDir();
  const backend = await openBackend({ directory: directory.path }, () => undefined);
  for (const [name, hours] of [
    ["shop.order_paid", 30],
    ["shop.order_gone", 30],
    ["telltale.transaction", 30],
    ["shop.order_older", 49],
  ] as const)
    await command(backend.writer, insertShape, { name, ms: now - hours * hour });
  await backend.close();
  api = await openApi(undefined, {
    open: (options) => openStore({ directory: directory.path, ...options }),
    remove: async () => directory.remove(),
  });
  await api.write((sink) => {
    for (const [index, eventName] of ["shop.order_paid", "shop.order_new"].entries())
      sink.log(log({ timeNs: at(-2 * hour), eventName, identity: BigInt(index + 1) }));
  });
});
afterAll(() => api?.close());

const read = async (query: string) => {
  const { fresh, dark, missing } = await api.get<DigestResult>(`/api/digest?from=-1d${query}`);
  const names = [fresh, dark].map((list) => list.map(({ name }) => name));
  return { names, missing: missing.flatMap(({ part, reason }) => (part === "names" ? [reason] : [])) };
};

test("an event is not new because skeletons of the period before are not kept", async () => {
  expect(await read("")).toEqual({ names: [["shop.order_new"], ["shop.order_gone"]], missing: [] });
});

test("events of one environment are not compared with such a period, and the digest says so", async () => {
  expect(await read("&environment=production")).toEqual({
    names: [[], []],
    missing: ["events of one environment are not kept for so long."],
  });
});
