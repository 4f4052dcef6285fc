// SQL that people write, on the real engine: what comes back, what is refused and by whom, and that nothing gets out or changes.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, existsSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as readText } from "node:stream/consumers";
import type { Readable } from "node:stream";
import { sqlExamples, type SqlQuery, type SqlResult, type SqlSchema } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Attachment } from "../../src/api/attachment.ts";
import type { ApiContext } from "../../src/api/context.ts";
import { checkSql } from "../../src/api/sql/sql-check.ts";
import { refusalOf } from "../../src/api/sql/sql-functions.ts";
import { isKnownFunction } from "../../src/api/sql/sql-known.ts";
import { refusalOfTree } from "../../src/api/sql/sql-tree.ts";
import { getSqlSchema, runSql } from "../../src/api/sql/sql.ts";
import { ProblemError } from "../../src/problem/problem.ts";
import { findTable, readableTables } from "../../src/tables/registry.ts";
import type { RowSink } from "../../src/store/rows.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { attributes, at, span, log } from "../api/harness.ts";
import { attackQueries, showsCanary } from "../sql-attacks/attack-queries.ts";
import { type Escape, escapes } from "./sql-escapes.ts";
import { prepareStore } from "../support/prepared-store.ts";

const directory = mkdtempSync(join(tmpdir(), "telltale-sql-"));
const secret = "Zq7Xw-made-up-content-9f3Kd";
const bait = { port: 0, file: join(directory, "secret.txt"), target: join(directory, "target.csv") };
let store: Store;
let listener: Server;
let calls = 0;

