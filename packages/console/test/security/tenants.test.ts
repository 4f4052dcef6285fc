// @module-tag extended
// What one tenant sees does not depend on what others have, whatever is asked: every route, every query that is behind one, and
// SQL that people write. The tenants have the same ids.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiContext } from "../../src/api/context.ts";
import { apiRoutes } from "../../src/api/routes.ts";
import type { QueryName } from "../../src/sql/query-name.ts";
import { privateTables, readableTables } from "../../src/tables/registry.ts";
import { type QueryText, readQueryTexts } from "../../src/store/query/text.ts";
import { readQueryFiles, readSqlFiles } from "../../src/store/schema/sql-files.ts";
import { answer, hex, now, openApi, type TestApi } from "../api/harness.ts";
import { pathValues, questions, writeEverything } from "../store-contract/everything.ts";
import { type Salt, salted } from "./tenant-rows.ts";

/** With it set, so many times, with all paths, and the others are asked everything as well. */
const runs = process.env["TELLTALE_TENANT_RUNS"];
const isLong = runs !== undefined;
const longMs = 60_000 * Math.max(1, Number(runs ?? 1));

/**
 * A quarter of the queries is asked, a sixth of the paths, which lead to the same ones, and half of the SQL. `TELLTALE_TENANT_PART=N` asks for
 * another of the twelve parts.
 */
const part = Number(process.env["TELLTALE_TENANT_PART"] ?? 0);
const paths = [
  ...new Set([
    ...apiRoutes
      .filter(({ method }) => method === "GET")
      .map(({ path }) => path.replace(/:(\w+)/g, (_, name: string) => pathValues[name] ?? "x")),
    ...questions,
    `/api/traces/${hex("trace-3", 16)}`,
    "/api/users/u1",
    "/api/errors/f0",
    "/api/profiles/resize",
    "/api/cpu-profiles",
    "/api/cpu-profiles/profile-1",
    "/api/interactions",
    "/api/workflows?type=order",
    "/api/workflows/order/order-2",
    "/api/services",
    "/api/metrics",
    "/api/attributes?key=mark",
    "/api/traces?filter=mark%20exists",
    "/api/logs?filter=mark%20exists",
    "/api/sql/schema",
  ]),
].filter((_path, place) => isLong || place % 6 === part % 6);

const statements = [
  ...readableTables.map(({ name }) => `SELECT * FROM ${name} ORDER BY ALL LIMIT 40`),
  ...readableTables.map(({ name }) => `SELECT count(), uniq(tenant), max(tenant) FROM ${name}`),
  "SELECT * FROM spans WHERE tenant != '' ORDER BY ALL LIMIT 50",
  "SELECT * FROM spans WHERE tenant IN ('a', 'b', 'c', '') ORDER BY ALL LIMIT 50",
  "SELECT * FROM spans PREWHERE 1 WHERE 1 OR tenant = 'b' ORDER BY ALL LIMIT 50",
  "SELECT trace_id, count() FROM spans AS a JOIN spans AS b USING trace_id GROUP BY ALL ORDER BY ALL LIMIT 50",
  "SELECT count() FROM spans UNION ALL SELECT count() FROM logs UNION ALL SELECT (SELECT count() FROM business_events)",
  "SELECT name FROM spans WHERE has(kv, 'mark=of-b') OR has(kv, 'mark=of-') ORDER BY ALL LIMIT 50",
  "SELECT count() FROM logs WHERE hasToken(lower(body), 'b')",
  "SELECT value, sum(count) FROM attribute_values GROUP BY value ORDER BY ALL",
  "SELECT count(), min(start), max(start), max(duration) FROM spans",
  "SELECT * FROM spans FINAL ORDER BY ALL LIMIT 50",
  "SELECT _part, _partition_id, count() FROM spans GROUP BY ALL ORDER BY ALL",
  "SELECT count() FROM telltale.spans",
  "SELECT * FROM system.tables",
  "SELECT * FROM system.parts",
  "SELECT * FROM system.processes",
  "SELECT * FROM system.query_log",
  "SELECT * FROM telltale_readers.tenants",
  "SELECT * FROM merge('telltale', '.*')",
  "SELECT * FROM tokens",
  "SELECT * FROM audit",
  "SELECT * FROM documents",
  "SELECT currentUser(), user()",
].filter((_statement, place) => isLong || place % 2 === part % 2);

let api: TestApi;
/** What the tenant `a` saw when it was alone. */
let before: Readonly<Record<string, string>>;

beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());

async function write(salt: Salt): Promise<void> {
  await api.write((sink) => writeEverything(salted(sink, salt)));
}

async function contextOf(tenant: string): Promise<ApiContext> {
  const view = await api.store.of(tenant);
  return { ...view, nowMs: () => now };
}

