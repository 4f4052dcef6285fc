// The directives of query files: which lines are sent when, and all mistakes that a file or a caller can make.
import { describe, expect, test } from "vitest";
import { type QueryText, readQueryTexts } from "./text.ts";
import { readQueryFiles } from "../schema/sql-files.ts";

function read(text: string, parts: Readonly<Record<string, string>> = {}): QueryText {
  const files = Object.entries(parts).map(([name, part]) => ({ name, text: part }));
  return readQueryTexts({ queries: [{ name: "q", text }], parts: files }).get("q")!;
}

const list = `-- Rows of a table.
SELECT name
FROM spans
WHERE start < {to:DateTime}
  AND service = {service:String} -- if service
  AND trace_id IN ( -- if lateFrom
    SELECT trace_id FROM spans
    WHERE start >= {lateFrom:DateTime}
      AND kind = {kind:UInt8} -- if kind
      AND start < {to:DateTime})
LIMIT {limit:UInt32};
`;

describe("a line with `-- if`", () => {
  test("is sent when its parameter is given, and only the parameters of the text are sent", () => {
    const query = read(list);
    expect(query.for({ to: 1, limit: 2 })).toEqual({
      text: "SELECT name\nFROM spans\nWHERE start < {to:DateTime}\nLIMIT {limit:UInt32}",
      params: { to: 1, limit: 2 },
    });
    expect(query.for({ to: 1, limit: 2, service: "", kind: undefined })).toEqual({
      text: "SELECT name\nFROM spans\nWHERE start < {to:DateTime}\n  AND service = {service:String}\nLIMIT {limit:UInt32}",
      params: { to: 1, limit: 2, service: "" },
    });
  });

  test("includes the lines that are indented further, except those whose own parameter is absent", () => {
    const block = (inner: string) => `SELECT name
FROM spans
WHERE start < {to:DateTime}
  AND trace_id IN (
    SELECT trace_id FROM spans
    WHERE start >= {lateFrom:DateTime}
${inner}      AND start < {to:DateTime})
LIMIT {limit:UInt32}`;
    const query = read(list);
    expect(query.for({ to: 1, limit: 2, lateFrom: 0 }).text).toBe(block(""));
    const kind = "      AND kind = {kind:UInt8}\n";
    expect(query.for({ to: 1, limit: 2, lateFrom: 0, kind: 3 }).text).toBe(block(kind));
    // Without the block its inner parameter is not part of the text.
    expect(query.for({ to: 1, limit: 2, kind: 3 })).toEqual(query.for({ to: 1, limit: 2 }));
  });

  test("makes its parameter optional", () => {
    const { required, optional } = read(list);
    expect([...required]).toEqual([
      ["to", "DateTime"],
      ["limit", "UInt32"],
    ]);
    expect([...optional.keys()]).toEqual(["service", "lateFrom", "kind"]);
  });
});

describe("a line with `-- when`", () => {
  const query = read(`SELECT
  quantile(0.5)(duration) AS middle, -- when timed
  count()
FROM spans
WHERE true
  AND hash IN ( -- when narrowed
    SELECT hash FROM found WHERE name = {name:String})`);
  const [alone, timed] = ["SELECT\n", "SELECT\n  quantile(0.5)(duration) AS middle,\n"].map(
    (start) => `${start}  count()\nFROM spans\nWHERE true`,
  );

  test("is sent when its flag is true, which is not a parameter of the text", () => {
    expect(query.for({ timed: true })).toEqual({ text: timed, params: {} });
    for (const given of [{}, { timed: undefined }, { timed: false, narrowed: false }])
      expect(query.for(given)).toEqual({ text: alone, params: {} });
  });

  test("includes the lines that are indented further", () => {
    expect(query.for({ narrowed: true, name: "a" })).toEqual({
      text: `${alone}\n  AND hash IN (\n    SELECT hash FROM found WHERE name = {name:String})`,
      params: { name: "a" },
    });
  });

  test("is optional", () => {
    expect([...query.optional].map(([name, uses]) => [name, ...uses])).toEqual([
      ["timed", ["timed", "flag"]],
      ["narrowed", ["narrowed", "flag"], ["name", "String"]],
    ]);
  });
});

