// The types of documentation examples: what is put behind what, and which messages count.
import { expect, test } from "vitest";

import { complaints, readErrors, typedExamples } from "./docs-types.ts";

const example = (code: string, file = "a.md") => ({ file, line: 10, code });

test("puts an example that continues the first one of its page behind it, and declarations, too", () => {
  const typed = typedExamples([
    example("const catalog = 1;\n"),
    example("// continues the first example\ndeclare module {}\n"),
    example("const other = 2;\n"),
    example("// not run: does not compile\ncall();\n"),
    example("// continues the first example\n", "b.md"),
  ]);
  expect(typed.map(({ before }) => before)).toEqual([0, 1, 0, 3, 0]);
  expect(typed[3]!.code).toBe(
    "const catalog = 1;\n// continues the first example\ndeclare module {}\n// not run: does not compile\ncall();\n\nexport {};\n",
  );
});

test("reads messages, without those that files of the reader cause", () => {
  const printed = [
    ".cache/docs-types-x/example-3.ts(4,7): error TS2304: Cannot find name 'charge'.",
    ".cache/docs-types-x/example-3.ts(5,1): error TS2307: Cannot find module './payments.ts' or its corresponding type declarations.",
    ".cache/docs-types-x/example-4.ts(5,1): error TS2307: Cannot find module 'payments' or its corresponding type declarations.",
    ".cache/docs-types-x/example-5.ts(1,1): error TS7016: Could not find a declaration file for module 'koa'.",
  ].join("\n");
  expect(readErrors(printed).map(({ index, line }) => [index, line])).toEqual([
    [3, 4],
    [4, 5],
  ]);
});

test("names the place in the page, and lines that compile although they must not", () => {
  const [, part] = typedExamples([
    example("const a = 1;\n"),
    example("// continues the first example\nb();\n"),
  ]);
  expect(complaints(part!, [{ index: 1, line: 3, text: "TS2304: no `b`" }])).toEqual([
    "a.md:12: TS2304: no `b`",
  ]);
  const [wrong] = typedExamples([
    example(
      '// not run: does not compile\nimport { trace } from "telltale";\n\ntrace(1);\ntrace("a"); // fine\n',
    ),
  ]);
  expect(complaints(wrong!, [{ index: 0, line: 4, text: "TS2345" }])).toEqual(["a.md:15: compiles"]);
  expect(
    complaints(
      wrong!,
      [4, 5].map((line) => ({ index: 0, line, text: "TS2345" })),
    ),
  ).toEqual([]);
});
