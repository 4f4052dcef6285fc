import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sanitizeSql, type SqlDialect, summarizeSql } from "./index.ts";

interface Vector {
  readonly name: string;
  readonly input: { readonly "db.system.name": string; readonly query: string };
  readonly expected: { readonly "db.query.text": string[]; readonly "db.query.summary": string };
}

const vectors = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "../../test/fixtures/sql/db-sql-test-cases.json"), "utf8"),
) as Vector[];

describe("the cases of the semantic conventions", () => {
  test.each(vectors)("$name", ({ input, expected }) => {
    const dialect = input["db.system.name"];
    expect(expected["db.query.text"]).toContain(sanitizeSql(input.query, { dialect }));
    expect(summarizeSql(input.query, { dialect }).summary).toBe(expected["db.query.summary"]);
  });
});

describe("literals of the dialects", () => {
  const cases: readonly [SqlDialect, string, string][] = [
    ["postgresql", "SELECT $$it's$$, $a$ $$ $a$, $1, x::int4 FROM t", "SELECT ?, ?, $1, x::int4 FROM t"],
    ["postgresql", "SELECT E'it\\'s', 'c:\\', b", "SELECT ?, ?, b"],
    ["postgresql", "SELECT E'a'\n  'b\\'c' , d", "SELECT ? , d"],
    [
      "postgresql",
      "SELECT a[1:2], ARRAY[1,2], -5, a -1, a-1, U&'d\\0061t'",
      "SELECT a[?:?], ARRAY[?,?], ?, a ?, a-?, U&?",
    ],
    [
      "postgresql",
      "SELECT data->'k', data @> '{\"a\":1}', x ? 'b' /* a /* b */ 'c' */ FROM t",
      "SELECT data->?, data @> ?, x ? ?  FROM t",
    ],
    ["postgresql", 'SELECT "it\'s" FROM "my ""table"""', 'SELECT "it\'s" FROM "my ""table"""'],
    [
      "postgresql",
      "SELECT B'01', X'ff', 1_000, 1e-5, .5, 5., TRUE, t.true",
      "SELECT ?, ?, ?, ?, ?, ?, ?, t.true",
    ],
    ["mysql", "SELECT \"it's\", 'a\\'b', `it's`, @v # 'c'\n, 1", "SELECT ?, ?, `it's`, @v \n, ?"],
    ["mysql", "SELECT 5--1, 0xff, _utf8'x' -- 'c'\nFROM t", "SELECT ?-?, ?, _utf8? \nFROM t"],
    ["mariadb", 'INSERT INTO t VALUES (\'a\', "b\\"c", NULL)', "INSERT INTO t VALUES (?, ?, NULL)"],
    [
      "sqlite",
      "SELECT [it's], ?1, :name, $v, @v, x'00' FROM t",
      "SELECT [it's], ?1, :name, $v, @v, ? FROM t",
    ],
    [
      "mssql",
      "SELECT [it's]]], N'x', $12.50, @p1, @@ROWCOUNT FROM #tmp",
      "SELECT [it's]]], ?, $?, @p1, @@ROWCOUNT FROM #tmp",
    ],
    [
      "oracle",
      "SELECT q'[it's]', nq'{a}', :1, :name, DATE '2020-01-01', 1.5f FROM dual",
      "SELECT ?, ?, :1, :name, DATE ?, ? FROM dual",
    ],
    ["clickhouse", "SELECT 'it\\'s', {id:UInt32} FROM t", "SELECT ?, {id:UInt32} FROM t"],
    ["clickhouse", 'SELECT $$a\'b$$, $x$c$x$, ‘d’ #! e\n, "it\\"s" # f', 'SELECT ?, ?, ? \n, "it\\"s" '],
    ["clickhouse", "/* a /* b */ c */ SELECT f FROM t FORMAT JSON", " SELECT f FROM t FORMAT JSON"],
    [
      "clickhouse",
      'INSERT INTO t (a) FORMAT JSONEachRow {"a": "b"}',
      "INSERT INTO t (a) FORMAT JSONEachRow ?",
    ],
    ["clickhouse", "INSERT INTO t SELECT format FROM u", "INSERT INTO t SELECT format FROM u"],
    [
      "snowflake",
      "SELECT 'it\\'s', $$it's$$, v:a.b[0]::string, $1 // it's\nFROM @s/x",
      "SELECT ?, ?, v:a.b[?]::string, $1 \nFROM @s/x",
    ],
    // double quotes: a name where names occur, a value where values occur
    [
      "sqlite",
      'SELECT "a", t."b" FROM "t" "x" WHERE "a" = "c" AND "b" LIKE "d" AND e IN ("f", "g") ORDER BY "a"',
      'SELECT "a", t."b" FROM "t" "x" WHERE "a" = ? AND "b" LIKE ? AND e IN (?) ORDER BY "a"',
    ],
    [
      "sqlite",
      'INSERT INTO "t" ("a", "b") VALUES ("c", "d"), ((lower("e")), "f")',
      'INSERT INTO "t" ("a", "b") VALUES (?, ?), ((lower(?)), ?)',
    ],
    [
      "mssql",
      'SELECT * FROM a JOIN b ON a.id = "b"."id" WHERE x BETWEEN "y" AND "z" AND "n" > 1',
      'SELECT * FROM a JOIN b ON a.id = "b"."id" WHERE x BETWEEN ? AND ? AND "n" > ?',
    ],
    ["ansi", 'SELECT "a" FROM t WHERE b = "c"', 'SELECT "a" FROM t WHERE b = ?'],
    ["ansi", "SELECT a # it's b\n, c", "SELECT a ?"],
    // passwords that look like names
    [
      "oracle",
      'CREATE USER ann IDENTIFIED BY "b" QUOTA 1 ON t',
      "CREATE USER ann IDENTIFIED BY ? QUOTA ? ON t",
    ],
    ["oracle", "ALTER USER ann IDENTIFIED BY b REPLACE c", "ALTER USER ann IDENTIFIED BY ? REPLACE ?"],
    ["oracle", "CONNECT ann/b@c", "CONNECT ?"],
    [
      "oracle",
      "GRANT CONNECT TO ann, bob IDENTIFIED BY c, d",
      "GRANT CONNECT TO ann, bob IDENTIFIED BY ?, ?",
    ],
    // SQL Server reads words after a procedure as texts
    [
      "mssql",
      "EXEC dbo.login ann, b, @c = d, e OUTPUT SELECT f FROM g",
      "EXEC dbo.login ?, ?, @c = ?, ? OUTPUT SELECT f FROM g",
    ],
    ["mssql", 'EXEC p "a", N"b" WITH RECOMPILE', "EXEC p ?, ? WITH RECOMPILE"],
    ["mssql", "GRANT EXECUTE ON p TO ann", "GRANT EXECUTE ON p TO ann"],
    [
      "sqlite",
      'SELECT a FROM t WHERE a IS NOT "b"; ATTACH "c" AS "d"',
      'SELECT a FROM t WHERE a IS NOT ?; ATTACH ? AS "d"',
    ],
    ["snowflake", 'SELECT $1 FROM @~/a, @%b, @"c d"/e', 'SELECT $1 FROM @~/a, @%b, @"c d"/e'],
    ["sqlite", "PRAGMA key = b", "PRAGMA key ?"],
    ["postgresql", "COPY t FROM STDIN;\na\tb", "COPY t FROM STDIN;\n?"],
    ["postgresql", "SELECT 550e8400-e29b-41d4-a716-44665544000f, a-b", "SELECT ?, a-b"],
    // the meaning of `\'` in an unknown system is open, so the rest is hidden
    ["ansi", "SELECT 'it\\'s', secret FROM t", "SELECT ?"],
    [
      "ansi",
      "SELECT {fn now()}, '\\\\', a FROM t WHERE b = :1 AND c = $2",
      "SELECT {fn now()}, ?, a FROM t WHERE b = :1 AND c = $2",
    ],
  ];
  test.each(cases)("%s: %s", (dialect, text, expected) => {
    expect(sanitizeSql(text, { dialect })).toBe(expected);
  });

  const open: readonly [SqlDialect, string][] = [
    ["ansi", "'a"],
    ["ansi", '"a'],
    ["ansi", "`a"],
    ["mssql", "[a"],
    ["postgresql", "$$a"],
    ["postgresql", "$b$ $$a"],
    ["postgresql", "E'a\\'"],
    ["oracle", "q'[a'"],
    ["mysql", '"a'],
    ["mysql", "'a\\'"],
  ];
  test.each(open)("hides the rest after an unclosed quote: %s %s", (dialect, text) => {
    expect(sanitizeSql(`SELECT x, ${text} secret`, { dialect })).toBe("SELECT x, ?");
    expect(sanitizeSql("SELECT x /* secret", { dialect })).toBe("SELECT x ");
  });

  const others: readonly [system: string, text: string, expected: string][] = [
    ["PostgreSQL", "SELECT $$a$$", "SELECT ?"],
    ["aws.redshift", "SELECT 'it\\'s', a", "SELECT ?"],
    ["bigquery", `SELECT '''it's''', "a", """it"s""", \`b\` # c`, "SELECT ?, ?, ?, `b` "],
    ["spark", "SELECT r'\\', b, r\"\\\", 'c' FROM t", "SELECT ?, b, ?, ? FROM t"],
    ["cockroachdb", "SELECT b'\\'a', c", "SELECT ?, c"],
    ["hive", `SELECT "a", 'it\\'s', b`, "SELECT ?, ?, b"],
    ["cassandra", "SELECT a FROM t WHERE b = $$it's$$ // c", "SELECT a FROM t WHERE b = ? "],
    ["no such system", 'SELECT "a" FROM "b"', "SELECT ? FROM ?"],
  ];
  test.each(others)("other systems: %s: %s", (dialect, text, expected) => {
    expect(sanitizeSql(text, { dialect })).toBe(expected);
  });

  test("collapses lists of values and keeps other lists", () => {
    const folded =
      "a IN (1, NULL) OR (a, b) IN ((1, 2), ($1, $2)) OR c IN ($1::uuid, $2::uuid) OR d IN (DATE '1', DATE '2')";
    expect(sanitizeSql(folded)).toBe("a IN (?) OR (a, b) IN (?) OR c IN (?) OR d IN (?)");
    expect(sanitizeSql("a IN [1, 2] OR b IN (f(1), 2) AND c IN (3, 4)")).toBe(
      "a IN [?] OR b IN (f(?), ?) AND c IN (?)",
    );
    expect(sanitizeSql("a IN (1,2) OR b in ($1, $2, $3) OR c IN ($1) OR d IN ('x')")).toBe(
      "a IN (?) OR b in (?) OR c IN ($1) OR d IN (?)",
    );
    expect(sanitizeSql("a IN (1, b, 2) AND b NOT IN (SELECT c FROM d WHERE e IN (1, /* x */ 2))")).toBe(
      "a IN (?, b, ?) AND b NOT IN (SELECT c FROM d WHERE e IN (?))",
    );
    expect(sanitizeSql("JOIN (1, 2), (x, 2)")).toBe("JOIN (?, ?), (x, ?)");
  });

  test("keeps tokens separate that only a comment separated", () => {
    expect(sanitizeSql("SELECT/*a*/1/**/AS/*b*/ x -/**/- 2")).toBe("SELECT ? AS x - - ?");
  });
});

