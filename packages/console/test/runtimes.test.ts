// @module-tag extended
// The built console on every Node it promises, as a process of its own, with data: every route of the contract is asked, each answer is held
// against the document at /api/openapi.json, and all Nodes have to answer the same.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createHmac } from "node:crypto";
import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import {
  type AlertRuleInfo,
  type Dashboard,
  type AlertsResult,
  type ImportResult,
  type LogsResult,
  type MadeToken,
  openApiDocument,
  type Note,
  type SavedView,
  type SessionsResult,
  type Silence,
  type SqlResult,
  type Stats,
} from "contract";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import type { StoredAnomaly } from "../src/store/anomalies.ts";
import type { StoredFinding } from "../src/store/findings.ts";
import type { RowSink } from "../src/store/rows.ts";
import { openStore } from "../src/store/store.ts";
import { conform } from "./api/conform.ts";
import { at, hex, resource } from "./api/harness.ts";
import { pathValues, questions, writeEverything } from "./store-contract/everything.ts";

const cli = path.resolve(import.meta.dirname, "../dist/cli.js");
const token = "made-up-token-of-the-test";
/** What processes that ask for rules show in place of the token. */
const pollerWord = createHmac("sha256", token).update("telltale sampling poll").digest("hex");
const range = "from=2026-11-20T13:48:00Z&to=2026-11-20T14:48:00Z";
const canRun = process.platform === "linux" && process.arch === "x64";
if (!canRun) console.log("skipped: the API on every Node: its engine has no package for this platform");
/** Those that the other tests do not run on. */
const promised = Object.entries(inject("runtimes")).filter(([version]) => /^v(20|22)\./.test(version));

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: { readonly "200"?: { readonly content?: Readonly<Record<string, unknown>> } };
}

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;
const paths = openApiDocument("test")["paths"] as Paths;

/** Asked with values of their own below, or answered with what is not JSON. */
const apart: ReadonlySet<string> = new Set([
  "/api/live",
  "/api/export",
  "/metrics",
  "/api/users/{id}/export",
  "/api/traces/{id}/file",
  "/api/catalog/findings/otlp",
  "/api/logs/{id}/frames",
  "/api/logs/{id}/context",
  "/api/alerts/{id}",
  "/api/alerts/{id}/series",
  "/api/alert-rules/{id}",
  "/api/alert-rules/file",
  "/api/dashboards/{id}",
  "/api/dashboards/{id}/versions",
  "/api/dashboards/{id}/file",
  "/api/imports/{id}",
]);
const values: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "/api/services/{name}": { name: "shop" },
  "/api/traces/{id}": { id: hex("trace-3", 16) },
  "/api/traces/{id}/search": { id: hex("trace-3", 16) },
  "/api/traces/{id}/spans/{span}": { id: hex("trace-3", 16), span: hex("span-3-0", 8) },
  "/api/metrics/{name}": { name: "queue.length" },
  "/api/workflows/{type}": { type: "order" },
  "/api/workflows/{type}/{id}": { type: "order", id: "order-4" },
  "/api/profiles/{name}": { name: "resize" },
  "/api/cpu-profiles/{id}": { id: "profile-2" },
  "/api/users/{id}": { id: "u1" },
  "/api/users/{id}/summary": { id: "u1" },
  "/api/anomalies/{id}": { id: "0123456789abcdef" },
  "/api/bottlenecks/{fingerprint}": { fingerprint: "fedcba9876543210" },
  "/api/catalog/{kind}/{name}": { kind: "transaction", name: "purchase" },
};
const queries: Readonly<Record<string, string>> = {
  "/api/traces/groups": "by=region",
  "/api/funnels/{name}/group-money": "by=region",
  "/api/metric-sparklines": "name=queue.length",
  "/api/differs": "select=status%3Derror",
  "/api/traces/{id}/search": "text=work",
  "/api/workflow-instances": "type=order",
  "/api/workflow-failures": "type=order",
  "/api/progress": `page=${"a".repeat(32)}`,
};

