// Statements of every kind and dialect in which each value contains one of two canaries.
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { sanitizeSql, summarizeSql } from "./index.ts";
import { cutQuery, readQuery } from "./read-query.ts";

interface Statement {
  readonly dialect: string;
  readonly query: string;
  readonly summary: string;
}

const canary = /s3cr3t|918_?273/;
const statements = readFileSync(
  path.join(import.meta.dirname, "../../test/fixtures/sql/canaries.jsonl"),
  "utf8",
)
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Statement);

describe("statements with canaries", () => {
  test("cover every dialect", () => {
    expect(statements.length).toBeGreaterThan(500);
    expect(new Set(statements.map(({ dialect }) => dialect)).size).toBeGreaterThan(8);
    expect(statements.filter(({ query }) => canary.test(query)).length).toBeGreaterThan(400);
  });

  test.each(statements)("$dialect: $query", ({ dialect, query, summary }) => {
    const text = sanitizeSql(query, { dialect });
    expect(text).not.toMatch(canary);
    expect(sanitizeSql(text, { dialect })).toBe(text);
    expect(summarizeSql(query, { dialect }).summary).toBe(summary);
  });

  // without the dialect
  test.each(statements)("without the dialect: $query", ({ query }) => {
    expect(sanitizeSql(query, { dialect: "no such system" })).not.toMatch(canary);
  });

  test.each(statements.filter(({ query }) => query.length > 120))(
    "cut anywhere: $query",
    ({ dialect, query }) => {
      const { text } = readQuery(query, dialect);
      for (let length = 0; length < text.length; length += 3) {
        const cut = cutQuery(text, length, dialect);
        expect(cut.length).toBeLessThanOrEqual(length);
        expect(readQuery(cut, dialect).text).toBe(cut);
      }
      for (let end = 0; end < query.length; end += 3)
        expect(readQuery(query.slice(0, end), dialect).text).not.toMatch(canary);
    },
  );
});
