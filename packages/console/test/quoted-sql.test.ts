// @module-tag extended
// Literals and identifiers of SQL with hostile texts, judged by the parser of ClickHouse itself.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { hostile } from "quoting/hostile";
import { identifier, literal, sql, type Sql } from "quoting/sql";
import { wellFormed } from "quoting/unicode";
import { join } from "quoting/written";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Engine, startEngine } from "../src/store/engine/engine.ts";
import { expressionOf } from "../src/api/attributes/typed-column.ts";

const directory = mkdtempSync(path.join(tmpdir(), "telltale-quoted-sql-"));
let engine: Engine;

beforeAll(async () => {
  engine = await startEngine({ directory });
});
afterAll(async () => {
  await engine?.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function ask(query: Sql): Promise<{ meta: { name: string }[]; data: unknown[][] }> {
  const url = new URL(engine.url);
  url.searchParams.set("default_format", "JSONCompact");
  const password = Buffer.from(`writer:${engine.secrets.writerPassword}`).toString("base64");
  const headers = { authorization: `Basic ${password}` };
  const answer = await fetch(url, { method: "POST", body: query, headers });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return JSON.parse(text) as never;
}

test("a literal is its text, and an identifier its name", async () => {
  const texts = [...new Set(fc.sample(hostile, { seed: 11, numRuns: 300 }).map(wellFormed))];
  const columns = texts.map((text, index) => sql`${literal(text)} AS ${identifier(`${index} ${text}`)}`);
  const { meta, data } = await ask(sql`SELECT ${join(columns, sql`, `)}`);
  expect(data).toEqual([texts]);
  expect(meta.map(({ name }) => name)).toEqual(texts.map((text, index) => `${index} ${text}`));
});

test("the value of a declared attribute is found, whatever its key is", async () => {
  const keys = fc.sample(hostile, { seed: 13, numRuns: 40 }).map(wellFormed);
  for (const key of keys) {
    const value = expressionOf({ key, type: "string", unit: "", members: [], column: "a" }, "spans");
    const { data } = await ask(sql`SELECT ${value} FROM (SELECT map(${literal(key)}, 'found') AS sattr)`);
    expect(data).toEqual([["found"]]);
  }
});