const dialects = [
  "ansi",
  "postgresql",
  "mysql",
  "sqlite",
  "mssql",
  "oracle",
  "clickhouse",
  "snowflake",
  "unknown",
] as const;
const pieces = fc.constantFrom(
  "SELECT",
  "FROM",
  "IN",
  "(",
  ")",
  ",",
  ";",
  ".",
  " ",
  "\n",
  "a",
  "t1",
  "WITH",
  "AS",
  "UPDATE",
  "JOIN",
  "--",
  "/*",
  "*/",
  "#",
  "'",
  "''",
  '"',
  "`",
  "[",
  "]",
  "\\",
  "$",
  "$$",
  "$a$",
  "?",
  ":",
  "::",
  "@",
  "+",
  "-",
  "/",
  "*",
  "0x1f",
  "1",
  "1e5",
  ".5",
  "E'",
  "q'[",
  "N'",
  "true",
  "é",
  "€",
  "\u{1f600}",
  "\u0000",
);

describe("for any text", () => {
  test("the dot of a number does not begin a name", () => {
    expect(sanitizeSql('SELECT a FROM t WHERE b < (0."secret"')).not.toContain("secret");
  });

  test("never throws and is idempotent", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(pieces, fc.string()), { maxLength: 30 }),
        fc.constantFrom(...dialects),
        (parts, dialect) => {
          const once = sanitizeSql(parts.join(""), { dialect });
          expect(sanitizeSql(once, { dialect })).toBe(once);
          expect(summarizeSql(parts.join(""), { dialect }).summary.length).toBeLessThanOrEqual(255);
        },
      ),
      { numRuns: 3000 },
    );
  });

  test("hides every literal", () => {
    const secret = "s3cr3t";
    const common = [
      `'${secret}'`,
      `N'${secret}'`,
      `'it''s ${secret}'`,
      "918273",
      "-918273.918273",
      "9.18273e918273",
      "0x918273",
      `x'918273'`,
    ];
    const own: Readonly<Record<string, readonly string[]>> = {
      postgresql: [
        `$$it's ${secret}$$`,
        `$a$ $$ ${secret}$a$`,
        `E'\\'${secret}'`,
        `E'a'\n'\\'${secret}'`,
        `U&'${secret}'`,
      ],
      mysql: [`"${secret}"`, `'\\'${secret}'`, `"it\\"s ${secret}"`, `_utf8'${secret}'`],
      oracle: [`q'[it's ${secret}]'`, `nq'!it's ${secret}!'`, `DATE '${secret}'`],
      clickhouse: [`'\\'${secret}'`, `$$it's ${secret}$$`, `‘it's ${secret}’`],
      snowflake: [`'\\'${secret}'`, `$$it's ${secret}$$`],
      ansi: [`$$${secret}$$`, `'\\'${secret}'`],
    };
    const statement = fc.array(
      fc.tuple(
        fc.constantFrom(
          "a = ",
          "a IN (1, ",
          "f(",
          "x > ",
          "INTERVAL ",
          "a||",
          "CASE WHEN a THEN ",
          "/* c */",
        ),
        fc.nat(100),
      ),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(statement, fc.constantFrom(...dialects), (terms, dialect) => {
        const literals = [...common, ...(own[dialect] ?? [])];
        const written = terms.map(([before, at]) => `${before}${literals[at % literals.length]}`);
        const text = sanitizeSql(`SELECT * FROM t WHERE ${written.join(" AND ")}`, { dialect });
        expect(text).not.toMatch(/s3cr3t|918273/);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ["(", "("],
    ["'", "''"],
    ["/*", "/*"],
    ["$a$", "$a$ "],
    ["$aaaa", "$aaaa"],
    ["--\n", "--\n"],
    ["IN (1,2) ", "IN (1,2) "],
    ["a.", "a."],
    ["SELECT * FROM a, ", "SELECT * FROM a, "],
    ["SELECT * FROM a@", "SELECT * FROM a@"],
    ["FROM f(", "FROM f("],
    ["FROM ROWS FROM (", "FROM ROWS FROM ("],
    ["CROSS APPLY a@", "CROSS APPLY a@"],
    ["E'", "E'\n"],
    ["[", "["],
    ["q'[", "q'["],
    ["\\'", "\\'"],
    ["WITH a AS (", "WITH a AS ("],
    ["1e+", "1e+"],
  ])("reads a megabyte of %s in linear time", (_, piece) => {
    const text = piece.repeat(Math.ceil((1 << 20) / piece.length));
    const dialect = piece.startsWith("[") ? "mssql" : "ansi";
    const began = process.cpuUsage();
    sanitizeSql(text, { dialect });
    summarizeSql(text, { dialect });
    // about 100 ms; anything else than linear time takes minutes
    expect(process.cpuUsage(began).user).toBeLessThan(5_000_000);
  });
});
