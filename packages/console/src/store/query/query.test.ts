// Why a query failed, by the words in which the store says so.
import { ClickHouseError } from "@clickhouse/client";
import { expect, test } from "vitest";
import { toStoreError } from "./query.ts";

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
