// What the check of the console's SQL finds, and what it lets pass.
import { expect, test } from "vitest";
import { mistakesIn, unusedNames } from "./check-queries.ts";

const found = (text: string): readonly string[] => mistakesIn({ file: "q.sql", text });
const switched = "switches a condition off: end the line in `-- if <parameter>` or `-- when <flag>`";
const crowded = "has several columns: write one a line";

test.each([
  "AND ({service:String} = '' OR service = {service:String})",
  "AND (service = {service:String} OR {service:String} = '')",
  "AND ({all:UInt8} = 1 OR entry)",
  "AND (entry OR {all:Bool} = true)",
  "AND ({names:Array(String)} = [] OR name IN {names:Array(String)})",
  "AND (empty({names:Array(String)}) OR name IN {names:Array(String)})",
  "AND notEmpty({sessions:Array(String)})",
  "AND {narrowed:Bool} AND hash IN (SELECT hash FROM found)",
  "arraySlice(way, 1, if({until:String} = '', 500, reached))",
])("rejects a condition that an empty value switches off: %s", (line) => {
  expect(found(`SELECT a\nFROM t\nWHERE true\n  ${line}`)).toEqual([`q.sql:4 ${switched}`]);
});

test.each([
  "  AND service = {service:String} -- if service",
  "  AND {isLog:Bool} = (name = '')",
  "  AND intHash32(start) % {every:UInt32} = 0",
  "  AND user_id = ''",
  "  AND if({type:UInt8} = 3, 1, 0) = 1",
])("accepts %s", (line) => {
  expect(found(`SELECT a\nFROM t\nWHERE true\n${line}`)).toEqual([]);
});

test("rejects two columns on a line, also in a subquery", () => {
  expect(found("SELECT a, b\nFROM t")).toEqual([`q.sql:1 ${crowded}`]);
  expect(found("SELECT\n  f(a, b) AS x,\n  c, 'd, e'\nFROM t")).toEqual([`q.sql:3 ${crowded}`]);
  expect(found("SELECT a\nFROM (\n  SELECT a, b\n  FROM t)")).toEqual([`q.sql:3 ${crowded}`]);
  expect(found("SELECT a\nFROM t\nUNION ALL\nSELECT b, c\nFROM t")).toEqual([`q.sql:4 ${crowded}`]);
});

test("accepts a subquery on one line, arguments, and lists of other clauses", () => {
  expect(
    found("SELECT\n  f(a, b) AS x, -- a reason\n  [1, 2] AS y\nFROM t\nGROUP BY a, b\nLIMIT 1 BY a, b"),
  ).toEqual([]);
  expect(found("SELECT a\nFROM t\nWHERE (a, b) IN (SELECT a, b FROM u)\nORDER BY a, b")).toEqual([]);
});

test("rejects the first line that is too long", () => {
  const line = `WHERE a = '${"x".repeat(108)}'`;
  expect(line).toHaveLength(120);
  expect(found(line)).toEqual([]);
  expect(found(`${line} `)).toEqual(["q.sql:1 has 121 characters, at most 120"]);
});

test("rejects a query that no module beside it runs, and a parameter that no code passes", () => {
  const sql = [
    {
      file: "src/api/a/list.sql",
      text: "WHERE a = {name:String} AND b = {pair#:String} -- repeat 3 if pair#",
    },
    { file: "src/api/a/levels-users.sql", text: "" },
    { file: "src/api/a/parts/rows.sql", text: "WHERE c = {nmae:String} -- if nmae\nOR d -- when cuont" },
  ];
  const run = 'run("list", { name, [`pair${n}`]: 1 }); run(`levels-${who}`)';
  const missing = ["nmae", "cuont"].map(
    (name) => `src/api/a/parts/rows.sql has the parameter \`${name}\`, which no code passes`,
  );
  expect(unusedNames(sql, [{ file: "src/api/a/a.ts", text: run }])).toEqual(missing);
  expect(unusedNames(sql, [{ file: "src/api/b/b.ts", text: run }])).toEqual([
    "src/api/a/list.sql is run by no module beside it",
    "src/api/a/levels-users.sql is run by no module beside it",
    ...missing,
  ]);
});
