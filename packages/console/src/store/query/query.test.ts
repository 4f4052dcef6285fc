// Why a query failed, by the words in which the store says so.
import { expect, test } from "vitest";
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

test("files that are gone are the store's trouble, told without their path", () => {
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
