// Which indexes the queries use, as the engine explains it: a change in the SQL that loses one would be seen only with much data.
// @module-tag extended
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TracesResult } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiContext, QueryParams } from "../../src/api/context.ts";
import { apiRoutes } from "../../src/api/routes.ts";
import { toParamTexts } from "../../src/store/query/param-texts.ts";
import { command, connect, select } from "../../src/store/client.ts";
import { type Engine, startEngine } from "../../src/store/engine/engine.ts";
import { migrate } from "../../src/store/schema/migrate.ts";
import { readQueryTexts } from "../../src/store/query/text.ts";
import { readQueryFiles } from "../../src/store/schema/sql-files.ts";
import { chosenTier } from "../../../../tools/testing/tiers.ts";
import { answer, now } from "./harness.ts";

const texts = readQueryTexts(readQueryFiles());
let directory = "";
let engine: Engine;
let client: ReturnType<typeof connect>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "telltale-explain-"));
  engine = await startEngine({ directory });
  const account = {
    url: engine.url,
    username: "writer",
    password: engine.secrets.writerPassword,
    settings: {},
  };
  const maker = connect({ ...account, database: "system" }, 1);
  await command(maker, "CREATE DATABASE IF NOT EXISTS telltale");
  await maker.close();
  client = connect({ ...account, database: "telltale" }, 2);
  await migrate(client);
  const fill = (table: string, columns: string, values: string): Promise<void> =>
    command(client, `INSERT INTO ${table} (${columns}) SELECT ${values} FROM numbers(30000)`);
  const moment = "toDateTime64('2026-11-20 13:00:00', 9, 'UTC') + toIntervalMillisecond(number * 200)";
  const trace = "toFixedString(unhex(leftPad(hex(number), 32, '0')), 16)";
  await fill(
    "spans",
    "trace_id, span_id, start, sattr",
    `${trace}, toFixedString('12345678', 8), ${moment}, map('order.id', toString(number))`,
  );
  await fill(
    "logs",
    "trace_id, ts, body, sattr",
    `${trace}, ${moment}, concat('word', toString(number)), map('order.id', toString(number))`,
  );
  await fill(
    "business_events",
    "kind, name, entity_id, user_id, session_id, ts, uid",
    `'transaction', 'purchase', toString(number), if(number % 2 = 0, concat('u', toString(number)), ''),
      concat('s', toString(number)), ${moment}, toString(number)`,
  );
});

afterAll(async () => {
  await client.close();
  await engine.stop();
  await rm(directory, { recursive: true, force: true });
});

async function explain(text: string, params: QueryParams): Promise<string> {
  const plan = await select<{ explain: string }>(client, `EXPLAIN indexes = 1 ${text}`, params);
  return plan.map((line) => line.explain).join("\n");
}

/** The plans of the queries a request makes, by name of the query. */
async function plansOf(path: string): Promise<ReadonlyMap<string, string>> {
  const plans = new Map<string, string>();
  const queries: ApiContext["queries"] = {
    run: async <Row>(name: string, given: QueryParams) => {
      const { text, params } = texts.get(name)!.for(given);
      plans.set(name, await explain(text, params));
      return select<Row>(client, text, params);
    },
  };
  const url = new URL(path, "http://console");
  const route = apiRoutes.find((one) =>
    new RegExp(`^${one.path.replace(/:\w+/g, "[^/]+")}$`).test(url.pathname),
  );
  const [, , , first = "", second = ""] = route?.path.includes(":") === true ? url.pathname.split("/") : [];
  const given = second === "" ? { id: first } : { type: first, id: second };
  const params = { ...Object.fromEntries(url.searchParams), ...(first === "" ? {} : given) };
  await route?.handler(params, { queries, nowMs: () => now });
  return plans;
}

/** Granules that are read after the index called `name` was asked. */
function granulesAfter(plan: string | undefined, name: string): number {
  const found = new RegExp(`Name: ${name}\\b[\\s\\S]*?Granules: (\\d+)/(\\d+)`).exec(plan ?? "");
  expect(found, `the plan has no index ${name}:\n${plan}`).not.toBeNull();
  return Number(found?.[1]);
}