describe("a line with `-- repeat`", () => {
  test("is written for each number, with the lines that are indented further", () => {
    const query = read(`SELECT 1
WHERE a = {a1:String}
  OR a = {a#:String} -- repeat 2 to 3 if a#
  AND ( -- repeat 2 if b#
    c = {b#:Int8}
    )`);
    expect(query.for({ a1: "x" }).text).toBe("SELECT 1\nWHERE a = {a1:String}");
    expect(query.for({ a1: "x", a2: "y", a3: "z", b2: 1 }).text).toBe(`SELECT 1
WHERE a = {a1:String}
  OR a = {a2:String}
  OR a = {a3:String}
  AND (
    c = {b2:Int8}
    )`);
  });

  test("includes a part with a number, and holds without a condition", () => {
    const query = read("SELECT 1\nWHERE 0\n  OR ( -- repeat 2\n    -- include value as side#\n    )", {
      value: "-- A value.\n{key:String} = ''",
    });
    expect(query.for({ side1Key: "a", side2Key: "b" }).text).toBe(
      "SELECT 1\nWHERE 0\n  OR (\n    {side1Key:String} = ''\n    )\n  OR (\n    {side2Key:String} = ''\n    )",
    );
  });
});

test("a part replaces the line that includes it, with the same indent", () => {
  const parts = { where: "-- What is asked.\nAND a = {a:String} -- if a\nAND b" };
  const query = read("-- A query.\nSELECT 1\nWHERE true\n  -- include where\nLIMIT 1", parts);
  expect(query.for({ a: "x" }).text).toBe("SELECT 1\nWHERE true\n  AND a = {a:String}\n  AND b\nLIMIT 1");
});

test("a part may include another", () => {
  const parts = {
    rows: "-- All rows.\nSELECT 1\nWHERE true\n  -- include where",
    where: "-- What is asked.\nAND b",
  };
  expect(read("-- A query.\nFROM (\n  -- include rows\n)", parts).for({}).text).toBe(
    "FROM (\n  SELECT 1\n  WHERE true\n    AND b\n)",
  );
});

test("a part that is included with a prefix has parameters of its own", () => {
  const parts = { where: "-- What is asked.\nAND a = {a:String} -- if a\nAND b < {b:Int8}" };
  const query = read("-- A query.\nSELECT 1\n-- include where\n-- include where as select", parts);
  expect(query.for({ a: "x", b: 1, selectB: 2 }).text).toBe(
    "SELECT 1\nAND a = {a:String}\nAND b < {b:Int8}\nAND b < {selectB:Int8}",
  );
  expect([...query.optional.keys()]).toEqual(["a", "selectA"]);
});

describe("rejects", () => {
  test.each([
    [
      "an unknown part",
      "SELECT 1\n-- include nothing",
      "includes `nothing`, and no folder `parts` has that file",
    ],
    ["an unknown directive", "SELECT {a:String} -- unless a", "`-- unless a`"],
    ["a flag that is a parameter, too", "SELECT {a:Bool}\nFROM t -- when a", "is a flag and a parameter"],
    ["a number outside of a repeat", "SELECT {a#:String}", "has `#` outside of a repeat"],
    ["`-- if` with a parameter that its lines do not use", "SELECT 1 -- if a\nFROM t", "depend on `a`"],
    [
      "the same of lines that are indented further",
      "SELECT (1 -- if a\n  + {b:Int8}) -- if b\nFROM t",
      "depend on `a`",
    ],
  ])("%s", (_what, text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  test("a part that includes itself", () => {
    expect(() => read("SELECT 1\n-- include a", { a: "-- include b", b: "-- include a" })).toThrow(
      "The part `a` includes itself",
    );
  });

  test("two files of one name", () => {
    const file = { name: "q", text: "SELECT 1" };
    expect(() => readQueryTexts({ queries: [file, file], parts: [] })).toThrow(
      "Two SQL files have the name `q`",
    );
  });

  test("a part that no query includes", () => {
    expect(() => read("SELECT 1", { where: "AND true" })).toThrow("No query includes the parts where");
  });

  test("a missing parameter, and an unknown one", () => {
    expect(() => read(list).for({ to: 1 })).toThrow("`q` needs the parameter limit");
    expect(() => read(list).for({ to: 1, limit: 2, serviceName: "x" })).toThrow(
      "has no parameter serviceName",
    );
  });

  test("a flag that is not a boolean", () => {
    expect(() => read("SELECT 1 -- when a").for({ a: 1 })).toThrow(
      "takes no other value than `true` and `false`",
    );
  });

  test("a parameter of another query is left out, because several queries may be asked with the same", () => {
    const queries = [
      { name: "q", text: "SELECT {a:Int8}" },
      { name: "other", text: "SELECT 1\nWHERE {b:Int8} > 0 -- if b" },
    ];
    expect(readQueryTexts({ queries, parts: [] }).get("q")!.for({ a: 1, b: 2 }).params).toEqual({ a: 1 });
  });
});

test("reads the queries of the console", () => {
  const texts = readQueryTexts(readQueryFiles());
  const { text } = texts.get("trace-candidates")!.for({ from: 1, to: 2, rows: 3, pairs: ["a=b"] });
  expect(text).toContain("hasAll(kv, {pairs:Array(String)})");
  expect(text).not.toMatch(/--|numberKey|environment/);
});
