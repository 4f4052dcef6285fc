// The parameters of a figure of records.
import { expect, test } from "vitest";
import type { ChartQuery } from "../sources/chart-query.ts";
import { toRecordQuery } from "./record-query.ts";

test("a condition on a field with a list of values is the same in any case, on others it is not", async () => {
  const asked = { range: { fromNs: 0n, toNs: 1n }, filter: [] } as unknown as ChartQuery;
  const filter = ["kind=Transaction", "name=Purchase", "kind!=Journey"];
  const { params } = await toRecordQuery({ records: "events", measure: "count", filter }, asked);
  expect(params).toMatchObject({
    fieldValue1: "transaction",
    fieldValue2: "Purchase",
    fieldOther1: "journey",
  });
});
