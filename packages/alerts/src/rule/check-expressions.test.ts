// Regular expressions in the SQL of rules are checked without a store.
import { expect, test } from "vitest";
import { checkExpressions } from "./check-expressions.ts";

const messages = (sql: string): string[] => checkExpressions(sql, "sql").map(({ message }) => message);

const refused = (expression: string, reason: string): string =>
  `has the regular expression \`${expression}\`, which the store cannot read: ${reason}.`;

test.each([
  [
    "SELECT countIf(match(body, '^(card|bank')) AS value FROM l",
    refused("^(card|bank", "unterminated group"),
  ],
  ["SELECT count() AS value FROM l WHERE body REGEXP 'a[b'", refused("a[b", "unterminated character class")],
  ["SELECT extract(concat(a, '('), '*b') AS value", refused("*b", "nothing to repeat")],
  [String.raw`SELECT match(a, '(\\d+') AS value`, refused(String.raw`(\d+`, "unterminated group")],
  ["SELECT match(a, 'x(?=y)') AS value", refused("x(?=y)", "RE2 has no `(?=…)`")],
  [
    String.raw`SELECT match(a, '(a)\\1') AS value`,
    refused(String.raw`(a)\1`, String.raw`RE2 has no ${"`\\1`"}`),
  ],
])("refuses %s", (sql, message) => expect(messages(sql)).toEqual([message]));

test.each([
  "SELECT countIf(match(body, '(?i)^card (?P<why>.+)$')) AS value FROM l",
  "SELECT match(a, '[[:alpha:]]+[]x(?=]') AS value",
  String.raw`SELECT match(a, '\\Q(\\E\\.\\pL') AS value`,
  String.raw`SELECT match(a, 'foo\(') AS value`,
  String.raw`SELECT match(a, '[\\x{4e00}-\\x{9fff}]\\x{20}+[😀-😎]') AS value`,
  String.raw`SELECT match(a, '[[:alnum:]-_][\\p{L}\\p{N}-_][\\pL-.]') AS value`,
  String.raw`SELECT match(a, '\\101(C:\\\\Quotes)(?P<1a>x)') AS value`,
  "SELECT count() AS value FROM l WHERE path REGEXP '(' || name || ')'",
  "SELECT match(a, concat('(', b, ')')) AS value",
  "SELECT match(a, {pattern: String}), '(' AS value",
  "SELECT '(' AS match, value FROM l -- match(a, '(')",
  "SELECT replaceRegexpOne(a, 'it''s', '(') AS value",
  "SELECT value FROM l WHERE extract(DAY FROM t) = 1",
])("accepts %s", (sql) => expect(messages(sql)).toEqual([]));
