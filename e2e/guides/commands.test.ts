// How the guides are read: which lines are one command, and when output is that of the page.
import { expect, test } from "vitest";

import { split } from "./commands.ts";
import { missingLines } from "./shape.ts";

test("a command ends with its quotes, loops and pipes", () => {
  const block = `# a comment
curl -X POST http://127.0.0.1:4319 \\
  -d 'two
lines'
for i in 1 2; do
  echo $i
done

echo a |
  cat
npm start   # stays
`;
  expect(split(block)).toEqual([
    "curl -X POST http://127.0.0.1:4319 \\\n  -d 'two\nlines'",
    "for i in 1 2; do\n  echo $i\ndone",
    "echo a |\n  cat",
    "npm start   # stays",
  ]);
  expect(() => split("echo 'open")).toThrow("has no end");
});

test("output has the lines of the page in their order, with any numbers", () => {
  const printed = "1 of 6 done (61 ms)\nmore\n5 of 6 files\n";
  expect(missingLines("2 of 6 done (9 ms)\n…\n4 of 6 files\n", printed)).toEqual([]);
  expect(missingLines("4 of 6 files\n2 of 6 done (9 ms)\n", printed)).toEqual(["2 of 6 done (9 ms)"]);
  expect(missingLines("4 of 6 lines\n", printed)).toEqual(["4 of 6 lines"]);
});
