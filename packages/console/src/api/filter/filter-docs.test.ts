// The examples of the reference of filters, and of the introduction to the filter bar, in the parsers that the console uses.
import { readFileSync } from "node:fs";
import path from "node:path";
import { quoteCondition, readLine, toCondition } from "contract";
import { describe, expect, test } from "vitest";
import { parseAllFilters, parseFilters } from "./filter.ts";

const read = (page: string): string =>
  readFileSync(path.resolve(import.meta.dirname, "../../../../../docs", page), "utf8");
const reference = read("reference/filters.md");
const introduction = read("guide/console-pages.md");

/** The rows of all tables whose head has `first` and `second`. */
function rowsOf(page: string, first: string, second: string): readonly (readonly [string, string])[] {
  const lines = page.split("\n");
  return lines.flatMap((line, at) => {
    if (line !== `| ${first} | ${second} |`) return [];
    const end = lines.findIndex((one, later) => later > at && !one.startsWith("|"));
    return lines.slice(at + 2, end).map((row) => {
      const [, left = "", right = ""] =
        row.split(" | ").length === 2 ? /^\| (.+) \| (.+) \|$/.exec(row)! : [];
      return [left, right] as const;
    });
  });
}

const codesOf = (cell: string): readonly string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
const linesOf = (page: string): readonly string[] =>
  [...page.matchAll(/```text\n([\s\S]*?)```/g)].flatMap(([, block]) => block!.trim().split("\n"));

/** What the bar reads in `line`, as one line again; a mistake in place of what has one. */
const understood = (line: string): string =>
  readLine(line)
    .map((part) => {
      const condition = toCondition(part);
      return condition === undefined ? `(${part.mistake})` : quoteCondition(condition);
    })
    .join(" ");

const hasMistake = (line: string): boolean =>
  line === "" || readLine(line).some((part) => toCondition(part) === undefined);

describe.each([
  ["the reference", reference],
  ["the introduction", introduction],
])("%s", (_, page) => {
  const examples = [
    ...rowsOf(page, "you type", "finds").flatMap(([left]) => codesOf(left)),
    ...linesOf(page),
  ];

  test("has examples", () => expect(examples.length).toBeGreaterThan(10));

  test.each(examples)("%s is a line without mistakes", (line) => {
    expect(hasMistake(line) ? understood(line) : "").toBe("");
  });
});

test.each(rowsOf(reference, "you type", "the same as"))("%s is the same as %s", (left, right) => {
  expect(understood(codesOf(left)[0]!)).toBe(understood(codesOf(right)[0]!));
  expect(hasMistake(codesOf(left)[0]!)).toBe(false);
});

test.each(rowsOf(reference, "you type", "the bar says"))("%s: %s", (left, mistake) => {
  expect(readLine(codesOf(left)[0]!)[0]?.mistake).toBe(mistake);
});

test.each(rowsOf(reference, "`filter`", "in the bar"))("the parameter %s is %s", (left, right) => {
  const [asked] = parseAllFilters([codesOf(left)[0]!]);
  const { source: _, ...condition } = asked!;
  expect(condition).toEqual(toCondition(readLine(codesOf(right)[0]!)[0]!));
});

test("the request of the reference has conditions", () => {
  const filters = [...reference.matchAll(/--data-urlencode 'filter=(.+)'/g)].map(([, filter]) => filter!);
  expect(parseFilters(filters).map(({ key }) => key)).toEqual(["name", "duration"]);
});

test("inline examples of the reference are lines without mistakes", () => {
  const prose = reference
    .split("\n## In the API")[0]!
    .replaceAll(/```[\s\S]*?```/g, "")
    .split("\n")
    .filter((line) => !line.startsWith("|"))
    .join("\n");
  const examples = codesOf(prose).filter(
    (code) => /[\w"] ?(?:[=<>]|!=|exists)/.test(code) && !code.includes("key"),
  );
  expect(examples.length).toBeGreaterThan(5);
  expect(examples.filter(hasMistake)).toEqual([]);
});

test("the reference lists the fields that the parser knows", async () => {
  const { filterFieldsByKey } = await import("contract");
  const rows = reference
    .split("\n")
    .filter((line) => /^\| `[\w.]+` \| (?:all|spans|log records) \|/.test(line));
  expect(rows.map((row) => codesOf(row)[0]).toSorted()).toEqual([...filterFieldsByKey.keys()].toSorted());
  for (const row of rows) {
    const { values = [] } = filterFieldsByKey.get(codesOf(row)[0]!)!;
    expect(values.filter((value) => value !== "false" && !row.includes(`\`${value}\``))).toEqual([]);
  }
});
