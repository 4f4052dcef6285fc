// The same ways out on a foreign server, whose reader may read everything: only the check is before them.
// @module-tag extended
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiContext } from "../../src/api/context.ts";
import { checkSql } from "../../src/api/sql/sql-check.ts";
import { runSql } from "../../src/api/sql/sql.ts";
import { ProblemError } from "../../src/problem/problem.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { type ClickHouseServers, startServers } from "../support/clickhouse-servers.ts";
import { escapes } from "./sql-escapes.ts";

const secret = "the hash of a token";
let servers: ClickHouseServers;
let store: Store;

beforeAll(async () => {
  servers = await startServers(1);
  const [url] = servers.urls;
  await command(`CREATE TABLE default.others (x String) ORDER BY x AS SELECT '${secret}'`);
  store = await openStore({ urls: [`${url}/telltale`], readerUser: servers.reader });
  await command(`INSERT INTO telltale.tokens (id, hash) VALUES ('r', '${secret}')`);
  await command(`CREATE TABLE telltale.others (x String) ORDER BY x AS SELECT '${secret}'`);
});
afterAll(async () => {
  await store?.close();
  await servers?.stop();
});

async function command(text: string): Promise<void> {
  const { origin } = new URL(servers.urls[0]!);
  const answer = await fetch(origin, {
    method: "POST",
    body: text,
    headers: { "x-clickhouse-user": "writer", "x-clickhouse-key": "w" },
  });
  expect([answer.status, answer.ok ? "" : await answer.text()]).toEqual([200, ""]);
}

const context = (query: string): ApiContext => ({
  queries: store.queries,
  sql: store.sql,
  nowMs: Date.now,
  request: { body: { query }, ifMatch: undefined },
});

test("each is refused before the server is asked, and nothing gives what is kept", async () => {
  const wrong: string[] = [];
  // No process listens there.
  for (const { sql, outcome, params } of escapes({ port: 9, file: "/nowhere", target: "/nowhere/target" })) {
    if (outcome === "refused") {
      if (isChecked(sql)) wrong.push(sql);
      continue;
    }
    if (params !== undefined) continue;
    const answer = await runSql({}, context(sql)).catch((error: unknown) => error);
    if (answer instanceof Error || JSON.stringify(answer).includes(secret))
      wrong.push(`${sql}: ${String(answer)}`);
  }
  expect(wrong).toEqual([]);
});

/** Gets past the check. */
function isChecked(sql: string): boolean {
  try {
    checkSql(sql);
    return true;
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}

// What the check lets through must mean the query of that name on the server, too.
test.each([
  "WITH others AS (SELECT 1 AS x) SELECT * FROM others UNION ALL SELECT * FROM others",
  "SELECT * FROM (WITH others AS (SELECT 1 AS x) SELECT * FROM others UNION ALL SELECT * FROM others)",
  "WITH others AS (SELECT 1 AS x) SELECT (SELECT max(x) FROM others), 1 IN others",
  "WITH RECURSIVE others AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM others WHERE x < 3) SELECT * FROM others",
  "WITH RECURSIVE others AS (SELECT * FROM others) SELECT * FROM others",
  "WITH RECURSIVE others AS (SELECT '1' AS x UNION DISTINCT SELECT * FROM others) SELECT * FROM others",
  "WITH RECURSIVE others AS (SELECT x FROM others UNION ALL SELECT x FROM others) SELECT * FROM others",
  "WITH RECURSIVE others AS ((SELECT '1' AS x UNION ALL SELECT x FROM others)) SELECT * FROM others",
  "WITH RECURSIVE others AS (SELECT '1' AS x UNION ALL SELECT x FROM (SELECT x FROM others) WHERE x != '1') SELECT * FROM others",
  "WITH RECURSIVE others AS (SELECT '1' AS x UNION ALL SELECT '2') SELECT x FROM others UNION ALL SELECT x FROM others",
  "WITH others AS (SELECT 1 AS x) (SELECT * FROM others)",
  "(WITH others AS (SELECT 1 AS x) SELECT * FROM others) UNION ALL SELECT * FROM others",
  "WITH RECURSIVE a AS (SELECT x FROM others), others AS (SELECT 'y' AS x) SELECT * FROM a",
])("%s", async (sql) => {
  const answer = await runSql({}, context(sql)).catch((error: unknown) => String(error));
  expect(JSON.stringify(answer)).not.toContain(secret);
});
