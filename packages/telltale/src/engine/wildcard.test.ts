import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wildcard, wildcards } from "./wildcard.ts";

/** The same as a regular expression, which is slow for some patterns and texts. */
function byExpression(pattern: string): RegExp {
  const source = pattern.replaceAll(/[\\^$.*+?()[\]{}|]/g, (char) =>
    char === "*" ? "[^]*" : char === "?" ? "[^]" : `\\${char}`,
  );
  return new RegExp(`^${source}$`, "u");
}

describe("wildcard", () => {
  test.each([
    ["*", "", true],
    ["a", "a", true],
    ["a", "A", false],
    ["a*", "a", true],
    ["a*a", "a", false],
    ["*a*", "bab", true],
    ["http.*.status", "http.response.status", true],
    ["http.*.status", "http.status", false],
    ["?", "", false],
    ["?", "é", true],
    ["?", "😀", true],
    ["??", "😀", false],
    ["*?", "😀", true],
    ["a?c*", "abc/d", true],
    ["**", "line\nbreak", true],
    ["[a]*", "[a]b", true],
  ])("%j on %j is %s", (pattern, text, expected) => {
    expect(wildcard(pattern)(text)).toBe(expected);
  });

  const letter = fc.constantFrom("a", "b", "*", "?", ".", "😀");
  const word = fc.array(letter, { maxLength: 8 }).map((letters) => letters.join(""));

  test("says what a regular expression says", () => {
    fc.assert(
      fc.property(word, word, (pattern, text) => {
        expect(wildcard(pattern)(text)).toBe(byExpression(pattern).test(text));
      }),
      { seed: 33, numRuns: 3000 },
    );
  });

  test("reads a text of many beginnings of the pattern a bounded number of times", () => {
    const { user: before } = process.cpuUsage();
    expect(wildcard("*a*a*a*a*b")("a".repeat(20_000))).toBe(false);
    // a regular expression takes 14 s for 200 characters
    expect(process.cpuUsage().user - before).toBeLessThan(2_000_000);
  });
});

describe("wildcards", () => {
  test.each([
    [[], "a", false],
    [["a"], "a", true],
    [["a", "b"], "b", true],
    [["a", "b*"], "bc", true],
    [["a*", "b*"], "c", false],
  ])("%j on %j is %s", (patterns, text, expected) => {
    expect(wildcards(patterns)(text)).toBe(expected);
  });
});
