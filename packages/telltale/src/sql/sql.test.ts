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
    // a name in double quotes where names stand, a value where values stand
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
    // passwords that are written like names
    [
      "oracle",
      'CREATE USER ann IDENTIFIED BY "b" QUOTA 1 ON t',
      "CREATE USER ann IDENTIFIED BY ? QUOTA ? ON t",
    ],
    ["oracle", "ALTER USER ann IDENTIFIED BY b REPLACE c", "ALTER USER ann IDENTIFIED BY ? REPLACE ?"],
    ["oracle", "CONNECT ann/b@c", "CONNECT ?"],
    ["sqlite", "PRAGMA key = b", "PRAGMA key ?"],
    ["postgresql", "COPY t FROM STDIN;\na\tb", "COPY t FROM STDIN;\n?"],
    ["postgresql", "SELECT 550e8400-e29b-41d4-a716-44665544000f, a-b", "SELECT ?, a-b"],
    // what an unknown system means by `\'` nobody can tell: no reading of the rest is safe
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
  test.each(open)("what never ends is a value to the end: %s %s", (dialect, text) => {
    expect(sanitizeSql(`SELECT x, ${text} secret`, { dialect })).toBe("SELECT x, ?");
    expect(sanitizeSql("SELECT x /* secret", { dialect })).toBe("SELECT x ");
  });

  const others: readonly [system: string, text: string, expected: string][] = [
    ["PostgreSQL", "SELECT $$a$$", "SELECT ?"],
    ["aws.redshift", "SELECT 'it\\'s', a", "SELECT ?"],
    ["bigquery", `SELECT '''it's''', "a", """it"s""", \`b\` # c`, "SELECT ?, ?, ?, `b` "],
    ["hive", `SELECT "a", 'it\\'s', b`, "SELECT ?, ?, b"],
    ["cassandra", "SELECT a FROM t WHERE b = $$it's$$ // c", "SELECT a FROM t WHERE b = ? "],
    ["no such system", 'SELECT "a" FROM "b"', "SELECT ? FROM ?"],
  ];
  test.each(others)("of another system: %s: %s", (dialect, text, expected) => {
    expect(sanitizeSql(text, { dialect })).toBe(expected);
  });

  test("lists of values become one, others stay", () => {
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

  test("what a comment kept apart stays apart", () => {
    expect(sanitizeSql("SELECT/*a*/1/**/AS/*b*/ x -/**/- 2")).toBe("SELECT ? AS x - - ?");
  });
});

