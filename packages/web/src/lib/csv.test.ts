import { expect, test } from "vitest";

import { toCsv, type CsvValue } from "./csv.ts";

test.each<[what: string, value: CsvValue, cell: string]>([
  ["quotes text", "checkout, EU", '"checkout, EU"'],
  ["doubles quotes", 'say "hi"', '"say ""hi"""'],
  ["keeps line ends within text", "a\nb", '"a\nb"'],
  ["writes numbers raw", -5.25, "-5.25"],
  ["writes truth values as words", false, "false"],
  ["leaves out what is not known", null, ""],
  ["neutralizes =", "=HYPERLINK(1)", '"\'=HYPERLINK(1)"'],
  ["neutralizes +", "+1", '"\'+1"'],
  ["neutralizes -", "-1", '"\'-1"'],
  ["neutralizes @", "@SUM(A1)", '"\'@SUM(A1)"'],
  ["neutralizes a tab", "\t=1", '"\'\t=1"'],
  ["neutralizes a line end", "\r=1", '"\'\r=1"'],
  ["neutralizes a formula with arguments", "=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\""],
  ["neutralizes a formula behind apostrophes", "'=1", "\"''=1\""],
  ["leaves other apostrophes", "'quoted'", "\"'quoted'\""],
])("%s", (_what, value, cell) => {
  expect(toCsv([[value]])).toBe(`${cell}\n`);
});

test("has a line for each row", () => {
  expect(
    toCsv([
      ["Name", "Count"],
      ["a", 1],
    ]),
  ).toBe('"Name","Count"\n"a",1\n');
});