/** Every JSON that can be read, as `[route, path]`. */
const reads: readonly (readonly [string, string])[] = [
  ...Object.entries(paths)
    .filter(([route, methods]) => methods["get"] !== undefined && !apart.has(route))
    .map(([route]) => {
      const filled = route.replace(
        /\{(\w+)\}/g,
        (_, name: string) => values[route]?.[name] ?? pathValues[name] ?? name,
      );
      const query = queries[route];
      return [route, query === undefined ? filled : `${filled}?${query}`] as const;
    }),
  ...questions
    .filter((asked) => asked !== "/api/cpu-profiles/profile-1")
    .map((asked) => [routeOf(asked), asked] as const),
].map(([route, asked]) => [route, withRange(route, asked)]);

/** Parts of answers that tell of the process or the moment. */
const passing: ReadonlySet<string> = new Set([
  "/api/stats",
  "/api/store",
  "/api/session",
  "/api/audit",
  "/api/tokens",
  "/api/sessions",
  "/api/objectives",
  "/api/completeness",
  "/api/detectors",
  "/healthz",
  "/readyz",
  "/api/sampling",
]);

const foundAt = Date.parse("2026-11-20T14:20:00Z") / 1000;
const anomaly: StoredAnomaly = {
  tenant: "",
  id: "0123456789abcdef",
  subject: "service",
  measure: "errors",
  service: "shop",
  environment: "production",
  name: "",
  kind: "shift",
  direction: 1,
  expected: 0.01,
  observed: 0.2,
  score: 0.7,
  sentence: "Error rate of shop: higher level",
  found: foundAt,
  started: foundAt - 60,
  ended: foundAt + 600,
  updated: foundAt + 600,
  minutes: [foundAt - 60, foundAt],
  values: [0.2, 0.9],
};

const finding: StoredFinding = {
  tenant: "",
  fingerprint: "fedcba9876543210",
  // of a trace that is not judged meanwhile
  traceId: hex("trace-elsewhere", 16),
  startUs: foundAt * 1e6,
  kind: "repeated-queries",
  shape: "consecutive",
  service: "shop",
  environment: "production",
  version: "1.0.0",
  operation: "GET /cart",
  target: "SELECT a FROM b WHERE c = ?",
  spanIds: [hex("span-3-0", 8)],
  count: 9,
  totalMs: 90.5,
  savedMs: 80.25,
  size: 0,
  weight: 1,
  transactions: [
    {
      traceId: hex("trace-elsewhere", 16),
      type: "purchase",
      key: "17",
      amountText: "12.50",
      currencyCode: "EUR",
    },
  ],
  gone: false,
};

/** The records are of one day: what refers to spans must not be deleted by age. */
const keptDays = 36_500;

let store: string;

beforeAll(async () => {
  store = mkdtempSync(path.join(tmpdir(), "telltale-runtimes-"));
  if (!canRun) return;
  const opened = await openStore({ directory: store, retention: { spans: keptDays } });
  await opened.writer.write(1, (sink) => {
    writeEverything(sink);
    writeProfile(sink);
  });
  await opened.anomalies.saveAnomalies([anomaly]);
  await opened.findings.save([finding], Date.now());
  // Roll-ups that a console adds a minute after its start are there for all of them.
  const { signal } = new AbortController();
  for (const job of opened.jobs) await job.run(signal, { signal, term: 0, isHeld: () => true });
  await opened.close();
});

afterAll(() => rmSync(store, { recursive: true, force: true }));

test.runIf(canRun)("the Nodes that are promised are there", () => {
  const majors = promised.map(([version]) => version.split(".", 1)[0]);
  expect(majors).toEqual(["v20", "v22"]);
});

/** What the first Node answered, by path. */
const reference = new Map<string, string>();

