// Why a query failed, by the words in which the store says so.
import { expect, test, vi } from "vitest";
import { ClickHouseError } from "../clickhouse-error.ts";
import type { ClickHouseClient } from "../client.ts";
import type { LatestSettings } from "../cluster/latest.ts";
import { createQueries, toStoreError } from "./query.ts";
import { createQueryQueue } from "./queue.ts";

const rest = "would use 596.12 MiB (attempt to allocate chunk of 128.00 MiB), maximum: 476.84 MiB.";

test.each([
  ["(total) memory limit exceeded", "STORE_BUSY", undefined],
  ["User memory limit exceeded", "STORE_BUSY", undefined],
  ["Query memory limit exceeded", "QUERY_TOO_BROAD", "memory"],
])("%s: %s", (words, code, bound) => {
  const cause = new ClickHouseError({
    message: `${words}: ${rest}`,
    code: "241",
    type: "MEMORY_LIMIT_EXCEEDED",
  });
  expect(toStoreError("spans", cause, undefined)).toMatchObject({ code, bound, cause });
});

const late = new ClickHouseError({
  message: "Timeout exceeded: elapsed 30.1 s, maximum: 30 s",
  code: "159",
  type: "TIMEOUT_EXCEEDED",
});

test("a query that took too long was too broad only when it had the store for itself", () => {
  const load = () => ({ waiting: 7, waitMs: 11_500 });
  const machine = () => ({ processes: 3.9, processors: 2 });
  expect(toStoreError("spans", late, undefined, { others: () => 0.9, load, machine })).toMatchObject({
    code: "QUERY_TOO_BROAD",
    bound: "time",
  });
  expect(toStoreError("spans", late, undefined, { others: () => 2.6, load, machine })).toMatchObject({
    code: "STORE_BUSY",
    bound: "time",
    message: "The store is busy: the query `spans` took too long while 3 others ran. 7 queries wait.",
    fix: "Try again in 12 s.",
    retryAfterSeconds: 12,
  });
});

test("a query that took too long on a busy machine was not too broad", () => {
  const load = () => ({ waiting: 0, waitMs: 2_500 });
  const machine = () => ({ processes: 41.2, processors: 2 });
  expect(toStoreError("spans", late, undefined, { others: () => 0, load, machine })).toMatchObject({
    code: "STORE_BUSY",
    bound: "time",
    message:
      "The store is busy: the query `spans` took too long while its machine had 41 processes to run on 2 processors.",
    fix: "Try again in 3 s.",
  });
});

test("a query that took too long beside others knows that from the queue", async () => {
  let nowMs = 0;
  const queue = createQueryQueue(undefined, () => nowMs);
  const latest = { select: {}, insert: {} } as unknown as LatestSettings;
  const ends: (() => void)[] = [];
  const rows = () => new Promise((_, reject) => ends.push(() => reject(late)));
  const queries = createQueries({ rows } as unknown as ClickHouseClient, new Map(), queue.lane(""), latest);
  const ask = (text: string) => queries.runText(text, {}, { signal: new AbortController().signal });
  const [one, other] = [ask("SELECT 1"), ask("SELECT 2")];
  one.catch(() => undefined);
  await vi.waitFor(() => expect(ends).toHaveLength(2), { timeout: 30_000 });
  nowMs = 30_000;
  ends[0]!();
  await expect(one).rejects.toMatchObject({ code: "STORE_BUSY" });
  nowMs = 70_000;
  ends[1]!();
  await expect(other).rejects.toMatchObject({ code: "QUERY_TOO_BROAD" });
});

test("queries of one request are too broad together, those of a rule beside each other are not", async () => {
  let nowMs = 0;
  const queue = createQueryQueue(undefined, () => nowMs);
  const latest = { select: {}, insert: {} } as unknown as LatestSettings;
  const ends: (() => void)[] = [];
  const rows = () => new Promise((_, reject) => ends.push(() => reject(late)));
  const queries = createQueries({ rows } as unknown as ClickHouseClient, new Map(), queue.lane(""), latest);
  const codes = async (priority: "interactive" | "background"): Promise<unknown[]> => {
    const { signal } = new AbortController();
    const asked = Promise.allSettled([1, 2].map(() => queries.runText("SELECT 1", {}, { signal, priority })));
    await vi.waitFor(() => expect(ends).toHaveLength(2), { timeout: 30_000 });
    nowMs += 30_000;
    for (const end of ends.splice(0)) end();
    return (await asked).map((one) => one.status === "rejected" && one.reason.code);
  };
  expect(await codes("interactive")).toEqual(["QUERY_TOO_BROAD", "QUERY_TOO_BROAD"]);
  expect((await codes("background"))[0]).toBe("STORE_BUSY");
});

const busy = new ClickHouseError({
  message: `User memory limit exceeded: ${rest}`,
  code: "241",
  type: "MEMORY_LIMIT_EXCEEDED",
});

/** Queries whose first `failures` attempts find no memory. */
function queriesWith(failures: number) {
  let sent = 0;
  const rows = async () => {
    sent += 1;
    if (sent <= failures) throw busy;
    return [{ n: 1 }];
  };
  const latest = { select: {}, insert: {} } as unknown as LatestSettings;
  const client = { rows } as unknown as ClickHouseClient;
  const queries = createQueries(client, new Map(), createQueryQueue().lane(""), latest);
  return { queries, sent: () => sent };
}

test("a reading of a rule is sent again while pages use the memory, and a page is not", async () => {
  const reading = queriesWith(3);
  expect(await reading.queries.runText("SELECT 1", {}, { priority: "background" })).toEqual([{ n: 1 }]);
  const page = queriesWith(1);
  await expect(page.queries.runText("SELECT 1")).rejects.toMatchObject({ code: "STORE_BUSY" });
  const hopeless = queriesWith(Number.POSITIVE_INFINITY);
  await expect(hopeless.queries.runText("SELECT 1", {}, { priority: "background" })).rejects.toMatchObject({
    code: "STORE_BUSY",
  });
  expect([reading.sent(), page.sent(), hopeless.sent()]).toEqual([4, 1, 5]);
});

test("files that are gone are a problem of the store, reported without their path", () => {
  const cause = new ClickHouseError({
    message:
      "Cannot open file /data/engine/tmp/tmp4ac1c216: , errno: 2, strerror: No such file or directory. ",
    code: "107",
    type: "FILE_DOESNT_EXIST",
  });
  const { code, message } = toStoreError("services", cause, undefined);
  expect([code, message]).toEqual([
    "STORE_DISK_ERROR",
    "The store cannot read or write its files: No such file or directory.",
  ]);
});
