import { describe, expect, test } from "vitest";
import { type SqlDialect, summarizeSql } from "./index.ts";

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