describe.runIf(canRun).each(promised)("on Node %s", (_, node) => {
  test(
    "every route answers as the contract says, and the same as on the other Nodes",
    { timeout: 480_000 },
    async () => {
      const { addresses, stderr } = await startConsole(node);

      async function ask(
        method: string,
        asked: string,
        body?: unknown,
        headers: Readonly<Record<string, string>> = {},
      ): Promise<Response> {
        const response = await fetch(new URL(asked, addresses.page), {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            ...(body === undefined ? {} : { "content-type": "application/json" }),
            ...headers,
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        if (!response.ok)
          throw new Error(
            `${method} ${asked}: ${response.status} ${await response.text()} ${stderr().slice(-600)}`,
          );
        done.add(`${method} ${routeOf(asked)}`);
        return response;
      }
      const done = new Set<string>();

      // What changes something comes first, so that lists of it hold something.
      const made = (await (
        await ask("POST", "/api/tokens", { name: "ci", scope: "read" })
      ).json()) as MadeToken;
      await ask("POST", "/api/deploys", { service: "shop", version: "1.0.1", time: "2026-11-20T14:00:00Z" });
      await ask("PUT", "/api/sampling", { head: [{ name: "half", rate: 0.5 }] }, { "if-match": '"0"' });
      const question = { service: "shop", instance: "i1", nonce: "made-up-nonce", version: 0 };
      await ask("POST", "/api/sampling/poll", question, { authorization: `Bearer ${pollerWord}` });

      const wrong: string[] = [];
      for (const [route, asked] of reads) {
        try {
          const answer = (await (await ask("GET", asked)).json()) as unknown;
          conform(route.replaceAll(/\{(\w+)\}/g, ":$1"), answer);
          if (passing.has(route)) continue;
          const text = round(answer).replace(/"checked":"[^"]+"/, "");
          const other = reference.get(asked) ?? text;
          reference.set(asked, other);
          if (text !== other) wrong.push(`${asked}: another Node answers ${other}, this one ${text}`);
        } catch (error) {
          wrong.push(`${asked}: ${(error as Error).message}`);
        }
      }
      expect(wrong).toEqual([]);

      const sql = (await (
        await ask("POST", "/api/sql", { query: "SELECT count() AS n FROM spans" })
      ).json()) as SqlResult;
      expect(sql.rows).toEqual([[expect.stringMatching(/^120$/)]]);
      for (const signal of ["traces", "logs", "metrics", "business"])
        for (const format of ["otlp-json", "csv", "parquet"]) {
          const file = await ask("GET", `/api/export?signal=${signal}&format=${format}&${range}`);
          expect((await file.bytes()).length, `${signal} ${format}`).toBeGreaterThan(100);
        }
      await changeEverything(ask);
      await changeAlerts(ask);
      const noChannel = await fetch(new URL("/api/channels/none/test", addresses.page), {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
      });
      expect(noChannel.status).toBe(404);
      done.add("POST /api/channels/{name}/test");
      expect(await (await ask("GET", "/metrics")).text()).toContain("telltale_");
      const live = await ask("GET", "/api/live");
      await live.body?.cancel();
      expect((await (await ask("GET", "/api/users/u1/export")).text()).split("\n").length).toBeGreaterThan(2);
      const findings = await ask("GET", `/api/catalog/findings/otlp?${range}`);
      expect(await findings.json()).toHaveProperty("resourceLogs");
      await ask("DELETE", "/api/users/u1");
      const entered = await fetch(new URL("/login", addresses.page), {
        method: "POST",
        body: new URLSearchParams({ token: made.token }),
        redirect: "manual",
      });
      expect(entered.status).toBe(303);
      const { sessions } = (await (await ask("GET", "/api/sessions")).json()) as SessionsResult;
      await ask("DELETE", `/api/sessions/${sessions[0]!.id}`);
      await ask("POST", "/api/retention/confirm");
      await ask("DELETE", `/api/tokens/${made.info.id}`);
      expect((await (await ask("POST", "/api/backup")).arrayBuffer()).byteLength).toBeGreaterThan(10_000);

      const asked = Object.entries(paths).flatMap(([route, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${route}`),
      );
      expect(asked.filter((one) => !done.has(one))).toEqual([]);
    },
  );
});

type Ask = (
  method: string,
  asked: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Response>;

/** Files, stacks, and what people set up: its times and ids differ on each run, so it comes after the answers that are compared. */
async function changeEverything(ask: Ask): Promise<void> {
  expect((await (await ask("GET", `/api/traces/${hex("trace-3", 16)}/file`)).bytes()).length).toBeGreaterThan(
    100,
  );
  const { items } = (await (await ask("GET", `/api/logs?limit=1&${range}`)).json()) as LogsResult;
  await ask("GET", `/api/logs/${encodeURIComponent(items[0]!.id)}/frames`);
  await ask("GET", `/api/logs/${encodeURIComponent(items[0]!.id)}/context`);
  await ask("PUT", "/api/errors/f0/state", { state: "resolved" });
  const repository = { service: "", url: "https://git.example.com/shop/blob/{commit}/{file}#L{line}" };
  await ask("PUT", "/api/links", { repositories: [repository], ticket: "" }, { "if-match": '"0"' });
  const wish = { name: "errors", path: "/traces", search: "?filter=error", shared: true };
  const view = (await (await ask("POST", "/api/views", wish)).json()) as SavedView;
  const changed = (await (
    await ask(
      "PUT",
      `/api/views/${view.id}`,
      { ...wish, name: "failures" },
      { "if-match": `"${view.version}"` },
    )
  ).json()) as SavedView;
  await ask("DELETE", `/api/views/${view.id}`, undefined, { "if-match": `"${changed.version}"` });
  const { id, version } = (await (
    await ask("POST", "/api/notes", { kind: "range", from: "-1h", to: "now", path: "/", text: "the sale" })
  ).json()) as Note;
  const edited = (await (
    await ask("PUT", `/api/notes/${id}`, { text: "the sale began" }, { "if-match": `"${version}"` })
  ).json()) as Note;
  await ask("DELETE", `/api/notes/${id}`, undefined, { "if-match": `"${edited.version}"` });
  const orders = { title: "Orders", charts: [{ title: "Spans", sources: [{ logs: "" }] }] };
  const board = (await (await ask("POST", "/api/dashboards", orders)).json()) as Dashboard;
  const boardPath = `/api/dashboards/${board.id}`;
  await ask("GET", "/api/dashboards");
  await ask("POST", "/api/chart", { chart: orders.charts[0], from: "-10m" });
  await ask("POST", "/api/chart/sql", { chart: orders.charts[0], from: "-10m" });
  const next = { "if-match": `"${board.version}"` };
  const later = (await (await ask("PUT", boardPath, orders, next)).json()) as Dashboard;
  await ask("GET", boardPath);
  await ask("GET", `${boardPath}/versions`);
  await ask("GET", `${boardPath}/file`);
  await ask("DELETE", boardPath, undefined, { "if-match": `"${later.version}"` });
  const debugId = "85314830-023f-4cf1-a267-535f4e37bb17";
  const content = gzipSync('{"version":3,"sources":[],"mappings":""}').toString("base64");
  await ask("POST", "/api/sourcemaps", { debugId, file: "shop.js", part: 0, parts: 1, content });
  await ask("DELETE", `/api/sourcemaps/${debugId}`);
  const imported = (await (
    await ask("POST", "/api/import?name=one.json", {
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: "1732093200000000000" }] }] }],
    })
  ).json()) as ImportResult;
  expect(imported).toMatchObject({ state: "done", format: "OTLP JSON", stored: { logRecords: 1 } });
  await ask("GET", `/api/imports/${imported.id}`);
}

/** A rule that fires without data, its alert, and a silence. */
async function changeAlerts(ask: Ask): Promise<void> {
  const content = { name: "No jobs", on: { metric: "no.jobs" }, when: { absent: true }, every: "1s" };
  const rule = (await (await ask("POST", "/api/alert-rules", { content })).json()) as AlertRuleInfo;
  const rulePath = `/api/alert-rules/${rule.id}`;
  await ask("GET", rulePath);
  await ask("POST", "/api/alert-rules/preview", { content, from: "-10m" });
  const alerts = async () =>
    ((await (await ask("GET", "/api/alerts?state=firing")).json()) as AlertsResult).items;
  await expect.poll(async () => (await alerts()).length, { timeout: 120_000 }).toBe(1);
  const [alert] = await alerts();
  await ask("GET", `/api/alerts/${alert!.id}`);
  await ask("GET", `/api/alerts/${alert!.id}/series?from=-10m`);
  await ask("POST", `/api/alerts/${alert!.id}/notes`, { kind: "acknowledge" });
  const wish = { name: "no jobs", match: { alert: "No jobs" }, to: "+1h" };
  const silence = (await (await ask("POST", "/api/silences", wish)).json()) as Silence;
  await ask("DELETE", `/api/silences/${silence.id}`);
  expect(await (await ask("GET", "/api/alert-rules/file")).text()).toContain("No jobs");
  await ask("PUT", rulePath, { content }, { "if-match": `"${rule.version}"` });
  await ask("DELETE", rulePath, undefined, { "if-match": `"${rule.version + 1}"` });
}

/** A CPU profile that can be read. */
function writeProfile(sink: RowSink): void {
  const callFrame = { functionName: "work", scriptId: "1", url: "shop.js", lineNumber: 1, columnNumber: 1 };
  const nodes = [{ id: 1, callFrame: { ...callFrame, functionName: "(root)" }, hitCount: 0, children: [2] }];
  const profile = {
    nodes: [...nodes, { id: 2, callFrame, hitCount: 1 }],
    startTime: 0,
    endTime: 10_000,
    samples: [2],
    timeDeltas: [1000],
  };
  sink.cpuProfile({
    uid: "profile-2",
    name: "resize",
    timeNs: at(-180_000),
    durationMs: 12,
    samples: 1,
    resource: resource("shop"),
    traceId: new Uint8Array(16).fill(6),
    spanId: new Uint8Array(8).fill(6),
    data: gzipSync(JSON.stringify(profile)),
  });
}

/** The route of the document that a path is answered by: the one with the most fixed parts. */
function routeOf(asked: string): string {
  const { pathname } = new URL(asked, "http://console");
  const fits = Object.keys(paths).filter((route) =>
    new RegExp(`^${route.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(pathname),
  );
  return fits.toSorted((one, other) => one.split("{").length - other.split("{").length)[0] ?? pathname;
}

function withRange(route: string, asked: string): string {
  const hasRange = paths[route]?.["get"]?.parameters?.some(({ name }) => name === "from") === true;
  return hasRange ? `${asked}${asked.includes("?") ? "&" : "?"}${range}` : asked;
}

/** Sums of parts differ in the last digits, so numbers have twelve. */
function round(answer: unknown): string {
  return JSON.stringify(answer, (_, value: unknown) =>
    typeof value === "number" ? Number(value.toPrecision(12)) : value,
  );
}

async function startConsole(
  node: string,
): Promise<{ readonly child: ChildProcess; readonly addresses: Stats["addresses"]; stderr(): string }> {
  const data = mkdtempSync(path.join(tmpdir(), "telltale-runtimes-"));
  cpSync(store, data, { recursive: true });
  const ports = ["--port", "--otlp-http-port", "--otlp-grpc-port"].flatMap((flag) => [flag, "0"]);
  const child = spawn(
    node,
    [
      cli,
      "start",
      "--data",
      data,
      "--print-addresses",
      "json",
      "--log-level",
      "warn",
      "--retain",
      `spans=${keptDays}d`,
      ...ports,
    ],
    {
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env["PATH"], HOME: data, TELLTALE_TOKEN: token },
    },
  );
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await ended;
    rmSync(data, { recursive: true, force: true });
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const line = await new Promise<string>((resolve, reject) => {
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      if (stdout.includes("\n")) resolve(stdout);
    });
    void ended.then((code) => reject(new Error(`the console ended with ${code}: ${stderr}`)));
  });
  return { child, addresses: JSON.parse(line) as Stats["addresses"], stderr: () => stderr };
}