/** What the tenant sees by SQL, in an order of its own. */
async function readBy(tenant: string): Promise<Readonly<Record<string, string>>> {
  const { sql } = await api.store.of(tenant);
  const answers = statements.map(async (text) => {
    const table = sql.table({ text, params: {}, maxRows: 1000 });
    return [text, await settled(table.then(({ columns, rows }) => ({ columns, rows })))] as const;
  });
  return Object.fromEntries(await Promise.all(answers));
}

/** Everything the tenant sees. */
async function seenBy(tenant: string): Promise<Readonly<Record<string, string>>> {
  const context = await contextOf(tenant);
  const ofPaths = paths.map(async (path) => [path, await settled(answer(path, context))] as const);
  const asked = [...queryTexts].filter((_text, place) => isLong || place % 4 === part % 4);
  const ofQueries = asked.map(async ([name, { required }]) => {
    const rows = context.queries.run(name as QueryName, broadest(required));
    return [`query ${name}`, await settled(rows)] as const;
  });
  return {
    ...Object.fromEntries(await Promise.all([...ofPaths, ...ofQueries])),
    ...(await readBy(tenant)),
  };
}

const queryTexts = readQueryTexts(readQueryFiles());
const begin = now - 86_400_000;
const end = now + 86_400_000;
const named: Readonly<Record<string, unknown>> = {
  name: "checkout",
  type: "purchase",
  names: ["checkout", "purchase", "order"],
  kind: "journey",
  fingerprint: "f0",
  fingerprints: ["f0", "f1", "f2"],
  signal: "spans",
  key: "region",
  keys: ["region", "mark"],
  steps: ["landing", "product", "paid"],
  groupBy: [],
  table: "spans",
  time: "start",
  tables: ["spans", "logs"],
  traceId: hex("trace-3", 16),
  limit: 1000,
};

/** Values for the parameters a query cannot do without that leave as little out as they can. */
function broadest(parameters: QueryText["required"]): Record<string, unknown> {
  return Object.fromEntries([...parameters].map(([name, type]) => [name, valueOf(name, type)]));
}

function valueOf(name: string, type: string): unknown {
  const isEnd = /^(to|until|now|last|high|cursor|before|spanTo|.*[mM]ax)/.test(name);
  if (type.startsWith("DateTime64"))
    return new Date(isEnd ? end : begin).toISOString().slice(0, 19).replace("T", " ");
  if (type === "Array(Array(String))") return [["landing"], ["product"], ["paid"]];
  const value = named[name];
  if (value !== undefined && type.startsWith("Array") === Array.isArray(value)) {
    const isText = typeof (Array.isArray(value) ? value[0] : value) === "string";
    if (isText === /String|Identifier/.test(type) || (Array.isArray(value) && value.length === 0))
      return value;
  }
  if (type.startsWith("Array")) return [];
  if (type === "String") return "";
  if (type === "Identifier") return "start";
  if (name === "from") return String(BigInt(begin) * 1_000_000n);
  if (name === "slices" || name === "every") return 1;
  if (/step/i.test(name))
    return name.endsWith("Ms") ? 60_000 : name.endsWith("Seconds") ? 60 : 60_000_000_000;
  return isEnd && /64/.test(type) ? "9000000000000000000" : 0;
}

async function settled(asking: Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(sorted(await asking));
  } catch (error) {
    return `${(error as { code?: string }).code}: ${(error as Error).message.slice(0, 120)}`;
  }
}

function sorted(value: unknown): unknown {
  if (typeof value === "number") return Number(value.toPrecision(12));
  if (Array.isArray(value))
    return value.map(sorted).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sorted(inner)]));
}

