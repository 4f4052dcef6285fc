import { expect, test } from "vitest";
import { toTimeTable } from "./time-table.ts";

const rows = [
  ["2026-11-20 14:00:00", "1"],
  ["2026-11-20 14:01:00", "2"],
];
const timesOf = (type: string): readonly number[] | undefined =>
  toTimeTable({
    columns: [
      { name: "time", type },
      { name: "n", type: "UInt64" },
    ],
    rows,
  })?.times;

test.each([
  "DateTime",
  "DateTime('UTC')",
  "DateTime('Etc/UTC')",
  "DateTime64(3)",
  "DateTime64(9, 'UTC')",
  "Nullable(DateTime('UTC'))",
])("times of %s are in UTC", (type) => {
  expect(timesOf(type)).toEqual([Date.parse("2026-11-20T14:00:00Z"), Date.parse("2026-11-20T14:01:00Z")]);
});

test.each([
  "DateTime('Europe/Berlin')",
  "DateTime64(3, 'Asia/Tokyo')",
  "Nullable(DateTime('Europe/Berlin'))",
])("times of %s are those of a table, not of a chart", (type) => {
  expect(timesOf(type)).toBeUndefined();
});
