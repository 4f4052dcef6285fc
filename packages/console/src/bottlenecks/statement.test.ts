import { expect, test } from "vitest";
import { readAddress } from "./address.ts";
import { hasPlaceholders, isPageOf, isReading, withoutKeys, withoutValues } from "./statement.ts";

test.each([
  ["SELECT * FROM a WHERE b = 'it''s' AND c = 12.5", "SELECT * FROM a WHERE b = ?? AND c = ?"],
  ["select a from t1 where x in ($1, $2,\n $3) -- by id", "select a from t1 where x in (?)"],
  ["INSERT INTO t VALUES (1, 'a'), (2, 'b')", "INSERT INTO t VALUES (?)"],
  ['/* app */ SELECT "Id1"::text FROM `t` WHERE a = :name', 'SELECT "Id1"::text FROM `t` WHERE a = ?'],
  ["SELECT 'open", "SELECT ?"],
  ["SELECT 1 /* open", "SELECT ?"],
])("the text of %s without its values", (text, expected) => {
  expect(withoutValues(text, "postgresql")).toBe(expected);
});

test.each([
  ["mysql", 'SELECT * FROM users WHERE email = "a@b.example"', "SELECT * FROM users WHERE email = ?"],
  [
    "mysql",
    String.raw`SELECT a FROM t WHERE b = 'it\'s ours' AND c = 1`,
    "SELECT a FROM t WHERE b = ? AND c = ?",
  ],
  [
    "mariadb",
    String.raw`SELECT a FROM t WHERE b = "say \"no\"" AND c = "x"`,
    "SELECT a FROM t WHERE b = ? AND c = ?",
  ],
  ["mysql", 'SELECT a FROM t WHERE b = _utf8mb4"secret"', "SELECT a FROM t WHERE b = _utf8mb4?"],
  ["mysql", 'SELECT `a` FROM t WHERE b = "cut', "SELECT `a` FROM t WHERE b = ?"],
  ["mysql", String.raw`SELECT a FROM t WHERE b = 'cut\ `.trim(), "SELECT a FROM t WHERE b = ?"],
  ["sqlite", 'SELECT a FROM t WHERE b = "say ""no""" AND c = 1', "SELECT a FROM t WHERE b = ? AND c = ?"],
  [
    "sqlite",
    String.raw`SELECT a FROM t WHERE b = 'C:\' AND c = 'x'`,
    "SELECT a FROM t WHERE b = ? AND c = ?",
  ],
  [
    "postgresql",
    String.raw`SELECT "a" FROM t WHERE b = 'C:\' AND c = 'x'`,
    'SELECT "a" FROM t WHERE b = ? AND c = ?',
  ],
  [
    "postgresql",
    String.raw`SELECT a FROM t WHERE b = E'it\'s' AND c = 'x'`,
    "SELECT a FROM t WHERE b = ? AND c = ?",
  ],
  ["mongodb", '{"find": "users", "filter": {"email": "a@b.example"}}', '{"find": ?, "filter": {"email": ?}}'],
])("in %s, %s has no values left", (system, text, expected) => {
  expect(withoutValues(text, system)).toBe(expected);
});

test.each([
  ["SELECT * FROM a ORDER BY id LIMIT ? OFFSET ?", true],
  ["SELECT * FROM a WHERE id > ? ORDER BY id LIMIT 100", true],
  ["SELECT * FROM a WHERE b = ? AND a.id >= ? ORDER BY a.id DESC FETCH FIRST 10 ROWS ONLY", true],
  ["SELECT * FROM a WHERE id > ? ORDER BY id LIMIT 1", false],
  ["SELECT * FROM a WHERE id = ? ORDER BY added LIMIT 100", false],
  ["SELECT * FROM a WHERE added > ? ORDER BY id LIMIT 100", false],
  ["SELECT * FROM a WHERE id > ? ORDER BY id", false],
])("%s is a page: %s", (text, expected) => {
  expect(isPageOf(withoutValues(text, "postgresql"), text)).toBe(expected);
});

test.each(["/*", "'", '"', '"a" ', "\\", "(?,", "((", "$", "a"])(
  "of a long text of %s only the beginning is read",
  (part) => {
    const text = part.repeat(100_000);
    for (const system of ["postgresql", "mysql", "sqlite"]) {
      expect(withoutValues(text, system)).toBe(withoutValues(text.slice(0, 2_000), system));
      expect(withoutValues(text, system).length).toBeLessThanOrEqual(500);
    }
    expect(withoutKeys(text).length).toBeLessThanOrEqual(500);
    expect(readAddress(text).pattern.length).toBeLessThanOrEqual(2_000);
  },
);

test.each([
  ["SELECT 1", true],
  ["(select 1)", true],
  ["SELECT * FROM a FOR UPDATE", false],
  ["WITH x AS (DELETE FROM a) SELECT 1", false],
  ["UPDATE a SET b = 1", false],
  ["HGETALL a", true],
  ["SET a 1", false],
  ["", false],
])("%s reads: %s", (text, expected) => {
  expect(isReading(text)).toBe(expected);
});

test.each([
  [
    "http://a.example:80/users/42/orders/order-7?sort=a&page=2#x",
    "a.example:80/users/{}/orders/{}?page&sort",
    ["42", "order-7", "a", "2"],
    true,
  ],
  [
    "/v2/items/3f2c9a1b-0000-4000-8000-123456789abc",
    "/v2/items/{}",
    ["3f2c9a1b-0000-4000-8000-123456789abc"],
    false,
  ],
  ["https://a/static/app", "a/static/app", [], false],
])("the address %s", (url, pattern, values, isPage) => {
  expect(readAddress(url)).toEqual({ pattern, values, isPage });
});

test("keys are left out of commands", () => {
  expect(withoutKeys("GET  user:17:3f2c9a1b-0000-4000-8000-123456789abc")).toBe("GET user:?:?");
});

test.each([
  ["SELECT * FROM a WHERE b = $1", true],
  ["SELECT * FROM a WHERE b = ?", true],
  ["SELECT * FROM a WHERE b = :name", true],
  ["SELECT a::text FROM b", false],
  ["SELECT 17", false],
])("%s leaves values out: %s", (text, expected) => {
  expect(hasPlaceholders(text)).toBe(expected);
});