/** Their lines need each other: the test of charts of records asks each form. */
const whole: ReadonlySet<string> = new Set(["chart-events", "chart-logs", "chart-spans"]);

describe("every line of every query is understood by the engine", () => {
  const chosen = [...texts]
    .filter(([name, { optional }]) => optional.size > 0 && !whole.has(name))
    .map(([name, query]) => [name, query] as const);
  const queriesWith = Map.groupBy(
    chosen.flatMap(([name, { optional }]) => [...optional.keys()].map((parameter) => ({ name, parameter }))),
    ({ parameter }) => parameter,
  );
  /** What many queries include is tried in the first and each third of them; nightly in all. */
  function isTried(parameter: string, query: string): boolean {
    const including = queriesWith.get(parameter)!;
    const place = including.findIndex(({ name }) => name === query);
    return chosenTier() === "nightly" || including.length < 4 || place % 3 === 0;
  }

  test.each(chosen)("%s", async (name, query) => {
    const valuesOf = (parameters: ReadonlyMap<string, string>): QueryParams =>
      Object.fromEntries([...parameters].map(([key, type]) => [key, valueOf(type, key)]));
    const required = valuesOf(query.required);
    const ways = [...query.optional]
      .filter(([parameter]) => isTried(parameter, name))
      .map(([, parameters]) => ({ ...required, ...valuesOf(parameters) }));
    const asked = [required, ...ways].map((way) => query.for(withChoices(way, query.optional, valuesOf)));
    // two parameters may choose the same lines
    for (const [text, params] of new Map(asked.map((one) => [one.text, one.params]))) {
      // What is grouped has to be named by one of the lines.
      if (/\bvalue\b/.test(text) && !/AS value/.test(text)) continue;
      const plan = await select<{ explain: string }>(client, `EXPLAIN ${text}`, params);
      expect(plan.map((line) => line.explain).join("\n")).toContain("Read");
    }
  });
});

/**
 * Of these parameters of a query, exactly one is given: the source of records, how the steps of a funnel count, by what transactions are
 * grouped, who people are, whether alerts read what they group by and amounts, what their conditions need, where paths begin and end, whether spans of their traces count, and where errors are read.
 */
const choices = [
  ["ungrouped", "by"],
  ["merged", "filtered"],
  ["details"],
  ["identified"],
  ["hasCells"],
  ["withoutAmounts", "hasAmounts"],
  ["traced"],
  ["byDecision"],
  ["withErrors"],
  ["inRangeOnly", "withEarlier"],
  ["withoutTraces", "withTraces"],
  ["withoutPresence", "withPresence"],
  ["withoutThresholds", "withThresholds"],
  ["ofErrors", "ofRecords"],
  ["ofTransactions", "ofWorkflows", "ofFunnels"],
  ["ofSteps", "ofInteractions", "ofInstances"],
  ["fromAny", "start"],
  ["ofAll", "first"],
  ["allVisits", "firstOnly"],
  ["endNone", "endStep", "endTransaction"],
  ["inOrder", "inOrderSplit", "strict", "anyOrder"],
] as const;

function withChoices(
  given: QueryParams,
  optional: ReadonlyMap<string, ReadonlyMap<string, string>>,
  valuesOf: (parameters: ReadonlyMap<string, string>) => QueryParams,
): QueryParams {
  const missing = choices.flatMap((choice) => {
    const first = choice.find((name) => optional.has(name));
    return first === undefined || choice.some((name) => name in given) ? [] : [first];
  });
  return Object.assign({}, given, ...missing.map((name) => valuesOf(optional.get(name)!))) as QueryParams;
}

/** Identifiers by the names of their parameters. */
const identifiers: Readonly<Record<string, string>> = {
  table: "spans",
  time: "start",
  wordColumn: "status",
};

