// What the generator promises: the same queries for a seed, all kinds of them, and that without any protection they would succeed.
// @module-tag extended
import { expect, test } from "vitest";
import { attackQueries } from "./attack-queries.ts";

const path = "/tmp/canary/file.txt";
const queries = attackQueries(1, 2_000, path);

test("gives the same queries for a seed, each once, and others for another", () => {
  expect(new Set(queries).size).toBe(2_000);
  expect(attackQueries(1, 2_000, path)).toEqual(queries);
  expect(attackQueries(2, 100, path)).not.toEqual(queries.slice(0, 100));
});

test.each([
  ["structure strings", /values\W*\(.*(ALIAS|DEFAULT|MATERIALIZED|EPHEMERAL)/is],
  ["views", /\bview\s*\(/i],
  ["dictionaries", /dict(Get|ionary)/i],
  ["parameterized views", /\bpv.?\s*\(p = /i],
  ["settings", /settings.+=/i],
  ["formats with schemas", /format_schema/],
  ["APPLY", /APPLY.?\(sleep\)/],
  ["COLUMNS with APPLY", /COLUMNS\('p'\).* APPLY/],
  ["lambdas", /->/],
  ["executable", /executable/i],
  ["EXPLAIN", /^\s*EXPLAIN (AST|QUERY TREE|SYNTAX)/],
  ["DESCRIBE of a table function", /^DESC(RIBE TABLE)? ./],
  ["errors that quote a value", /::(UInt8|Date|UUID)|to(UInt8|Int64|Date|UUID)\(|CAST\(|throwIf\(/],
])("has %s", (_what, pattern) => {
  expect(queries.filter((query) => pattern.test(query)).length).toBeGreaterThan(3);
});
