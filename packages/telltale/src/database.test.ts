import { afterEach, beforeEach, expect, test } from "vitest";
import { type Collected, collect } from "../test/collect.ts";
import type { DatabaseOptions } from "./database.ts";
import { traceDatabase } from "./decorators/trace-database.ts";
import { trace } from "./span.ts";

let collected: Collected;
beforeEach(() => {
  collected = collect();
});
afterEach(async () => collected.stop());

async function attributesOf(options: DatabaseOptions, result?: unknown): Promise<Record<string, unknown>> {
  traceDatabase(options, () => result);
  await collected.flush();
  return collected.spans().at(-1)?.attributes ?? {};
}

test("runs the function and returns its result, with telemetry on and off", async () => {
  expect(traceDatabase({ system: "sqlite" }, () => 7)).toBe(7);
  expect(await traceDatabase({ system: "sqlite" }, async () => 8)).toBe(8);
  const error = new Error("no");
  expect(() =>
    traceDatabase({ system: "sqlite" }, () => {
      throw error;
    }),
  ).toThrow(error);
  const rows = traceDatabase({ system: "sqlite" }, function* () {
    yield 1;
    return 2;
  });
  expect([...rows]).toEqual([1]);
  await collected.stop();
  expect(
    traceDatabase({ system: "sqlite" }, (call) => {
      call.rows(1);
      call.addAttribute("a", 1);
      return 9;
    }),
  ).toBe(9);
});

test("is a child of the active span, and the parent of what runs inside", async () => {
  trace("outer", () => traceDatabase({ system: "sqlite", query: "SELECT 1" }, () => trace("inner", () => 1)));
  await collected.flush();
  const [inner, query, outer] = ["inner", "SELECT", "outer"].map((name) => collected.spans(name)[0]);
  expect([inner?.parentId, query?.parentId]).toEqual([query?.spanId, outer?.spanId]);
});

test("given facts are before those of the query", async () => {
  const found = await attributesOf({
    system: "postgres",
    query: "SELECT * FROM a JOIN b ON a.id = b.id",
    collection: "mine",
    operation: "read",
    namespace: "shop|public",
    summary: "read mine",
    connection: "primary",
    batchSize: 2,
    attributes: { "db.system.name": "other", "shop.area": "cart" },
  });
  expect(found).toMatchObject({
    "db.system.name": "postgresql",
    "db.collection.name": "mine",
    "db.operation.name": "read",
    "db.namespace": "shop|public",
    "db.query.summary": "read mine",
    "telltale.db.connection": "primary",
    "db.operation.batch.size": 2,
    "shop.area": "cart",
  });
});

test("of several collections none is the one", async () => {
  const found = await attributesOf({ system: "postgresql", query: "SELECT * FROM a JOIN b ON a.id = b.id" });
  expect(found).not.toHaveProperty("db.collection.name");
  expect(found["db.query.summary"]).toBe("SELECT a b");
});

test("the text is cut before a name, by default at 500 characters", async () => {
  const query = `SELECT ${"column_name, ".repeat(100)} x FROM t`;
  const byDefault = (await attributesOf({ system: "postgresql", query }))["db.query.text"] as string;
  expect(query.startsWith(byDefault)).toBe(true);
  expect(byDefault.length).toBeGreaterThan(480);
  expect(byDefault.length).toBeLessThanOrEqual(500);
  expect(byDefault).toMatch(/ column_name,?$/);
  const short = await attributesOf({ system: "postgresql", query, maxQueryLength: 25 });
  expect(short["db.query.text"]).toBe("SELECT column_name,");
  expect(await attributesOf({ system: "postgresql", query, maxQueryLength: 0 })).not.toHaveProperty(
    "db.query.text",
  );
});

test("records the beginning of a text of megabytes, and no part of a name", async () => {
  const values = "'a', ".repeat(3276);
  const query = `SELECT ${values}"hunter2 twice" FROM t`;
  const { "db.query.text": text } = await attributesOf({
    system: "postgresql",
    query,
    maxQueryLength: 1_000_000,
  });
  expect(text).toMatch(/^SELECT \?, .*\?,$/);
});

test("parameters are counted; recorded only when asked", async () => {
  expect(
    (await attributesOf({ system: "sqlite", parameters: ["a", "b"] }))["telltale.db.parameter_count"],
  ).toBe(2);
  expect(
    (await attributesOf({ system: "sqlite", parameters: { id: "hunter2" } }))["telltale.db.parameter_count"],
  ).toBe(1);
  expect((await attributesOf({ system: "sqlite", parameters: 3 }))["telltale.db.parameter_count"]).toBe(3);
  expect(JSON.stringify(collected.spans())).not.toContain("hunter2");
  const asked = await attributesOf({ system: "sqlite", parameters: ["x", 7], recordParameters: true });
  expect(asked).toMatchObject({ "db.query.parameter.0": "x", "db.query.parameter.1": "7" });
});

test.each([
  [[1, 2, 3], 3],
  [{ rows: [1], rowCount: 1 }, 1],
  [[[{ id: 1 }, { id: 2 }], [{ name: "id" }]], 2],
  [{ recordset: [1, 2] }, 2],
  [{ affectedRows: 2 }, undefined],
  [[{ affectedRows: 2 }, undefined], undefined],
])("rows are read from the result: %j", async (result, count) => {
  expect((await attributesOf({ system: "mysql" }, result))["db.response.returned_rows"]).toBe(count);
});