function valueOf(type: string, name = ""): unknown {
  const [, inner] = /^Array\((Array\(.*\))\)$/.exec(type) ?? [];
  if (inner !== undefined) return [valueOf(inner)];
  if (type.startsWith("Array(String")) return ["a=b"];
  if (type.startsWith("Array(DateTime")) return ["2026-11-20 13:00:00"];
  if (type.startsWith("Array")) return [1];
  if (type.startsWith("DateTime")) return "2026-11-20 13:00:00";
  if (type === "flag") return true;
  if (type === "Identifier") return identifiers[name] ?? "service";
  return type === "String" ? "a=b" : 1;
}

test("a query that sets two threads gets them, however little memory the engine has", async () => {
  const password = engine.secrets.readerPassword;
  const reader = connect(
    { url: engine.url, username: "reader", password, settings: {}, database: "telltale" },
    1,
  );
  const plan = (settings: string): Promise<unknown> =>
    select(reader, `EXPLAIN PIPELINE SELECT sum(number) FROM numbers_mt(10000000) ${settings}`);
  expect(JSON.stringify(await plan("SETTINGS max_threads = 2"))).toContain("AggregatingTransform × 2");
  expect(JSON.stringify(await plan(""))).not.toContain("AggregatingTransform × 2");
  await reader.close();
});

test("equality on an attribute of spans reads the granules that have it", async () => {
  const plans = await plansOf("/api/traces?from=-1h&filter=order.id=20000");
  expect(granulesAfter(plans.get("trace-candidates"), "ix_kv")).toBe(1);
});

test("equality on an attribute of logs, and a word of the body, reads the granules that have it", async () => {
  const byAttribute = await plansOf(
    "/api/logs?from=-2h&filter=order.id=20000&traceId=00000000000000000000000000004e20",
  );
  expect(granulesAfter(byAttribute.get("log-list"), "ix_kv")).toBe(1);
  expect(granulesAfter(byAttribute.get("log-list"), "ix_trace")).toBe(1);
  const byWord = await plansOf("/api/logs/histogram?from=-2h&text=Word20000");
  expect(granulesAfter(byWord.get("log-histogram"), "ix_body")).toBe(1);
});

test("the newest page reads its window of time only", async () => {
  const plan = (await plansOf("/api/logs?from=-2h")).get("log-list") ?? "";
  const [, read, all] = /PrimaryKey[\s\S]*?Granules: (\d+)\/(\d+)/.exec(plan) ?? [];
  expect(Number(read)).toBeLessThan(Number(all));
});

const denseSpans = 240_000;

