import { describe, expect, test } from "vitest";
import { type SqlDialect, summarizeSql } from "./index.ts";

describe("summaries", () => {
  const cases: readonly [
    text: string,
    summary: string,
    collections: string[],
    dialect?: SqlDialect | "cockroachdb",
  ][] = [
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
      "SELECT generate_series SELECT t",
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
    ["SELECT $1 FROM @a (FILE_FORMAT => 'b') c, d", "SELECT d", ["d"], "snowflake"],
    ["TRUNCATE ONLY a, b", "TRUNCATE a b", ["a", "b"], "postgresql"],
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
    ["ALTER TABLE a ADD COLUMN b int, ADD COLUMN c int", "ALTER TABLE a", ["a"]],
    ["CREATE TABLE a (b int) ENGINE=c, COMMENT='d'", "CREATE TABLE a", ["a"], "mysql"],
    ["DELETE a WHERE b = 1", "DELETE a", ["a"], "oracle"],
    ["DELETE x FROM a x JOIN b ON b.id = x.id", "DELETE a b", ["a", "b"], "mssql"],
    ["UPDATE TOP (5) a SET b = 1", "UPDATE a", ["a"], "mssql"],
    ["INSERT INTO TABLE a VALUES (1)", "INSERT a", ["a"]],
    ["INSERT INTO table VALUES (1)", "INSERT table", ["table"]],
    ["LOAD DATA INFILE 'x' INTO TABLE a", "LOAD a", ["a"], "mysql"],
    ["COPY INTO @~/a FROM b", "COPY b", ["b"], "snowflake"],
    ['SELECT * FROM "a ""b""", [c]]d]', 'SELECT "a ""b""" [c]]d]', ['a "b"', "c]d"], "mssql"],
    ['SELECT * FROM U&"a"', 'SELECT U&"a"', ["U&a"], "postgresql"],
    // databases and locked tables
    ["USE mydb", "USE mydb", []],
    ["use `my db`;", "use `my db`", [], "mysql"],
    ["USE [my db]", "USE [my db]", [], "mssql"],
    ["USE DATABASE mydb", "USE DATABASE mydb", [], "snowflake"],
    ["USE WAREHOUSE w", "USE WAREHOUSE w", [], "snowflake"],
    ["USE ROLE ann", "USE ROLE", [], "snowflake"],
    ["USE mydb; SELECT * FROM a", "USE mydb SELECT a", ["a"]],
    ["LOCK TABLES users READ", "LOCK TABLES users", ["users"], "mysql"],
    ["LOCK TABLES a AS x READ LOCAL, s.b WRITE", "LOCK TABLES a s.b", ["a", "s.b"], "mysql"],
    ["LOCK TABLE ONLY a, b IN SHARE MODE", "LOCK TABLE a b", ["a", "b"], "postgresql"],
    ["LOCK users IN ACCESS SHARE MODE NOWAIT", "LOCK users", ["users"], "postgresql"],
    ["UNLOCK TABLES", "UNLOCK TABLES", [], "mysql"],
    // functions used as tables
    ["SELECT * FROM f(1, 2) WHERE a = 1", "SELECT f", []],
    ['SELECT * FROM "public"."f"(1), t', 'SELECT "public"."f" t', ["t"], "postgresql"],
    ["SELECT * FROM t CROSS JOIN UNNEST(t.a) WITH ORDINALITY AS x(b, c), u", "SELECT t UNNEST u", ["t", "u"]],
    ["SELECT * FROM ROWS FROM (f(1), s.g(2)) AS x(a, b), t", "SELECT f s.g t", ["t"], "postgresql"],
    ["SELECT * FROM rows", "SELECT rows", ["rows"]],
    ["SELECT * FROM f(1, (SELECT max(id) FROM t))", "SELECT f SELECT t", ["t"]],
    ["SELECT * FROM TABLE(pkg.f(1)) x, t", "SELECT pkg.f t", ["t"], "oracle"],
    ["SELECT * FROM TABLE (f(1)) x, t", "SELECT f t", ["t"]],
    ["SELECT * FROM t, LATERAL FLATTEN(input => t.v) f", "SELECT t FLATTEN", ["t"], "snowflake"],
    ["DELETE FROM a USING f(1) x WHERE x.id = a.id", "DELETE a f", ["a"], "postgresql"],
    ["UPDATE a SET b = x.b FROM f(1) x", "UPDATE a f", ["a"], "postgresql"],
    ["MERGE INTO a USING TABLE(f(1)) s ON a.id = s.id", "MERGE a f", ["a"]],
    ["INSERT INTO FUNCTION remote('x', t) VALUES (1)", "INSERT remote", [], "clickhouse"],
    ["WITH f AS (SELECT 1) SELECT * FROM f(1), f", "SELECT SELECT f", []],
    // APPLY
    ["SELECT * FROM t CROSS APPLY dbo.f(t.id) x", "SELECT t dbo.f", ["t"], "mssql"],
    ["SELECT * FROM a CROSS APPLY b OUTER APPLY [c d] x", "SELECT a b [c d]", ["a", "b", "c d"], "mssql"],
    [
      "SELECT * FROM t OUTER APPLY (SELECT TOP 1 * FROM u) x CROSS APPLY f(x.id), v",
      "SELECT t SELECT u f v",
      ["t", "u", "v"],
      "mssql",
    ],
    ["SELECT * FROM a CROSS APPLY @x.nodes('/b') y(c), d", "SELECT a d", ["a", "d"], "mssql"],
    ["SELECT COLUMNS('a') APPLY(toString) FROM t", "SELECT t", ["t"], "clickhouse"],
    // database links
    ["SELECT * FROM users@dblink u, b", "SELECT users@dblink b", ["users@dblink", "b"], "oracle"],
    ["SELECT * FROM users@dblink", "SELECT users@dblink", ["users@dblink"]],
    [
      'SELECT * FROM hr.emp@link.example.com@q JOIN b@"My Link" ON 1 = 1',
      'SELECT hr.emp@link.example.com@q b@"My Link"',
      ["hr.emp@link.example.com@q", "b@My Link"],
      "oracle",
    ],
    ["INSERT INTO a@l (b) SELECT c FROM d@l", "INSERT a@l SELECT d@l", ["a@l", "d@l"], "oracle"],
    ["DELETE a@l WHERE b = 1", "DELETE a@l", ["a@l"], "oracle"],
    ["CALL pkg.p@l(1)", "CALL pkg.p@l", [], "oracle"],
    ["SELECT * FROM a@idx", "SELECT a", ["a"], "cockroachdb"],
    ["SELECT * FROM a@?, b", "SELECT a b", ["a", "b"], "oracle"],
    ["SELECT * FROM a@{FORCE_INDEX=i}, b", "SELECT a b", ["a", "b"]],
    // a time or a hint after a table does not end the list
    [
      "SELECT * FROM a FOR SYSTEM_TIME AS OF '2026-01-01' x JOIN b ON 1 = 1",
      "SELECT a b",
      ["a", "b"],
      "mssql",
    ],
    ["SELECT * FROM a FOR SYSTEM_TIME FROM ? TO ?, b", "SELECT a b", ["a", "b"], "mariadb"],
    ["SELECT * FROM a FORCE INDEX FOR JOIN (i) JOIN b ON 1 = 1", "SELECT a b", ["a", "b"], "mysql"],
    ["SELECT * FROM a FOR UPDATE OF b, c", "SELECT a", ["a"]],
    ["SELECT * FROM a ORDER BY b FOR SYSTEM_TIME, c", "SELECT a", ["a"]],
    // a name that is also the word of a kind
    ["USE catalog.s", "USE catalog.s", []],
    ["TRUNCATE schema.a", "TRUNCATE schema.a", ["schema.a"]],
    ["VACUUM ANALYZE public.a", "VACUUM public.a", ["public.a"], "postgresql"],
    ["LOCK public.a, public.b", "LOCK public.a public.b", ["public.a", "public.b"], "postgresql"],
    // description and maintenance of a table
    ["DESCRIBE users", "DESCRIBE users", ["users"]],
    ["DESC s.users email", "DESC s.users", ["s.users"], "mysql"],
    ["DESCRIBE TABLE EXTENDED users", "DESCRIBE TABLE users", ["users"]],
    ["DESCRIBE SELECT * FROM a", "DESCRIBE SELECT a", ["a"]],
    ["DESC USER ann", "DESC USER", [], "snowflake"],
    ["ANALYZE VERBOSE a (b)", "ANALYZE a", ["a"], "postgresql"],
    ["ANALYZE", "ANALYZE", [], "postgresql"],
    ["ANALYZE FORMAT=JSON SELECT * FROM a", "ANALYZE SELECT a", ["a"], "mariadb"],
    ["VACUUM (FULL, PARALLEL 2) a", "VACUUM a", ["a"], "postgresql"],
    ["VACUUM INTO 'x.db'", "VACUUM", [], "sqlite"],
    ["REINDEX TABLE CONCURRENTLY a", "REINDEX TABLE a", ["a"], "postgresql"],
    ["CHECK TABLE a, b QUICK", "CHECK TABLE a b", ["a", "b"], "mysql"],
    ["EXISTS TABLE a", "EXISTS TABLE a", ["a"], "clickhouse"],
    ["DETACH TABLE a", "DETACH TABLE a", ["a"], "clickhouse"],
    ["ATTACH DATABASE 'x.db' AS aux", "ATTACH DATABASE", [], "sqlite"],
    ["COMMENT ON TABLE a IS 'x'", "COMMENT TABLE a", ["a"], "postgresql"],
    ["HANDLER a OPEN", "HANDLER a", ["a"], "mysql"],
    ["INSERT INTO a (b) EXEC dbo.p @c = 1", "INSERT a EXEC dbo.p", ["a"], "mssql"],
    // a text in place of a name; the word after it is an alias
    ["SELECT * FROM 'x.parquet' t, u", "SELECT u", ["u"]],
    ["hunter2 is my password FROM x", "", []],
    ["", "", []],
    ["/* only */ -- a comment", "", []],
  ];
  test.each(cases)("summarizes %s", (text, summary, collections, dialect) => {
    const found = summarizeSql(text, { dialect });
    expect([found.summary, found.collections]).toEqual([summary, collections]);
  });

  test("returns the first operation", () => {
    expect(summarizeSql("CREATE TEMP TABLE a (x int)").operation).toBe("CREATE TABLE");
    expect(summarizeSql("SELECT 1").operation).toBe("SELECT");
    expect(summarizeSql("no such thing").operation).toBeUndefined();
  });

  test("cuts after at most 255 characters, between names", () => {
    const tables = Array.from({ length: 60 }, (_, index) => `table_${index}`);
    const { summary, collections } = summarizeSql(`SELECT * FROM ${tables.join(", ")}`);
    expect(summary.length).toBeLessThanOrEqual(255);
    expect(summary.length).toBeGreaterThan(240);
    expect(tables).toContain(summary.split(" ").at(-1));
    expect(collections).toEqual(tables);
  });

  test.each([
    ["SELECT * FROM ", "f_%(1)", ", "],
    ["SELECT * FROM ", "t_%@link", ", "],
    ["", "USE db_%", ";"],
    ["LOCK TABLES ", "t_%", " READ, "],
  ])("cuts %s%s after at most 255 characters, between names", (before, name, between) => {
    const names = Array.from({ length: 60 }, (_, index) => name.replace("%", String(index)));
    const { summary } = summarizeSql(before + names.join(between));
    expect(summary.length).toBeLessThanOrEqual(255);
    expect(summary.length).toBeGreaterThan(240);
    const last = summary.split(" ").at(-1);
    expect(names.flatMap((each) => each.split(/[ (]/))).toContain(last);
  });
});