test("reads rows from the result, a number, or a function", async () => {
  traceDatabase({ system: "sqlite", rows: 1 }, (call) => call.rows(4));
  expect((await attributesOf({ system: "sqlite", rows: 5 }))["db.response.returned_rows"]).toBe(5);
  expect(
    (await attributesOf({ system: "sqlite", rows: (result: { n: number }) => result.n }, { n: 6 }))[
      "db.response.returned_rows"
    ],
  ).toBe(6);
  const throwing = {
    system: "sqlite",
    rows: (): number => {
      throw new Error("no");
    },
  };
  expect(await attributesOf(throwing)).not.toHaveProperty("db.response.returned_rows");
  expect(collected.spans()[0]?.attributes["db.response.returned_rows"]).toBe(4);
});

test("classes by thresholds that can be set", async () => {
  const wait = async (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 3));
  await traceDatabase({ system: "sqlite", thresholds: { fastMs: 0, moderateMs: 60_000 } }, wait);
  await traceDatabase({ system: "sqlite", thresholds: { fastMs: 0, moderateMs: 1 } }, wait);
  await traceDatabase({ system: "sqlite" }, () => 1);
  await collected.flush();
  expect(collected.spans().map((span) => span.attributes["telltale.db.class"])).toEqual([
    "moderate",
    "slow",
    "fast",
  ]);
});

test.each([
  ["redis", "BLPOP jobs 5", undefined],
  ["valkey", ["XREAD", "BLOCK", 5, "STREAMS", "jobs", "$"], undefined],
  ["redis", "XREAD STREAMS jobs $", "slow"],
  ["redis", "LPOP jobs", "slow"],
])("a command that is there to wait has no class: %s %s", async (system, query, expected) => {
  const found = await attributesOf({ system, query, thresholds: { fastMs: 0, moderateMs: 0 } });
  expect(found["telltale.db.class"]).toBe(expected);
});

test.each([
  ["postgresql", { code: "42P01" }, "42P01"],
  ["mysql", { errno: 1146, code: "ER_NO_SUCH_TABLE" }, "1146"],
  ["mssql", { number: 208, code: "EREQUEST" }, "208"],
  ["oracle", { errorNum: 942 }, "942"],
  ["mongodb", { code: 11000 }, "11000"],
  ["redis", new Error("WRONGTYPE Operation against a key"), "WRONGTYPE"],
  ["sqlite", { code: "SQLITE_BUSY" }, "SQLITE_BUSY"],
  ["postgresql", { code: "ECONNREFUSED", syscall: "connect" }, undefined],
])("the error's code: %s %o", async (system, fields, status) => {
  const error = fields instanceof Error ? fields : Object.assign(new Error("no"), fields);
  await expect(traceDatabase({ system }, async () => Promise.reject(error))).rejects.toBe(error);
  await collected.flush();
  const [span] = collected.spans();
  expect(span?.attributes["db.response.status_code"]).toBe(status);
  expect(span?.attributes["error.type"]).toBe(status ?? "ECONNREFUSED");
  expect(span?.status).toBe(2);
  expect(collected.points("db.client.operation.duration")[0]?.attributes["error.type"]).toBe(
    status ?? "ECONNREFUSED",
  );
});

test.each([
  ["redis", "SET user:1 hunter2 EX 5", "SET", { "db.query.text": "SET ? ? ? ?", "db.operation.name": "SET" }],
  ["redis", ["GET", "hunter2"], "GET", { "db.query.text": "GET ?" }],
  ["redis", "hunter2", "redis", {}],
  [
    "mongodb",
    { find: "users", filter: { name: "hunter2", tags: ["x"] } },
    "find users",
    { "db.query.text": '{"find":"?","filter":{"name":"?","tags":["?"]}}', "db.collection.name": "users" },
  ],
  [
    "neo4j",
    'MATCH (n:User {name: "hunter2"}) RETURN n',
    "neo4j",
    { "db.query.text": "MATCH (n:User {name: ?}) RETURN n" },
  ],
  [
    "elasticsearch",
    '{"query":{"match":{"name":"hunter2"}}}',
    "elasticsearch",
    { "db.query.text": "{?:{?:{?:?}}}" },
  ],
])("systems without SQL: %s %j", async (system, query, name, expected) => {
  expect(await attributesOf({ system, query })).toMatchObject(expected);
  const [span] = collected.spans();
  expect(span?.name).toBe(name);
  expect(JSON.stringify(span)).not.toContain("hunter2");
});

test("whatever is passed, the function runs", async () => {
  const hostile = {
    get system(): string {
      throw new Error("no");
    },
  };
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;
  const options: unknown[] = [
    undefined,
    null,
    7,
    {},
    hostile,
    { system: 5, query: 5, rows: "x", parameters: -1, thresholds: 3 },
    { system: "mongodb", query: cyclic },
  ];
  for (const one of options) expect(traceDatabase(one as DatabaseOptions, () => 1)).toBe(1);
  await collected.flush();
});

test("what the driver says of an error leaves without values; the caller's error is the very same", async () => {
  const error = Object.assign(new Error('invalid input syntax: "hunter2", Key (pin)=(hunter2) exists'), {
    code: "22P02",
  });
  const options = { system: "postgresql", query: "SELECT a FROM t WHERE pin = 'hunter2'" };
  await expect(traceDatabase(options, async () => Promise.reject(error))).rejects.toBe(error);
  expect(error.message).toContain("hunter2");
  await collected.flush();
  const [span] = collected.spans();
  expect(span?.message).toBe('invalid input syntax: "?", Key (pin)=(?) exists');
  expect(span?.events[0]?.name).toBe("exception");
  expect(JSON.stringify(span)).not.toContain("hunter2");
});
