import { expect, test } from "vitest";
import { readSqlFiles } from "../schema/sql-files.ts";
import { defaultRetention } from "../../tables/retention-days.ts";
import { isExpired } from "./retention.ts";

const now = Date.UTC(2026, 10, 20, 12);

test.each([
  ["spans", "20261112", true],
  ["spans", "20261113", false],
  ["trace_summary", "20261112", true],
  ["samples", "20261020", true],
  ["samples", "20261021", false],
  ["business_events", "202509", true],
  ["business_events", "202510", false],
  ["red", "202509", true],
  ["log_skeletons", "202610", true],
  ["log_skeletons", "202611", false],
  ["audit", "202509", true],
  ["audit", "202510", false],
  ["resources", "tuple()", false],
  ["spans", "all", false],
  ["unknown", "20200101", false],
])("%s/%s expired: %s", (table, partition, expired) => {
  expect(isExpired(table, partition, defaultRetention, now)).toBe(expired);
});

test("every table that is kept by time is dropped in its time", () => {
  const statements = readSqlFiles("schema").flatMap(({ text }) => text.split(";"));
  const tables = statements.flatMap((statement) => {
    const [, name, by] =
      /CREATE TABLE IF NOT EXISTS (\w+)[^]*PARTITION BY (toDate|toYYYYMM)\(/.exec(statement) ?? [];
    return name === undefined ? [] : [{ name, id: by === "toDate" ? "20200101" : "202001" }];
  });
  expect(tables.length).toBeGreaterThan(8);
  expect(tables.filter(({ name, id }) => !isExpired(name, id, defaultRetention, now))).toEqual([]);
});

test("the audit log is kept as long as its retention says", () => {
  const retention = { ...defaultRetention, audit: 19 };
  expect(isExpired("audit", "202610", retention, now)).toBe(true);
  expect(isExpired("audit", "202611", retention, now)).toBe(false);
});