describe("with 40,000 spans a second, the list of traces reads few seconds, whatever the conditions", () => {
  beforeAll(async () => {
    // Traces of eight spans within a second, each 200 µs after the one before. The roots of some take minutes.
    const begin = "toDateTime64('2026-11-19 10:00:00', 9, 'UTC')";
    await command(
      client,
      `INSERT INTO spans (trace_id, span_id, parent_id, service, name, start, duration, status, sattr)
       SELECT toFixedString(unhex(leftPad(hex(cityHash64(intDiv(number, 8))), 32, '0')), 16), toFixedString(unhex(leftPad(hex(number), 16, '0')), 8),
         if(number % 8 = 0, toFixedString('', 8), toFixedString(unhex(leftPad(hex(number - number % 8), 16, '0')), 8)),
         concat('s', toString(number % 8)), if(number % 8 = 0, 'GET /', 'step'),
         ${begin} + toIntervalMicrosecond(intDiv(number, 8) * 200 + number % 8 * 125000), if(number % 8000 = 0, 240000000000, 125000000), if(number % 500 = 0, 2, 0),
         map('tier', if(intDiv(number, 8) % 20 = 0, 'gold', 'none'))
       FROM numbers(${denseSpans})`,
    );
  });

  /** Rows that all queries of a request read, and what it was answered. */
  async function readFor(path: string): Promise<{ rows: number; page: TracesResult }> {
    let rows = 0;
    const queries: ApiContext["queries"] = {
      run: async <Row>(name: string, given: QueryParams) => {
        const { text, params } = texts.get(name)!.for(given);
        const answered = await measured<Row>(text, params);
        rows += answered.read;
        return answered.rows;
      },
    };
    const page = await answer(path, { queries, nowMs: () => now });
    return { rows, page: page as TracesResult };
  }

  async function measured<Row>(text: string, params: QueryParams): Promise<{ rows: Row[]; read: number }> {
    const url = new URL(`${engine.url}/?database=telltale&wait_end_of_query=1`);
    for (const [name, value] of toParamTexts(params)) url.searchParams.set(`param_${name}`, value);
    const credentials = Buffer.from(`reader:${engine.secrets.readerPassword}`).toString("base64");
    const headers = { Authorization: `Basic ${credentials}` };
    const response = await fetch(url, { method: "POST", headers, body: `${text}\nFORMAT JSONEachRow` });
    const lines = (await response.text()).split("\n").filter((line) => line !== "");
    const { read_rows: read } = JSON.parse(response.headers.get("x-clickhouse-summary")!) as {
      read_rows: string;
    };
    return { rows: lines.map((line) => JSON.parse(line) as Row), read: Number(read) };
  }

  const end = "from=2026-11-19T09:00:00Z&to=2026-11-19T11:00:00Z";
  const middle = "from=2026-11-19T09:00:00Z&to=2026-11-19T10:00:04Z";
  test.each([
    ["the newest", end],
    ["of an older range", middle],
    ["of a service", `${end}&service=s3`],
    ["of a service, of an older range", `${middle}&service=s3`],
    ["of an operation", `${end}&name=step`],
    ["with errors", `${end}&status=error`],
    ["by an attribute", `${end}&filter=tier=gold`],
  ])("%s", async (_, query) => {
    const first = await readFor(`/api/traces?limit=20&${query}`);
    expect(first.page.items).toHaveLength(20);
    expect(first.page.items.every(({ spanCount }) => spanCount === 8)).toBe(true);
    const next = await readFor(`/api/traces?limit=20&${query}&cursor=${first.page.nextCursor}`);
    // To read the minute around each of them takes all spans for each question to the store.
    expect(Math.max(first.rows, next.rows)).toBeLessThan(denseSpans * 2);
    const starts = [...first.page.items, ...next.page.items].map(({ startNs }) => BigInt(startNs));
    expect(starts).toEqual(starts.toSorted((a, b) => (a < b ? 1 : -1)));
    expect(new Set(starts).size).toBe(40);
  });
});

test("one trace is found by its moment, one transaction by its id", async () => {
  const plan = (await plansOf("/api/traces/00000000000000000000000000004e20")).get("trace-spans") ?? "";
  const [, read] = /ReadFromMergeTree \(telltale\.spans\)[\s\S]*Granules: (\d+)\/\d+/.exec(plan) ?? [];
  expect(Number(read)).toBe(1);
  const plans = await plansOf("/api/transactions/purchase/20000");
  expect(granulesAfter(plans.get("entity-events"), "ix_entity_id")).toBe(1);
});

test("one person is found by the user's id, and by sessions of records without a user", async () => {
  const plans = await plansOf("/api/users/u20000");
  expect(granulesAfter(plans.get("user-events"), "ix_user_id")).toBe(1);
  const granulesOf = async (sessions: readonly string[]): Promise<readonly number[]> => {
    const of = { user: undefined, sessions, id: "u1", limit: 10 };
    const asked = ["user-events", "user-totals"].map((name) => texts.get(name)!.for(of));
    const found = await Promise.all(asked.map(({ text, params }) => explain(text, params)));
    return found.map((plan) => granulesAfter(plan, "ix_anonymous_session"));
  };
  expect(await granulesOf(["s20001", "unknown"])).toEqual([1, 1]);
  // of a record that names its user
  expect(await granulesOf(["s20000"])).toEqual([0, 0]);
});

test("the index knows that five hundred transactions have no older records", async () => {
  const day = (date: string): string => `2026-11-${date} 00:00:00.000000000`;
  const { text, params } = texts.get("transaction-earlier")!.for({
    type: "purchase",
    since: day("01"),
    readSince: day("21"),
    ids: Array.from({ length: 500 }, (_, n) => `new-${n}`),
  });
  expect(granulesAfter(await explain(text, params), "ix_entity_id")).toBe(0);
});
