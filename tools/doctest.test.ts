import { expect, test } from "vitest";

import { docstringExamples, pageExamples, toModule, wholeExamples } from "./doctest.ts";

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

test("puts an example that continues the first one of its page behind it", () => {
  const example = (file: string, code: string) => ({ file, line: 1, code });
  const examples = [
    example("a.md", "const a = 1;\n"),
    example("a.md", "const b = 2;\n"),
    example("a.md", "// continues the first example\na; // => 1\n"),
    example("b.md", "const c = 3;\n"),
  ];
  expect(wholeExamples(examples).map(({ code }) => code)).toEqual([
    "const a = 1;\n",
    "const b = 2;\n",
    "const a = 1;\n// continues the first example\na; // => 1\n",
    "const c = 3;\n",
  ]);
});