describe("summaries", () => {
  const cases: readonly [text: string, summary: string, collections: string[], dialect?: SqlDialect][] = [
    ["select * from users u where u.id = 1", "select users", ["users"]],
    ['SELECT * FROM "song list", `artists`', 'SELECT "song list" `artists`', ["song list", "artists"]],
    ['SELECT * FROM "public"."User"', 'SELECT "public"."User"', ["public.User"]],
    [
      "SELECT a FROM t1 LEFT JOIN t2 USING (id), t3 WHERE x IN (SELECT y FROM t4)",
      "SELECT t1 t2 t3 SELECT t4",
      ["t1", "t2", "t3", "t4"],
    ],
    [
      "WITH recent (id) AS (SELECT id FROM orders), x AS (SELECT 1) SELECT * FROM recent JOIN x JOIN users",
      "SELECT orders SELECT SELECT users",
      ["orders", "users"],
    ],
    [
      "WITH gone AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM gone",
      "DELETE a INSERT b SELECT",
      ["a", "b"],
    ],
    ["SELECT EXTRACT(YEAR FROM at), TRIM(FROM x), a IS DISTINCT FROM b FROM t", "SELECT t", ["t"]],
    [
      "SELECT * FROM generate_series(1, 3) g JOIN LATERAL (SELECT * FROM t) s ON true",
      "SELECT SELECT t",
      ["t"],
    ],
    ["SELECT * FROM a UNION ALL SELECT * FROM b ORDER BY 1, 2", "SELECT a SELECT b", ["a", "b"]],
    ["SELECT * FROM (a JOIN b ON a.x = b.x) WHERE a.x IN (b, c)", "SELECT a b", ["a", "b"]],
    ["SELECT * FROM t FOR UPDATE", "SELECT t", ["t"]],
    ["UPDATE a SET x = b.x FROM b WHERE b.id = a.id", "UPDATE a b", ["a", "b"]],
    ["UPDATE a, b SET a.x = 1, b.y = 2", "UPDATE a b", ["a", "b"], "mysql"],
    ["INSERT INTO a (x, y) VALUES (1, 2) ON CONFLICT DO UPDATE SET x = 3", "INSERT a", ["a"]],
    ["INSERT IGNORE INTO a VALUES (1) ON DUPLICATE KEY UPDATE x = 2", "INSERT a", ["a"], "mysql"],
    ["INSERT INTO X VALUES(1)", "INSERT X", ["X"]],
    ["REPLACE INTO a VALUES (1)", "REPLACE a", ["a"], "mysql"],
    ["DELETE FROM a USING b WHERE a.id = b.id", "DELETE a b", ["a", "b"]],
    [
      "MERGE INTO a USING (SELECT * FROM b) s ON (a.id = s.id) WHEN MATCHED THEN UPDATE SET x = 1 WHEN NOT MATCHED THEN INSERT (id) VALUES (2)",
      "MERGE a SELECT b",
      ["a", "b"],
    ],
    ["CREATE TABLE IF NOT EXISTS a AS SELECT * FROM b", "CREATE TABLE a SELECT b", ["a", "b"]],
    ["CREATE OR REPLACE VIEW v AS SELECT 1", "CREATE VIEW v SELECT", ["v"]],
    ["CREATE UNIQUE INDEX CONCURRENTLY idx ON a (x)", "CREATE INDEX idx", []],
    ["CREATE USER ann IDENTIFIED BY 'x'", "CREATE USER", []],
    ["TRUNCATE a", "TRUNCATE a", ["a"]],
    ["TRUNCATE TABLE a, b", "TRUNCATE TABLE a b", ["a", "b"]],
    ["DROP TABLE IF EXISTS a, b", "DROP TABLE a b", ["a", "b"]],
    ["GRANT SELECT, UPDATE ON a TO ann", "GRANT", []],
    ["CALL refresh_totals(1)", "CALL refresh_totals", []],
    ["EXEC dbo.refresh @day = 1", "EXEC dbo.refresh", [], "mssql"],
    ["EXPLAIN ANALYZE UPDATE a SET x = 1", "EXPLAIN UPDATE a", ["a"]],
    ["BEGIN; UPDATE a SET x = 1; COMMIT", "BEGIN UPDATE a COMMIT", ["a"]],
    [
      "SELECT * FROM [my table] t, #tmp WITH (NOLOCK)",
      "SELECT [my table] #tmp",
      ["my table", "#tmp"],
      "mssql",
    ],
    ["SELECT * INTO copy FROM a", "SELECT copy a", ["copy", "a"], "mssql"],
    ["INSERT OR REPLACE INTO a VALUES (1)", "INSERT a", ["a"], "sqlite"],
    [
      "INSERT ALL INTO a VALUES (1) INTO b VALUES (2) SELECT * FROM c",
      "INSERT a b SELECT c",
      ["a", "b", "c"],
      "oracle",
    ],
    ["TRUNCATE ONLY a, b", "TRUNCATE a", ["a"], "postgresql"],
    ["LOCK TABLE a IN SHARE MODE", "LOCK TABLE a", ["a"]],
    ["REFRESH MATERIALIZED VIEW CONCURRENTLY a", "REFRESH VIEW a", ["a"], "postgresql"],
    ["CREATE OR ALTER VIEW a AS SELECT * FROM b", "CREATE VIEW a SELECT b", ["a", "b"], "mssql"],
    [
      "IF EXISTS (SELECT 1 FROM a) UPDATE a SET x = 1 ELSE INSERT INTO b VALUES (1)",
      "IF SELECT a UPDATE a INSERT b",
      ["a", "b"],
      "mssql",
    ],
    ["EXPLAIN WITH x AS (SELECT * FROM a) SELECT * FROM x", "EXPLAIN SELECT a SELECT", ["a"]],
    ["SELECT * FROM a ARRAY JOIN b AS c", "SELECT a", ["a"], "clickhouse"],
    ["hunter2 is my password FROM x", "", []],
    ["", "", []],
    ["/* only */ -- a comment", "", []],
  ];
  test.each(cases)("%s", (text, summary, collections, dialect) => {
    const found = summarizeSql(text, { dialect });
    expect([found.summary, found.collections]).toEqual([summary, collections]);
  });

  test("the operation is the first one", () => {
    expect(summarizeSql("CREATE TEMP TABLE a (x int)").operation).toBe("CREATE TABLE");
    expect(summarizeSql("SELECT 1").operation).toBe("SELECT");
    expect(summarizeSql("no such thing").operation).toBeUndefined();
  });

  test("at most 255 characters, cut between names", () => {
    const tables = Array.from({ length: 60 }, (_, index) => `table_${index}`);
    const { summary, collections } = summarizeSql(`SELECT * FROM ${tables.join(", ")}`);
    expect(summary.length).toBeLessThanOrEqual(255);
    expect(summary.length).toBeGreaterThan(240);
    expect(tables).toContain(summary.split(" ").at(-1));
    expect(collections).toEqual(tables);
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

describe("any text", () => {
  test("never throws, and doing it twice changes nothing", () => {
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

  test("no literal survives", () => {
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
    ["E'", "E'\n"],
    ["[", "["],
    ["q'[", "q'["],
    ["\\'", "\\'"],
    ["WITH a AS (", "WITH a AS ("],
    ["1e+", "1e+"],
  ])("a megabyte of %s takes linear time", (_, piece) => {
    const text = piece.repeat(Math.ceil((1 << 20) / piece.length));
    const dialect = piece.startsWith("[") ? "mssql" : "ansi";
    const began = performance.now();
    sanitizeSql(text, { dialect });
    summarizeSql(text, { dialect });
    // some 100 ms; what is not linear takes minutes
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
