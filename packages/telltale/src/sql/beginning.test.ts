import { expect, test } from "vitest";
import { sanitizeSql, summarizeSql } from "./index.ts";

const most = 64 * 1024;
const dialects = [undefined, "mysql", "clickhouse"];
/** `before`, padded so that `after` begins `by` characters before the limit. */
const at = (by: number, before: string, after: string): string =>
  before.padEnd(most - by, " ") + after + " FROM later WHERE a = 'ann'".repeat(3);

test("hides everything after the first 65,536 characters as one value", () => {
  const rows = `INSERT INTO orders VALUES ${"('ann', 1), ".repeat(100_000)}('eve', 2)`;
  const sanitized = sanitizeSql(rows);
  expect(sanitized.length).toBeLessThanOrEqual(most);
  expect(sanitized).toMatch(/^INSERT INTO orders VALUES \(\?, \?\), .*\?$/);
  expect(sanitized).not.toMatch(/ann|eve|\d/);
  expect(summarizeSql(rows)).toEqual({
    summary: "INSERT orders",
    operation: "INSERT",
    collections: ["orders"],
  });
});

test.each([
  ["a name", "SELECT a FROM b JOIN ", "customers"],
  ["a text", "SELECT a FROM b WHERE c = ", "'customers'"],
  ["a comment", "SELECT a FROM b ", "/* customers */"],
  ["a number", "SELECT a FROM b WHERE c IN (1,", "1234567890"],
  ["a quoted name", "SELECT a FROM ", '"customers"'],
  ["a text between dollars", "SELECT a FROM b WHERE c = ", "$a$customers$a$"],
])("hides %s at the cut completely, and is idempotent", (_what, before, after) => {
  for (const dialect of dialects)
    for (const by of [0, 1, 2, after.length - 1, after.length]) {
      const once = sanitizeSql(at(by, before, after), { dialect });
      expect(once).toMatch(/\?$/);
      expect(once).not.toMatch(/ann|later|'|\d/);
      expect(once.includes("cu") && by < after.length).toBe(false);
      expect(sanitizeSql(once, { dialect })).toBe(once);
    }
});
