import { expect, test } from "vitest";

import { docstringExamples, pageExamples, toModule } from "./doctest.ts";

const source = [
  "const before = 1;",
  "/**",
  " * Adds.",
  " *",
  " * @example",
  " * ```ts",
  " * add(1, 2); // => 3",
  " * ```",
  " */",
  "export {};",
].join("\n");

test("takes the examples out of docstrings, with their line", () => {
  expect(docstringExamples("a.ts", source)).toEqual([
    { file: "a.ts", line: 6, code: "add(1, 2); // => 3\n" },
  ]);
});

test("takes ts blocks out of a page and leaves others", () => {
  const page = ["# A page", "", "```sh", "npm start", "```", "", "```ts", "run();", "```"].join("\n");
  expect(pageExamples("a.md", page)).toEqual([{ file: "a.md", line: 7, code: "run();\n" }]);
});

test("turns arrows into assertions and keeps the rest", () => {
  expect(toModule("const a = one(); // => 1\nwork();\ntwo() // => { b: 2 }").split("\n").slice(1)).toEqual([
    "const a = one(); __assert.deepStrictEqual(a, 1);",
    "work();",
    "__assert.deepStrictEqual(await (two()), { b: 2 });",
  ]);
});