test(
  "what a tenant sees does not change by what others write, and holds no trace of them",
  async () => {
    await write({ tenant: "a", mark: "of-a", factor: 3, leaveOut: 5 });
    before = await seenBy("a");
    expect(Object.values(before).filter((text) => text.includes("of-a")).length).toBeGreaterThan(5);
    const other = fc.record({
      tenant: fc.constantFrom("b", "c", ""),
      factor: fc.integer({ min: 1, max: 9 }),
      leaveOut: fc.integer({ min: 1, max: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(other, async (salt) => {
        await write({ ...salt, mark: `of-other-${salt.tenant}` });
        const after = await seenBy("a");
        const theirs = await (isLong ? seenBy : readBy)(salt.tenant);
        expect(after).toEqual(before);
        const own = Object.values(theirs).filter((text) => text.includes(`of-other-${salt.tenant}`));
        expect(own.length).toBeGreaterThan(3);
        for (const [question, text] of Object.entries(theirs))
          expect([question, text.includes("of-a")]).toEqual([question, false]);
        for (const [question, text] of Object.entries(after))
          expect([question, text.includes("of-other")]).toEqual([question, false]);
      }),
      { numRuns: Number(runs ?? 1) },
    );
  },
  longMs,
);

test("the broadest parameters are ones that queries answer to", () => {
  const queries = Object.entries(before).filter(([question]) => question.startsWith("query "));
  expect(queries.length).toBeGreaterThan(10);
  const refused = queries.filter(([, text]) => text.startsWith("query"));
  // A few have parameters that no value lets everything through.
  expect([refused.length < queries.length / 5, refused.map(([, text]) => text)]).toEqual([
    true,
    expect.anything(),
  ]);
});

test("a tenant without data sees nothing", async () => {
  const { queries, sql } = await api.store.of("nobody");
  for (const { name } of readableTables) {
    const { rows } = await sql.table({ text: `SELECT count() FROM ${name}`, params: {}, maxRows: 10 });
    expect([name, rows]).toEqual([name, [["0"]]]);
  }
  expect(
    await queries
      .run("services", {
        from: "2020-01-01 00:00:00",
        to: "2030-01-01 00:00:00",
        environment: "",
        minutes: 60,
        stepMs: 60_000,
      })
      .catch(() => []),
  ).toEqual([]);
});

test("what is rolled up is rolled up for every tenant", async () => {
  const ask = async (tenant: string): Promise<unknown> => {
    const { queries } = await api.store.of(tenant);
    return queries.run("rolled-attributes", {});
  };
  const all = (await ask("")) as unknown[];
  expect(all.length).toBeGreaterThan(1);
  expect(await ask("a")).toEqual(all);
});

test("of a person who is deleted nothing stays in any column of any table", async () => {
  const { queries } = await api.store.of("a");
  const tables = await queries.runText<{ table: string; columns: readonly string[] }>(
    `SELECT table, groupArray(name) AS columns FROM system.columns WHERE database = currentDatabase() AND default_kind != 'ALIAS'
    AND match(type, 'String|Map') AND NOT match(table, '_view$') AND NOT has({left:Array(String)}, table) GROUP BY table`,
    { left: [...privateTables, "schema_migrations"] },
  );
  expect(tables.length).toBeGreaterThan(15);
  async function placesOf(word: string): Promise<readonly string[]> {
    const found = tables.map(async ({ table, columns }) => {
      const counts = columns.map((name) => `countIf(match(toString(\`${name}\`), {word:String})) > 0`);
      const [row] = await queries.runText<{ has: readonly number[] }>(
        `SELECT [${counts.join(", ")}] AS has FROM ${table}`,
        { word: `\\b${word}\\b` },
      );
      return columns.filter((_name, place) => row?.has[place] === 1).map((name) => `${table}.${name}`);
    });
    return (await Promise.all(found)).flat();
  }
  const [known] = await queries.runText<{ user: string; session: string }>(
    "SELECT user_id AS user, max(session_id) AS session FROM business_events WHERE user_id != '' AND session_id != '' GROUP BY user ORDER BY count() DESC, user LIMIT 1",
  );
  const places = await placesOf(known!.user);
  expect(places).toEqual(expect.arrayContaining(["business_events.user_id", "journey_days.id"]));
  const { pending } = await api.store.personalData.deleteOf({ tenant: "a", id: known!.user });
  expect(pending).toEqual([]);
  expect([await placesOf(known!.user), await placesOf(known!.session)]).toEqual([[], []]);
});

test("every table that names people is one whose rows are looked for", async () => {
  const people = await api.store.queries.runText<{ table: string }>(
    "SELECT DISTINCT table FROM system.columns WHERE database = currentDatabase() AND name IN ('user_id', 'session_id', 'sattr') AND table NOT LIKE '%\\_view' AND table NOT IN (SELECT name FROM system.tables WHERE engine = 'Null')",
  );
  const covered = new Set(readSqlFiles("personal-data").map(({ name }) => name));
  expect(people).toContainEqual({ table: "business_events" });
  expect(people.filter(({ table }) => !covered.has(table))).toEqual([]);
});

test("documents are a tenant's own", async () => {
  const [a, b] = [await api.store.of("a"), await api.store.of("b")];
  await a.documents.save("rules", '{"of":"a"}', 0);
  expect((await b.documents.read("rules")).version).toBe(0);
  expect((await api.store.documents.read("rules")).version).toBe(0);
  await b.documents.save("rules", '{"of":"b"}', 0);
  expect((await a.documents.read("rules")).body).toBe('{"of":"a"}');
});

test("what the console keeps for itself is for no reader", async () => {
  for (const tenant of ["", "a"]) {
    const { sql } = await api.store.of(tenant);
    for (const table of ["tokens", "audit"])
      await expect(sql.table({ text: `SELECT * FROM ${table}`, params: {}, maxRows: 1 })).rejects.toThrow(
        /does not allow/,
      );
  }
});

test("more tenants than can be told apart are refused, not mixed", { tags: ["extended"] }, async () => {
  for (let place = 0; place < 64; place++) await api.store.of(`many-${place}`).catch(() => undefined);
  await expect(api.store.of("one-more")).rejects.toMatchObject({ code: "TENANT_UNAVAILABLE" });
  const { sql } = await api.store.of("a");
  const { rows } = await sql.table({ text: "SELECT DISTINCT tenant FROM spans", params: {}, maxRows: 10 });
  expect(rows).toEqual([["a"]]);
});
