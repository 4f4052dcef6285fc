import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { includeExclude, wildcard, wildcards } from "./wildcard.ts";

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

  const longWord = fc.array(letter, { maxLength: 80 }).map((letters) => letters.join(""));
  const short = fc.array(fc.constantFrom("a", "b"), { maxLength: 120 }).map((letters) => letters.join(""));

  test("says the same of patterns longer than a word of states", () => {
    fc.assert(
      fc.property(longWord, short, (pattern, text) => {
        expect(wildcard(pattern)(text)).toBe(byExpression(pattern).test(text));
      }),
      { seed: 34, numRuns: 300 },
    );
    const parts = ["a".repeat(29), "b".repeat(31), "c".repeat(61)];
    const pattern = `?${parts.join("*?")}?`;
    expect(wildcard(pattern)(`x${parts.join("yz")}x`)).toBe(true);
    expect(wildcard(pattern)(`x${parts.join("")}x`)).toBe(false);
  });

  test.each([
    ["*a*a*a*a*b", "a"],
    ["*aaaaaaaaab*", "a"],
    ["?*a?*a?*c", "ab"],
    [`*${"a".repeat(200)}*b?`, "a"],
    [`${"a*".repeat(100)}b`, "a"],
    [`*${"?".repeat(50)}b*c`, "ab"],
  ])("reads each character of a text once: %s", (pattern, piece) => {
    for (const length of [1000, 2000, 4000]) {
      const text = countingText(piece.repeat(length / piece.length));
      expect(wildcard(pattern)(text as unknown as string)).toBe(false);
      expect(text.reads()).toBeLessThanOrEqual(length);
    }
  });
});

/** A text that counts how often one of its characters is asked for. */
function countingText(
  text: string,
): Pick<string, "length" | "includes" | "codePointAt"> & { reads(): number } {
  let reads = 0;
  return {
    length: text.length,
    codePointAt(at: number) {
      reads++;
      return text.codePointAt(at);
    },
    includes(part: string) {
      // native, which looks at each character a bounded number of times
      reads += text.length;
      return text.includes(part);
    },
    reads: () => reads,
  };
}

describe("includeExclude", () => {
  test.each([
    [undefined, undefined, "a", true],
    [["a*"], undefined, "ab", true],
    [["a*"], undefined, "b", false],
    [undefined, ["a*"], "ab", false],
    [undefined, ["a*"], "b", true],
    [["a*"], ["ab"], "ab", false],
    [[], undefined, "a", false],
    [undefined, [], "a", true],
  ])("%j without %j lets %s through: %s", (included, excluded, text, expected) => {
    expect(includeExclude(included, excluded)(text)).toBe(expected);
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
