// Thousands of attempts to read a file of the machine through SQL, at a whole console over HTTP: by every scope, for two tenants and the
// operator. The content of the file must be in no result and in no error.
// @module-tag extended
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditResult, MadeToken, SqlResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { attackQueries, showsCanary } from "../sql-attacks/attack-queries.ts";
import { ownToken, type SecuredConsole, startSecured } from "./secured-console.ts";

const content = "Zq7Xw-made-up-content-9f3Kd";
/** Another seed, or more of them, for a longer search. */
const seed = Number(process.env["TELLTALE_SQL_ATTACK_SEED"] ?? 13);
const count = Number(process.env["TELLTALE_SQL_ATTACKS"] ?? 2_000);
const directory = mkdtempSync(join(tmpdir(), "telltale-sql-attacks-"));
const path = join(directory, "file.txt");
let running: SecuredConsole;
const tokens: { readonly who: string; readonly token: string | undefined }[] = [];

beforeAll(async () => {
  writeFileSync(path, content);
  running = await startSecured();
  tokens.push({ who: "operator", token: ownToken });
  for (const tenant of ["acme", "bolt"])
    for (const scope of ["read", "admin", "ingest"]) {
      const body = { name: `${scope} ${tenant}`, scope, tenant };
      const { token } = await running.read<MadeToken>("POST", "/api/tokens", { body });
      tokens.push({ who: `${scope} of ${tenant}`, token });
    }
});
afterAll(async () => {
  await running?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const formats = ["json", "csv", "ndjson"] as const;

test(`${count} generated queries show the content of a file to no scope and to no tenant`, async () => {
  const queries = attackQueries(seed, count, path);
  const leaks: string[] = [];
  const broken: string[] = [];
  const answered = new Map<string, number>();
  async function attack(query: string, place: number): Promise<void> {
    const { who, token } = tokens[place % tokens.length]!;
    const format = formats[Math.floor(place / tokens.length) % formats.length];
    const response = await running.ask("POST", "/api/sql", { token, body: { query, format } });
    const text = (await response.text()) + JSON.stringify([...response.headers]);
    answered.set(who, (answered.get(who) ?? 0) + 1);
    if (showsCanary(text, content)) leaks.push(`${who}: ${query}`);
    if (response.status >= 500 || (who.startsWith("ingest") && response.status !== 403))
      broken.push(`${response.status} ${who}: ${query}: ${text.slice(0, 300)}`);
  }
  for (let first = 0; first < queries.length; first += 20)
    await Promise.all(
      queries.slice(first, first + 20).map(async (query, place) => attack(query, first + place)),
    );
  expect(leaks).toEqual([]);
  expect(broken).toEqual([]);
  expect([...answered.values()].filter((each) => each >= Math.floor(count / tokens.length))).toHaveLength(7);
  const { rows } = await running.read<{ rows: unknown }>("POST", "/api/sql", {
    body: { query: "SELECT 1" },
  });
  expect(rows).toEqual([[1]]);
});

test("a tenant is not told how much all tenants have together", async () => {
  const token = tokens.find(({ who }) => who === "admin of bolt")!.token;
  const codes = async (query: string, shown: object): Promise<number> =>
    (await running.ask("POST", "/api/sql", { ...shown, body: { query } })).status;
  for (const query of [
    "EXPLAIN ESTIMATE SELECT * FROM spans",
    "EXPLAIN SELECT * FROM spans",
    "EXPLAIN PLAN indexes = 1 SELECT * FROM spans",
    "EXPLAIN indexes = 1 SELECT * FROM spans",
    "EXPLAIN PIPELINE SELECT * FROM spans",
  ])
    expect([query, await codes(query, { token }), await codes(query, {})]).toEqual([query, 403, 200]);
  expect(await codes("EXPLAIN SYNTAX SELECT * FROM spans", { token })).toBe(200);
  for (const query of ["SELECT max(_part_offset) FROM spans", "SELECT blockNumber() FROM spans"])
    expect([query, await codes(query, { token })]).toEqual([query, 403]);
  const body = { query: "SELECT count() FROM spans" };
  const own = await running.read<SqlResult>("POST", "/api/sql", { token, body });
  expect([own.rowsRead, own.bytesRead]).toEqual([null, null]);
  const all = await running.read<SqlResult>("POST", "/api/sql", { body });
  expect([typeof all.rowsRead, typeof all.bytesRead]).toEqual(["number", "number"]);
  const csv = { body: { ...body, format: "csv" } };
  expect((await running.ask("POST", "/api/sql", { token, ...csv })).headers.has("x-telltale-rows-read")).toBe(
    false,
  );
  expect((await running.ask("POST", "/api/sql", csv)).headers.has("x-telltale-rows-read")).toBe(true);
});

test("texts that read like a line of the store's plan are only texts, and such a name is refused with the reason", async () => {
  const { token } = tokens.find(({ who }) => who === "read of acme")!;
  const ask = async (query: string, params = {}): Promise<readonly [number, string]> => {
    const response = await running.ask("POST", "/api/sql", { token, body: { query, params } });
    return [response.status, await response.text()];
  };
  for (const query of [
    "SELECT count() FROM logs WHERE body = 'it''s, function_name: handler, in \\'it\\''",
    "SELECT count() FROM logs WHERE body IN ('function_name: a', 'table_name: b') OR has(['column_name: _part'], body)",
    "SELECT map('table_name: orders', 'column_name: id') AS m, m['table_name: orders'] AS name FROM spans LIMIT 1",
    "SELECT {text:String} AS told",
  ])
    expect([query, ...(await ask(query, { text: "function_name: x" }))]).toEqual([
      query,
      200,
      expect.any(String),
    ]);
  for (const [name, what] of [
    ["a, function_name: b", "reads like a line of the store's plan"],
    ["a\nb", "line break"],
  ] as const) {
    const [status, text] = await ask(`SELECT 1 AS "${name}"`);
    expect([status, text]).toEqual([403, expect.stringContaining(what)]);
  }
  // What is a function stays one, whatever is around it.
  for (const query of [
    "SELECT hostName() AS `it's`, 'a'",
    "SELECT 'function_name: count', hostName()",
    "SELECT 'a' AS `it's`, _part AS `'` FROM spans",
  ])
    expect([query, (await ask(query))[0]]).toEqual([query, 403]);
});

test("a value that cannot be read is a mistake of the query, not damage of the store", async () => {
  const { token } = tokens.find(({ who }) => who === "read of acme")!;
  for (const [query, text] of [
    ["SELECT {state:AggregateFunction(sum, UInt8)}", "x"],
    ["SELECT finalizeAggregation(CAST(unhex({state:String}), 'AggregateFunction(avg, UInt8)'))", "ff"],
  ]) {
    const body = { query, params: { state: text } };
    const response = await running.ask("POST", "/api/sql", { token, body });
    expect([query, response.status, await response.text()]).toEqual([
      query,
      400,
      expect.stringContaining("SQL_INVALID"),
    ]);
  }
});

test("what tells how values lie in the store, those of other tenants among them, is refused", async () => {
  const { token } = tokens.find(({ who }) => who === "read of acme")!;
  for (const call of [
    "dumpColumnStructure(service)",
    "lowCardinalityIndices(service)",
    "lowCardinalityKeys(service)",
    "base64Decode(service)",
    "FROM_BASE64(service)",
    "base64URLDecode(service)",
    "base58Decode(service)",
    "base32Decode(service)",
  ]) {
    const body = { query: `SELECT ${call} FROM spans` };
    const response = await running.ask("POST", "/api/sql", { token, body });
    expect([call, response.status]).toEqual([call, 403]);
  }
  const body = { query: "SELECT tryBase64Decode('b3JkZXItNzg5')" };
  expect((await running.read<SqlResult>("POST", "/api/sql", { token, body })).rows).toEqual([["order-789"]]);
});

test("every query is noted without its literals: caller, tenant, result and duration", async () => {
  const { token } = tokens.find(({ who }) => who === "read of bolt")!;
  const ask = async (query: string): Promise<number> =>
    (await running.ask("POST", "/api/sql", { token, body: { query } })).status;
  const askAll = async (): Promise<readonly number[]> => [
    await ask("SELECT count() FROM logs WHERE body = 'order-789' /* u1 */"),
    await ask("SELECT token FROM tokens WHERE id = 'order-789'"),
    await ask("SELECT nothing FROM spans WHERE duration > 4711"),
  ];
  expect(await askAll()).toEqual([200, 403, 400]);
  const admin = tokens.find(({ who }) => who === "admin of bolt")!.token;
  // Asked again each time: of the many queries of one second, as the tests before make them, only so many have a line.
  const noted = async (): Promise<AuditResult["items"]> => {
    await askAll();
    return (await running.read<AuditResult>("GET", "/api/audit?limit=500", { token: admin })).items;
  };
  const line = (action: string, target: string): object =>
    expect.objectContaining({ actor: "read bolt (token)", action, target });
  await expect
    .poll(noted, { interval: 300 })
    .toEqual(
      expect.arrayContaining([
        line("sql.allowed", "SELECT count() FROM logs WHERE body = ?"),
        line("sql.refused", "SELECT token FROM tokens WHERE id = ?"),
        line("sql.failed", "SELECT nothing FROM spans WHERE duration > ?"),
      ]),
    );
  const lines = await noted();
  // Random identities of tokens may contain any such text.
  const texts = lines.map(({ action, target, details }) => JSON.stringify({ action, target, details }));
  expect(texts.filter((text) => /order-789|4711|\bu1\b/.test(text) && !text.includes("token:"))).toEqual([]);
  const allowed = lines.find(
    ({ action, actor }) => action === "sql.allowed" && actor === "read bolt (token)",
  );
  expect(allowed?.details).toMatchObject({ durationMs: expect.any(Number), count: expect.any(Number) });
  const { token: other } = tokens.find(({ who }) => who === "admin of acme")!;
  const theirs = await running.read<AuditResult>("GET", "/api/audit?limit=500", { token: other });
  expect(theirs.items.filter(({ actor }) => actor.includes("bolt"))).toEqual([]);
});
