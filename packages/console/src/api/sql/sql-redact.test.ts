// What the audit log keeps of queries.
import { expect, test } from "vitest";
import { redactSql } from "./sql-redact.ts";

test.each([
  ["SELECT count() FROM spans", "SELECT count() FROM spans"],
  [
    "SELECT * FROM logs WHERE body = 'u1@example.com' AND severity > 17",
    "SELECT * FROM logs WHERE body = ? AND severity > ?",
  ],
  ["SELECT 'it''s', 'a\\'b', -1.5e9, 0x1F", "SELECT ?, ?, -?, ?"],
  ["SELECT 1 -- order-789\n, 2 /* u1 */", "SELECT ? , ?"],
  ['SELECT `name`, "service", `u1@example.com` FROM spans', 'SELECT `name`, "service", ? FROM spans'],
  ["SELECT name FROM spans WHERE name = 'order-789", "SELECT name FROM spans WHERE name = …"],
  ["SELECT name FROM spans WHERE name = “order-789”", "SELECT name FROM spans WHERE name = …"],
  ["SELECT $$order-789$$", "SELECT …"],
  ["SELECT {user:String}", "SELECT {user:String}"],
  ["", ""],
])("%s", (text, redacted) => {
  expect(redactSql(text)).toBe(redacted);
});
