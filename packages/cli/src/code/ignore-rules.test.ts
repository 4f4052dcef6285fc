import { expect, test } from "vitest";
import { readIgnoreRules } from "./ignore-rules.ts";

test.each([
  ["dist", "dist", true, true],
  ["dist", "src/dist", true, true],
  ["dist/", "dist", false, undefined],
  ["/dist", "src/dist", true, undefined],
  ["*.gen.ts", "src/a.gen.ts", false, true],
  ["src/**/gen", "src/a/b/gen", true, true],
  ["src/**/gen", "src/gen", true, true],
  ["**/gen/*.ts", "a/gen/b.ts", false, true],
  ["a?c", "abc", false, true],
  ["*.ts\n!keep.ts", "keep.ts", false, false],
  ["# dist", "dist", true, undefined],
])("%j judges %s (folder: %s) as %s", (text, path, isFolder, expected) => {
  expect(readIgnoreRules(text).judge(path, isFolder)).toBe(expected);
});

test("matches a hostile pattern in linear time", () => {
  const rules = readIgnoreRules(`${"*a".repeat(500)}b\n${"**/".repeat(200)}x`);
  expect(rules.judge("a".repeat(5000), false)).toBe(undefined);
});
