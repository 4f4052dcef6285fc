import { expect, test } from "vitest";
import { ClickHouseError } from "./clickhouse-error.ts";
import { readJudging } from "./judging.ts";

test("an error of the store is logged, one that does not answer is not", async () => {
  const notes: string[] = [];
  const read = (failure: Error) => {
    const findings = {
      cursor: async () => {
        throw failure;
      },
    };
    return readJudging(findings, { cursor: async () => undefined }, (text) => notes.push(text));
  };
  expect(await read(new Error("connect ECONNREFUSED"))).toBeNull();
  expect(notes).toEqual([]);
  const refusal = new ClickHouseError({ message: "Unknown table", code: "60", type: "UNKNOWN_TABLE" });
  expect(await read(refusal)).toBeNull();
  expect(notes).toEqual(["Cannot read how far bottlenecks are judged: Unknown table"]);
});