beforeAll(async () => {
  writeFileSync(bait.file, secret);
  listener = createServer((socket) => {
    calls++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  bait.port = (listener.address() as { port: number }).port;
  process.env["TELLTALE_TOKEN"] = secret;
  store = await openStore({
    directory: await prepareStore(join(directory, "store")),
    writer: { maxAgeMs: 1 },
  });
  delete process.env["TELLTALE_TOKEN"];
  await store.writer.write(1, (sink) => {
    for (let n = 0; n < 20; n++)
      sink.span(
        span({
          traceId: `t${n}`,
          spanId: `s${n}`,
          startNs: at(-60_000 - n),
          durationNs: BigInt(n + 1) * 1_000_000n,
          attributes: attributes({ "user.tier": n % 2 === 0 ? "gold" : "silver", items: BigInt(n) }),
        }),
      );
    sink.log(log({ traceId: "t1", body: 'said, "so"\nand more' }));
    declare(sink, "catalog", "shop", {});
    declare(sink, "catalog.attribute", "order.total", { type: "double", unit: "EUR" });
  });
});

/** A declaration of the catalog that the examples of the documentation use. */
function declare(sink: RowSink, kind: "catalog" | "catalog.attribute", name: string, content: object): void {
  sink.definition({
    tenant: "",
    kind,
    name,
    version: "",
    steps: [],
    states: [],
    transitionsJson: "",
    timeoutMs: 0,
    service: "shop",
    seenMs: Date.now(),
    catalog: { name: "shop", version: "1.0.0", content: JSON.stringify(content), source: "" },
  });
}

afterAll(async () => {
  await store?.close();
  listener?.close();
  rmSync(directory, { recursive: true, force: true });
});

function context(body: unknown): ApiContext {
  return { queries: store.queries, sql: store.sql, nowMs: Date.now, request: { body, ifMatch: undefined } };
}
const ask = async (query: string, more: Partial<SqlQuery> = {}): Promise<SqlResult> =>
  (await runSql({}, context({ query, ...more }))) as SqlResult;
const file = async (
  query: string,
  more: Partial<SqlQuery>,
): Promise<{ text: string; type: string; headers: Attachment["headers"] }> => {
  const answer = (await runSql({}, context({ query, ...more }))) as Attachment;
  return { text: await readText(answer.body as Readable), type: answer.type, headers: answer.headers };
};
async function problemOf(asked: Promise<unknown>): Promise<ProblemError> {
  const error = await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ProblemError);
  return error as ProblemError;
}

describe("what comes back", () => {
  test("columns with their types, rows, and what it cost", async () => {
    const result = await ask(
      "SELECT sattr['user.tier'] AS tier, count() AS n, max(duration) AS longest FROM spans GROUP BY tier ORDER BY tier",
    );
    expect(result).toMatchObject({
      columns: [
        { name: "tier", type: "String" },
        { name: "n", type: "UInt64" },
        { name: "longest", type: "UInt64" },
      ],
      rows: [
        ["gold", "10", "19000000"],
        ["silver", "10", "20000000"],
      ],
      truncated: false,
      rowsRead: 20,
    });
    expect(result.bytesRead).toBeGreaterThan(0);
    expect(result.elapsedMs).toBeGreaterThan(0);
  });

  test("values keep what JSON would lose", async () => {
    const { rows } = await ask(
      "SELECT 18446744073709551615, toDecimal64('0.10', 2), nan, inf, true, NULL, [1, 2], map('a', 1), toDateTime64('2026-11-20 14:00:00.123456789', 9, 'UTC')",
    );
    expect(rows).toEqual([
      [
        "18446744073709551615",
        "0.1",
        "nan",
        "inf",
        true,
        null,
        [1, 2],
        { a: 1 },
        "2026-11-20 14:00:00.123456789",
      ],
    ]);
  });

  test("named parameters are values", async () => {
    const { rows } = await ask(
      "SELECT count() FROM spans WHERE sattr['user.tier'] = {tier:String} AND iattr['items'] < {most:Int64}",
      {
        params: { tier: "gold", most: 5 },
      },
    );
    expect(rows).toEqual([["3"]]);
    expect(
      (await ask("SELECT {a:Array(String)}, {b:Bool}", { params: { a: ["x", "it's"], b: true } })).rows,
    ).toEqual([[["x", "it's"], true]]);
  });

  test.each([
    [19, true],
    [20, false],
  ])("with a limit of %d of 20 rows, reports that there are more: %s", async (limit, truncated) => {
    const result = await ask("SELECT name FROM spans", { limit });
    expect([result.rows.length, result.truncated]).toEqual([limit, truncated]);
  });

  test("a million rows are not read into memory for a table of a thousand", async () => {
    const result = await ask("SELECT number FROM numbers(1000000)");
    expect([result.rows.length, result.truncated]).toEqual([1000, true]);
  });

  test("CSV and NDJSON are files, with what they cost in headers", async () => {
    const csv = await file("SELECT body, severity FROM logs", { format: "csv" });
    expect(csv.text).toBe('"body","severity"\n"said, ""so""\nand more",9\n');
    expect(csv.type).toContain("text/csv");
    expect(csv.headers).toMatchObject({ "x-telltale-truncated": "false" });
    const lines = await file("SELECT name, duration FROM spans ORDER BY duration", {
      format: "ndjson",
      limit: 2,
    });
    expect(lines.text).toBe('{"name":"work","duration":"1000000"}\n{"name":"work","duration":"2000000"}\n');
    expect(lines.headers).toMatchObject({ "x-telltale-truncated": "true" });
  });

  test("in CSV no text begins like a formula, and numbers stay numbers", async () => {
    const csv = await file(
      "SELECT '=1+1' AS `=a`, '-5' AS b, -5 AS c, -0.5 AS d, '@x' AS e, '+y' AS f, '\\tz' AS g, ['=x'] AS h",
      { format: "csv" },
    );
    expect(csv.text).toBe(
      `"'=a","b","c","d","e","f","g","h"\n"'=1+1","'-5",-5,-0.5,"'@x","'+y","'\tz","['=x']"\n`,
    );
  });

  test("EXPLAIN and DESCRIBE answer too, and a table may be named in FROM first", async () => {
    expect((await ask("EXPLAIN indexes = 1 SELECT count() FROM spans")).rows.length).toBeGreaterThan(1);
    expect((await ask("DESCRIBE TABLE logs")).rows.map(([name]) => name)).toContain("body");
    expect((await ask("FROM spans SELECT count()")).rows).toEqual([["20"]]);
  });

  test.each([
    "WITH slow AS (SELECT * FROM spans WHERE duration > 5) SELECT count() FROM slow",
    "SELECT extract(hour FROM start), trim(BOTH ' ' FROM name) FROM spans LIMIT 1",
    "SELECT count() FROM spans AS s LEFT JOIN logs l ON s.trace_id = l.trace_id",
    "SELECT s.name, e FROM spans s LEFT ARRAY JOIN events.name AS e, events.ts AS t LIMIT 1",
    "SELECT name FROM spans WHERE trace_id IN (SELECT trace_id FROM logs) AND name IN ('a', 'b')",
    "SELECT status IS DISTINCT FROM kind FROM spans LIMIT 1",
    "(SELECT 1) UNION ALL (SELECT 2)",
    "SELECT quantiles(0.5, 0.95)(duration) FROM spans WHERE start > now() - INTERVAL 1 DAY",
    'SELECT `name`, "service" AS `größe` FROM spans LIMIT 1',
    "SELECT a.1, a.2 FROM (SELECT (1, 2.5) AS a)",
    "SELECT map('a', 1)['a'], name LIKE '%\\\\_x\\'' FROM spans LIMIT 1",
    "SELECT url FROM (SELECT sattr['url.full'] AS url FROM spans)",
    "SELECT max(t0), sum(spans) FROM trace_summary GROUP BY trace_id LIMIT 1",
    "SELECT 1 -- it's a comment\n",
  ])("%s", async (query) => {
    expect((await ask(query)).columns.length).toBeGreaterThan(0);
  });
});

describe("mistakes are reported with their position", () => {
  test.each([
    ["SELECT *\nFROM span", 403, "SQL_NOT_ALLOWED", { line: 2, column: 6 }],
    ["SELECT 1;\n  DROP TABLE spans", 403, "SQL_NOT_ALLOWED", { line: 1, column: 9 }],
    ["SELECT 'a", 400, "SQL_INVALID", { line: 1, column: 8 }],
    ["SELECT 1\n FROM spans WHERE", 400, "SQL_INVALID", { line: 2, column: 18 }],
    ["SELECT nothing FROM spans", 400, "SQL_INVALID", undefined],
  ])("%s", async (query, status, code, place) => {
    const problem = await problemOf(ask(query));
    expect(problem).toMatchObject({ status, code, fix: expect.stringMatching(/./) });
    expect(problem.place).toEqual(place);
  });

  test.each<[string, unknown]>([
    ["no body", undefined],
    ["no query", {}],
    ["a query that is not text", { query: 1 }],
    ["an unknown format", { query: "SELECT 1", format: "xml" }],
    ["too many rows", { query: "SELECT 1", limit: 10_001 }],
    ["no rows", { query: "SELECT 1", limit: 0 }],
    ["a parameter that is not a name", { query: "SELECT 1", params: { "a b": 1 } }],
    ["settings", { query: "SELECT 1", settings: {} }],
    ["a query that is too long", { query: `SELECT '${"x".repeat(100_001)}'` }],
  ])("a body with %s", async (_what, body) => {
    expect(await problemOf(runSql({}, context(body)))).toMatchObject({ status: 400, code: "BAD_BODY" });
  });

  test.each([
    ["SELECT count() FROM numbers(100000000000)", "QUERY_TOO_BROAD"],
    ["SELECT groupArray(repeat('x', 1000)) FROM numbers(10000000)", "QUERY_TOO_BROAD"],
    ["SELECT arrayJoin(range(10000000)) FROM numbers(100)", "QUERY_TOO_BROAD"],
    ["SELECT repeat('x', 900000) FROM numbers(1000)", "QUERY_TOO_BROAD"],
  ])("bounded: %s", async (query, code) => {
    expect(await problemOf(ask(query))).toMatchObject({ status: 422, code });
  });

  test("as many slow ones as there are slots leave some to pages", async () => {
    const gone = new AbortController();
    const asked = Array.from({ length: 6 }, () =>
      runSql(
        {},
        {
          ...context({ query: "SELECT sum(cityHash64(number, number, 1)) FROM numbers(499000000)" }),
          signal: gone.signal,
        },
      ),
    );
    const ended = Promise.allSettled(asked);
    await expect.poll(() => store.queryQueue).toMatchObject({ running: 2, waiting: 4 });
    expect(await store.queries.runText("SELECT count() FROM spans")).toHaveLength(1);
    expect(store.queryQueue).toMatchObject({ running: 2 });
    gone.abort();
    await ended;
  });

  test("a client that disconnects cancels the query", async () => {
    const gone = new AbortController();
    const asked = runSql(
      {},
      {
        ...context({ query: "SELECT sum(cityHash64(number, number)) FROM numbers(499000000)" }),
        signal: gone.signal,
      },
    );
    await expect.poll(() => store.queryQueue.running).toBe(1);
    gone.abort();
    await expect(asked).rejects.toMatchObject({ code: "QUERY_CANCELLED" });
    await expect
      .poll(
        async () =>
          await store.queries.runText(
            "SELECT query FROM system.processes WHERE query LIKE 'SELECT sum(city%'",
          ),
      )
      .toEqual([]);
  });
});

describe("ways out", () => {
  const all = escapes({ ...bait, port: 9 });
  test(`${all.length} of them, each once`, () => {
    expect(all.length).toBeGreaterThanOrEqual(120);
    expect(new Set(all.map(({ sql }) => sql)).size).toBe(all.length);
  });

  test("each is refused in words, or is harmless", async () => {
    const wrong: string[] = [];
    for (const { sql, outcome, params } of escapes(bait)) {
      const answer = await ask(sql, params === undefined ? {} : { params }).catch((error: unknown) => error);
      const got =
        answer instanceof ProblemError && (answer.status === 403 || answer.status === 400)
          ? "refused"
          : answer instanceof Error
            ? String(answer)
            : "harmless";
      if (got !== outcome || JSON.stringify(answer).includes(secret)) wrong.push(`${sql}: ${got}`);
    }
    expect(wrong).toEqual([]);
  });

  test(
    "without the check of the text, the check of what the engine made of it lets none of them read a file",
    { tags: ["extended"] },
    async () => {
      const texts = [
        ...escapes(bait).flatMap(({ sql }) => (sql.includes(bait.file) ? [sql] : [])),
        ...attackQueries(3, 300, bait.file),
      ];
      const leaks: string[] = [];
      let refused = 0;
      async function attempt(sql: string): Promise<void> {
        const check = { query: sql, refusal: refusalOfTree };
        const answer = await store.sql
          .table({ text: sql, params: {}, maxRows: 10, check })
          .catch((error: unknown) => `refused ${String(error)}`);
        if (String(answer).startsWith("refused")) refused++;
        if (showsCanary(JSON.stringify(answer), secret)) leaks.push(`${sql}: ${JSON.stringify(answer)}`);
      }
      for (let first = 0; first < texts.length; first += 40)
        await Promise.all(texts.slice(first, first + 40).map(attempt));
      expect(leaks).toEqual([]);
      expect(refused).toBeGreaterThan(200);
    },
  );

  test.each([
    "SELECT sattr['x'] FROM spans WHERE toUInt8(name) = 1",
    "SELECT CAST(body AS Date) FROM logs",
    "SELECT throwIf(1, 'told') FROM logs WHERE 1 OR body = ''",
  ])("an error does not tell what was read: %s", async (query) => {
    const problem = await problemOf(ask(query));
    expect(problem).toMatchObject({ status: 400, code: "SQL_INVALID" });
    expect(problem.message).not.toMatch(/said|work/);
  });

  test("what is not a query at all is a mistake of grammar, what is another statement is not allowed", () => {
    const statusOf = (text: string): unknown => {
      try {
        return checkSql(text);
      } catch (error) {
        return error instanceof ProblemError ? `${error.status} ${error.code}` : error;
      }
    };
    expect(["SELEC 1", "EXPLAIN SELEC 1", "1", "(SELEC 1)"].map(statusOf)).toEqual(
      Array.from({ length: 4 }, () => "400 SQL_INVALID"),
    );
    expect(["DROP TABLE spans", "(DROP TABLE spans)", "EXPLAIN DROP TABLE spans"].map(statusOf)).toEqual(
      Array.from({ length: 3 }, () => "403 SQL_NOT_ALLOWED"),
    );
  });

  test(
    "behind the check the engine refuses them by itself, but for those it has no grant for",
    { tags: ["extended"] },
    async () => {
      const through: string[] = [];
      async function attempt({ sql, outcome, params }: Escape): Promise<void> {
        const rows = await store.queries.runText(sql, params ?? {}).catch(() => undefined);
        if (rows === undefined) return;
        expect(JSON.stringify(rows)).not.toContain(secret);
        if (outcome === "refused") through.push(sql);
      }
      const walled = escapes(bait).filter(({ isUnwalled }) => isUnwalled !== true);
      for (let first = 0; first < walled.length; first += 50)
        await Promise.all(walled.slice(first, first + 50).map(attempt));
      expect(through.filter((sql) => !engineAllows.some((pattern) => pattern.test(sql)))).toEqual([]);
    },
  );

  test("the engine was not given what the console was, to tell", () => {
    const environment = readFileSync(`/proc/${store.enginePid}/environ`, "utf8");
    expect(environment).toContain("TZ=");
    expect(environment).not.toContain(secret);
  });

  test("called no other server, wrote nothing and removed nothing", async () => {
    expect(calls).toBe(0);
    expect(existsSync(bait.target)).toBe(false);
    expect(readFileSync(bait.file, "utf8")).toBe(secret);
    expect(readdirSync(directory).toSorted()).toEqual(["secret.txt", "store"]);
    expect((await ask("SELECT count() FROM spans")).rows).toEqual([["20"]]);
    expect((await ask("SELECT count() FROM logs")).rows).toEqual([["1"]]);
    const tables = await store.queries.runText<{ name: string }>(
      "SELECT name FROM system.tables WHERE database = currentDatabase()",
    );
    expect(tables.map(({ name }) => name)).not.toEqual(expect.arrayContaining(["t", "v", "gone"]));
  });
});

/** What the engine lets its reader do: see its own tables, be told of the engine, make rows, end its own queries. */
const engineAllows: readonly RegExp[] = [
  /system\.(settings|processes|parts|tables|databases)/,
  /FROM documents$/,
  /^SELECT \w+\(.*\)$/,
  /generateRandom|viewIfPermitted/,
  /^(SHOW|KILL)/,
  // Not a way around a limit: what is below the lowest is raised to it, and what is so already may be said.
  /SETTINGS max_rows_to_read = 0|allow_introspection_functions = 1/,
  // Refused because it could be read in two ways.
  /\$\$|# comment|\/\/ comment/,
];

describe("what can be read", () => {
  test("the schema names every table and column as it is, functions without those that are refused", async () => {
    const schema = (await getSqlSchema({}, context(undefined))) as SqlSchema;
    for (const { name, columns, description } of schema.tables)
      expect([name, columns.length > 3, description.length > 10]).toEqual([name, true, true]);
    expect(schema.functions).toEqual(expect.arrayContaining(["count", "quantile", "toStartOfMinute"]));
    expect(schema.functions).not.toContain("file");
  });

  test("describes only columns that exist", async () => {
    const { tables } = (await getSqlSchema({}, context(undefined))) as SqlSchema;
    const unknown = readableTables.flatMap(({ name, columns }) => {
      const real = new Set(tables.find((table) => table.name === name)?.columns.map((column) => column.name));
      return Object.keys(columns)
        .filter((column) => !real.has(column))
        .map((column) => `${name}.${column}`);
    });
    expect(unknown).toEqual([]);
  });

  test("every table and column of the store is in the registry", async () => {
    const columns = await store.queries.runText<{ table: string; names: readonly string[] }>(
      "SELECT table, groupArray(name) AS names FROM system.columns WHERE database = currentDatabase() AND table NOT LIKE '%\\_view' GROUP BY table ORDER BY table",
    );
    expect(columns.length).toBeGreaterThan(20);
    const undeclared = columns.flatMap(({ table, names }) => {
      const declared = findTable(table)?.columns ?? {};
      return names
        .filter((name) => !Object.hasOwn(declared, name) && !name.startsWith("attr_"))
        .map((name) => `${table}.${name}`);
    });
    expect(undeclared).toEqual([]);
  });

  test("every function of the engine is either allowed by name or refused with a reason, so that a new one is seen", async () => {
    const names = await store.queries.runText<{ name: string; categories: string }>(
      "SELECT name, categories FROM system.functions",
    );
    const unknown = names.filter(({ name }) => !isKnownFunction(name) && refusalOf(name) === undefined);
    expect(unknown).toEqual([]);
    const reaching = ["Introspection", "Dictionary", "AI", "Embedded Dictionary"];
    expect(
      names.filter(({ name, categories }) => reaching.includes(categories) && isKnownFunction(name)),
    ).toEqual([]);
    expect(["countIf", "sumMapMerge", "quantilesTDigestArrayIf", "COUNT"].every(isKnownFunction)).toBe(true);
    expect(["evil", "countIfs", "if_", ""].some(isKnownFunction)).toBe(false);
  });
});

describe("documentation", () => {
  const page = new URL("../../../../docs/guide/sql.md", import.meta.url);
  const text = readFileSync(page, "utf8");
  const blocks = [...text.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, query]) => query!);

  test("its examples run, as those of the page do", async () => {
    expect(blocks.length).toBeGreaterThan(3);
    for (const query of [...blocks, ...sqlExamples.map((example) => example.query)])
      expect((await ask(query)).columns.length).toBeGreaterThan(1);
  });

  test("its tables are those of the schema", async () => {
    const { tables } = (await getSqlSchema({}, context(undefined))) as SqlSchema;
    const marker = "TELLTALE_WRITE_DOCS=1. -->\n";
    const head = text.slice(0, text.indexOf(marker) + marker.length);
    const wanted = head + tables.map(describeTable).join("");
    if (process.env["TELLTALE_WRITE_DOCS"] === "1") writeFileSync(page, wanted);
    expect(readFileSync(page, "utf8")).toBe(wanted);
  });
});

function describeTable({ name, description, columns }: SqlSchema["tables"][number]): string {
  // those of declared attributes are not the schema's
  const own = columns.filter((column) => !column.name.startsWith("attr_"));
  const rows = own.map((column) => `| \`${column.name}\` | \`${column.type}\` | ${column.description} |\n`);
  return `\n### ${name}\n\n${description}\n\n| column | type | |\n| --- | --- | --- |\n${rows.join("")}`;
}

test("comments are left out, and every word stays where it was", () => {
  expect(checkSql("SELECT 1 /* a\nb */ -- c\n+ '--' ; ")).toMatchObject({
    text: "SELECT 1     \n         \n+ '--'",
  });
});
