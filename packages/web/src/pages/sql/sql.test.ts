import type { SqlResult } from "contract";
import { expect, test } from "vitest";

import { isNumeric } from "../../lib/sql-numbers.ts";
import { cellFormats, cellText, columnWidths } from "./cells.ts";
import { toTimeSeries } from "./time-series.ts";

function result(columns: Readonly<Record<string, string>>, rows: SqlResult["rows"]): SqlResult {
  return {
    columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
    rows,
    truncated: false,
    elapsedMs: 1,
    rowsRead: 1,
    bytesRead: 1,
  };
}

test("draws columns of numbers over time as lines with gaps", () => {
  const picture = toTimeSeries(
    result({ minute: "DateTime('UTC')", requests: "UInt64", share: "Nullable(Float64)" }, [
      ["2026-11-20 14:02:00", "3", null],
      ["2026-11-20 14:00:00", "1", 0.5],
      ["2026-11-20 14:01:00", "2", "nan"],
    ]),
  );
  expect(picture?.times).toEqual([0, 60_000, 120_000].map((ms) => Date.parse("2026-11-20T14:00:00Z") + ms));
  expect(picture?.stepMs).toBe(60_000);
  expect(picture?.series.map(({ label, values }) => [label, values])).toEqual([
    ["requests", [1, 2, 3]],
    ["share", [0.5, null, null]],
  ]);
  expect(picture?.truncated).toBe(0);
});

test("draws a line per value of a text column, the largest first, eight at most", () => {
  const rows = Array.from({ length: 24 }, (_, at) => [
    `2026-11-${10 + (at % 2)}`,
    `s${Math.floor(at / 2)}`,
    String(at),
  ]);
  const picture = toTimeSeries(result({ day: "Date", service: "LowCardinality(String)", n: "UInt64" }, rows));
  expect(picture?.series.map(({ label }) => label)).toEqual([
    "s11",
    "s10",
    "s9",
    "s8",
    "s7",
    "s6",
    "s5",
    "s4",
  ]);
  expect(picture?.series[0]?.values).toEqual([22, 23]);
  expect(picture?.truncated).toBe(4);
});

test("says of more lines than a chart can have how many are not drawn", () => {
  const rows = Array.from({ length: 60 }, (_, at) => [`2026-11-${10 + (at % 2)}`, `s${at % 30}`, "1"]);
  expect(toTimeSeries(result({ day: "Date", service: "String", n: "UInt64" }, rows))?.truncated).toBe(22);
});

test.each([
  ["no time", { a: "String", n: "UInt64" }, [["2026-11-20", "1"]]],
  ["no number", { t: "DateTime", a: "String" }, [["2026-11-20 14:00:00", "x"]]],
  ["one time", { t: "DateTime", n: "UInt64" }, [["2026-11-20 14:00:00", "1"]]],
  [
    "times of single events",
    { t: "DateTime64(9, 'UTC')", n: "UInt64" },
    [
      ["2026-11-20 14:00:00.000000001", "1"],
      ["2026-11-20 14:00:01.5", "1"],
      ["2026-11-20 14:00:04", "1"],
    ],
  ],
])("no picture of %s", (_why, columns, rows) =>
  expect(toTimeSeries(result(columns as never, rows))).toBeUndefined(),
);

test("shows values as text, in columns as wide as the first values", () => {
  expect([null, "a", 0, false, [1], { a: 1 }].map(cellText)).toEqual([
    "NULL",
    "a",
    "0",
    "false",
    "[1]",
    '{"a":1}',
  ]);
  expect(["UInt64", "Nullable(Float64)", "Decimal(38, 9)", "String", "Array(UInt8)"].map(isNumeric)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(columnWidths(result({ a: "String", b: "String" }, [["x".repeat(100), "12345678"]]))).toEqual([
    51, 11,
  ]);
});

test("separates thousands in columns of long numbers, and nowhere else", () => {
  const values = result(
    {
      id: "String",
      year: "UInt16",
      n: "SimpleAggregateFunction(sum, UInt64)",
      hash: "UInt64",
      share: "Nullable(Float64)",
    },
    [
      ["1234567", 2026, "9007199254740991", "18446744073709551615", -12345.678901],
      ["7", 1999, "1234", "12345", null],
      ["7", 1999, "12", "7", 1e21],
    ],
  );
  const formats = cellFormats(values);
  expect(values.rows.map((row) => row.map((value, at) => formats[at]!(value)))).toEqual([
    ["1234567", "2026", "9,007,199,254,740,991", "18446744073709551615", "-12,345.678901"],
    ["7", "1999", "1,234", "12345", "NULL"],
    ["7", "1999", "12", "7", "1e+21"],
  ]);
  expect(columnWidths(values)[2]).toBe(24);
});
