// Routes that read, on a store in which one tenant has 200,000 of everything that has a name: answers are limited, and /healthz answers.
// @module-tag extended
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { type Route, routes } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { command } from "../../src/store/client.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import { type ConsoleProcess, makePreparedDir, startConsoleProcess } from "../support/console-process.ts";

const count = 200_000;
const trace = "f".repeat(32);
const span = "0000000000000001";
const maxBytes = 8_000_000;

/** What each route is asked; `undefined`: it has no list of names, or needs something that is not there. */
const asked: Readonly<Record<string, readonly string[] | undefined>> = {
  "GET /api/services": ["/api/services", "/api/services?environment=env-7"],
  "GET /api/services/:name": ["/api/services/shop"],
  "GET /api/services/graph": ["/api/services/graph"],
  "GET /api/services/business": ["/api/services/business"],
  "GET /api/heatmap": ["/api/heatmap", "/api/heatmap?service=shop&name=op-2"],
  "GET /api/differs": ["/api/differs?select=status%3Derror"],
  "GET /api/traces": ["/api/traces?limit=500", "/api/traces?limit=500&order=spans"],
  "GET /api/traces/:id": [`/api/traces/${trace}`, `/api/traces/${trace}?detail=auto`],
  "GET /api/traces/:id/search": [`/api/traces/${trace}/search?text=op`],
  "GET /api/traces/:id/spans/:span": [`/api/traces/${trace}/spans/${span}`],
  "GET /api/traces/groups": ["/api/traces/groups?by=name", "/api/traces/groups?by=customer.tier"],
  "GET /api/logs": ["/api/logs?limit=500"],
  "GET /api/logs/histogram": ["/api/logs/histogram"],
  "GET /api/logs/facets": ["/api/logs/facets"],
  "GET /api/logs/patterns": ["/api/logs/patterns?limit=200"],
  "GET /api/metrics": ["/api/metrics"],
  "GET /api/metric-sparklines": ["/api/metric-sparklines?name=orders"],
  "GET /api/metrics/:name": ["/api/metrics/orders", "/api/metrics/orders?groupBy=plan"],
  "GET /api/attributes": [
    "/api/attributes?limit=500",
    "/api/attributes?limit=500&key=plan",
    "/api/attributes?limit=500&key=name",
  ],
  "GET /api/errors": ["/api/errors?limit=500"],
  "GET /api/errors/:fingerprint": ["/api/errors/one"],
  "GET /api/profiles": ["/api/profiles"],
  "GET /api/profiles/:name": ["/api/profiles/one?limit=500"],
  "GET /api/cpu-profiles": ["/api/cpu-profiles?limit=500"],
  "GET /api/deploys": ["/api/deploys?limit=500"],
  "GET /api/compare": ["/api/compare?from=-1h&environment=env-7"],
  "GET /api/received": ["/api/received"],
  "GET /api/stats": ["/api/stats"],
  "GET /api/store": ["/api/store"],
  "GET /api/sampling": ["/api/sampling"],
  "GET /api/sql/schema": ["/api/sql/schema"],
  "GET /api/sourcemaps": ["/api/sourcemaps?limit=500"],
  "GET /api/openapi.json": ["/api/openapi.json"],
};

/** Routes of which the answer does not grow with names, or that are asked by other tests. */
const elsewhere =
  /^GET \/(healthz|readyz|metrics|api\/(traces\/:id\/file|logs\/:id|export|live|progress|imports|users|tokens|session|audit|alert|objectives|silences|channels|deliveries|anomalies|bottlenecks|catalog|digest|transaction|funnels|journeys|workflow|interactions|dashboards|views|notes|cpu-profiles\/:id))/;

test("every route that reads is asked", () => {
  const left = Object.keys(routes).filter(
    (name) => name.startsWith("GET ") && asked[name] === undefined && !elsewhere.test(name),
  );
  expect(left).toEqual([]);
});

let directory: Awaited<ReturnType<typeof makePreparedDir>>;
let running: ConsoleProcess;

beforeAll(async () => {
  directory = await makePreparedDir();
  const backend = await openBackend({ directory: directory.path }, () => undefined);
  const sql = readFileSync(new URL("../support/many-names.sql", import.meta.url), "utf8");
  // small blocks, because names of 20,000 characters stand together
  const settings = {
    max_block_size: "20000",
    max_threads: 1,
    min_insert_block_size_rows: "40000",
    max_memory_usage: "700000000",
  };
  for (const statement of sql.split("\n--\n"))
    await command(backend.writer, statement, { count, trace }, settings);
  await backend.close();
  running = await startConsoleProcess(directory.path);
});
afterAll(async () => {
  running?.child.kill("SIGTERM");
  await running?.ended;
  directory?.remove();
});

const told = Object.entries(asked).flatMap(([name, paths]) => (paths ?? []).map((path) => [path, name]));

test.each(told)("%s", async (path, name) => {
  const route: Route = routes[name as keyof typeof routes];
  const answering = fetch(new URL(path!, running.addresses.page));
  let isAnswered = false;
  void answering.finally(() => (isAnswered = true)).catch(() => undefined);
  const waits: number[] = [];
  while (!isAnswered || waits.length === 0) {
    const begun = performance.now();
    expect((await fetch(new URL("/healthz", running.addresses.page))).status).toBe(200);
    waits.push(performance.now() - begun);
    await pause(20);
  }
  const answer = await answering;
  const text = await answer.text();
  // a limit of the engine's memory is an answer, too; a list that is too long is not
  const isLimit = [422, 503].includes(answer.status) && !text.includes("ANSWER_TOO_LARGE");
  expect(answer.status === 200 || isLimit ? "" : text).toBe("");
  const most = route.isLong === true ? Number.POSITIVE_INFINITY : maxBytes;
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(most);
  // 45 s before there were limits; the bound is for a machine that others use
  expect(Math.max(...waits)).toBeLessThan(20_000);
});

test("lists say how many they leave out", async () => {
  const read = async (path: string) =>
    (await (await fetch(new URL(path, running.addresses.page))).json()) as Record<string, unknown>;
  const { services, truncated } = await read("/api/services");
  expect(services).toHaveLength(500);
  // with those that only operations have
  expect(Number(truncated)).toBeGreaterThanOrEqual(count - 500);
  const { metrics, truncated: others } = await read("/api/metrics");
  expect((metrics as unknown[]).length + Number(others)).toBe(count + 1);
  expect(await read("/api/attributes?limit=500")).toMatchObject({ truncated: true });
  expect(await read("/api/services/graph")).toMatchObject({ truncated: true });
});
