import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

import { chooseFaults } from "./choose.ts";
import { type Fault, linesOf, plant } from "./fault.ts";
import { sourceOf } from "./sources.ts";

const functions = (count: number): string =>
  Array.from(
    { length: count },
    (_, k) => `// ${k}\nexport const f${k} = (a: number) => a < ${k} && a !== 2;\n`,
  ).join("");
const sources = [
  ...Array.from({ length: 18 }, (_, k) => sourceOf(`packages/large/src/${k}.ts`, functions(6))),
  sourceOf("packages/large/src/a.sql", "SELECT a\nFROM b\nWHERE a < 1\n  AND b > 2"),
  sourceOf("packages/small/src/a.ts", functions(6)),
];

test("the same seed chooses the same, another others", () => {
  expect(chooseFaults(sources, 10, 1)).toEqual(chooseFaults(sources, 10, 1));
  expect(chooseFaults(sources, 10, 1)).not.toEqual(chooseFaults(sources, 10, 2));
});

test("each part gets a fault, the rest go by lines, spread over the files", () => {
  const faults = chooseFaults(sources, 10, 1);
  expect(Map.groupBy(faults, ({ part }) => part).get("large")).toHaveLength(8);
  expect(new Set(faults.map(({ part }) => part))).toEqual(new Set(["large", "large (SQL)", "small"]));
  expect(new Set(faults.map(({ file }) => file)).size).toBe(10);
});

test("what is left out is not chosen", () => {
  const [first] = chooseFaults(sources, 3, 1) as [Fault];
  const others = chooseFaults(sources, 3, 1, [{ ...first, reason: "not noticeable" }]);
  expect(others.map(({ file, after }) => file + after)).not.toContain(first.file + first.after);
});

test("a fault applies to its lines, also where they have moved", () => {
  const text = "a;\nif (x) b();\nc;\nif (x) b();";
  const start = text.lastIndexOf("if");
  const lines = linesOf(text, { operator: "statement", start: start + 7, end: start + 11, replacement: ";" });
  expect(lines).toEqual({ line: 4, before: "if (x) b();", after: "if (x) ;" });
  const fault: Fault = { id: "F001", part: "a", file: "a.ts", operator: "statement", ...lines };
  expect(plant(text, fault)).toBe("a;\nif (x) b();\nc;\nif (x) ;");
  expect(plant(`\n\n\n${text}`, fault)).toBe("\n\n\na;\nif (x) ;\nc;\nif (x) b();");
  expect(plant("if (x) b(1);", fault)).toBeUndefined();
});

test("the list has a hundred faults of files that are there, each with a change", () => {
  const { faults } = JSON.parse(readFileSync(path.join(import.meta.dirname, "faults.json"), "utf8")) as {
    faults: Fault[];
  };
  expect(faults).toHaveLength(100);
  expect(new Set(faults.map(({ id }) => id)).size).toBe(100);
  expect(faults.filter(({ before, after }) => before === after)).toEqual([]);
  expect(new Set(faults.map(({ part }) => part)).size).toBe(12);
});
