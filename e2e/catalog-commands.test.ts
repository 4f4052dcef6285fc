// @module-tag extended
// The commands of `telltale` that ask a console, on a console with what the shop has sent: a clean shop has no finding that fails, and each
// mistake has its place.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { CatalogObservedResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";

import { createFolder, startConsole, type ConsoleProcess } from "../tools/console-process.ts";
import { root } from "../tools/source-files.ts";
import { patience } from "../tools/testing/patience.ts";
import { until } from "./api.ts";
import { replay } from "./recording.ts";
import { recordHealthy } from "./shop-faults.ts";

const minuteMs = 60_000;
const { folder, remove } = createFolder();
const token = "made-up-token-of-the-catalog-test";
const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
const shop = path.join(root, "examples/shop");
let running: ConsoleProcess;
let page: string;

beforeAll(async () => {
  const file = path.join(folder, "token");
  writeFileSync(file, token);
  running = await startConsole(path.join(folder, "data"), undefined, ["--token-file", file]);
  page = running.addresses.page;
  const visits = await recordHealthy();
  const now = Date.now();
  const { authorization } = headers;
  await replay(running.addresses.otlpHttp, visits, [now - 2 * minuteMs, now], {
    headers: { authorization },
    moveMetrics: true,
  });
}, patience(600_000));

afterAll(async () => {
  await running.stop();
  remove();
});

interface Finding {
  readonly id: string;
  readonly level: string;
  readonly location?: { readonly file: string; readonly line: number };
}

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in the folder of the shop, as it is built. */
function telltale(...args: string[]): Ended {
  const cli = path.join(root, "packages/cli/dist/cli.js");
  const env = { ...process.env, TELLTALE_CONSOLE_URL: page, TELLTALE_TOKEN: token };
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd: shop,
    env,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

function findingsOf({ stdout }: Ended): readonly Finding[] {
  return (JSON.parse(stdout) as { findings: readonly Finding[] }).findings;
}

const lineOf = ({ id, location }: Finding): string =>
  location === undefined ? id : `${id} ${location.file}:${location.line}`;

/** The line of the type of an attribute in the shop's catalog. */
function typeLine(key: string): string {
  const file = "src/catalog/attributes.ts";
  const lines = readFileSync(path.join(shop, file), "utf8").split("\n");
  const declared = lines.indexOf(`  "${key}": {`);
  return `${file}:${lines.findIndex((line, index) => index > declared && line.includes("type:")) + 1}`;
}

test("check --live has no finding that fails for the shop, and only what did not happen below that", () => {
  // which alerts and dashboards see something is left to luck: a card is declined now and then
  const checked = telltale("catalog", "check", "--live", "--format", "json", "--ignore", "used_but_gone");
  expect(findingsOf(checked).filter(({ level }) => level === "violation")).toEqual([]);
  expect(checked).toMatchObject({ status: 0, stderr: "" });
  const found = findingsOf(checked).filter(({ level }) => level !== "information");
  // a few visits do not reach the branches for failures
  expect(found.filter(({ id }) => id !== "dead_since")).toEqual([]);
  for (const finding of found) expect(finding.location?.file).toMatch(/^src\/catalog(?:\/\w+)?\.ts$/);
});

test("coverage finds everything that the shop sends declared", () => {
  const covered = telltale("catalog", "coverage", "--format", "json", "--fail-on", "improvement");
  expect(findingsOf(covered).filter(({ level }) => level !== "information")).toEqual([]);
  expect(covered).toMatchObject({ status: 0, stderr: "" });
  const { rows } = JSON.parse(covered.stdout) as { rows: { kind: string; name: string; state: string }[] };
  const state = (kind: string, name: string): string | undefined =>
    rows.find((row) => row.kind === kind && row.name === name)?.state;
  expect(rows.filter((row) => row.state === "undeclared")).toEqual([]);
  // a transaction, a workflow, an attribute of log records, an attribute of a step of a journey
  expect(state("transactions", "purchase")).toBe("used");
  expect(state("workflows", "order")).toBe("used");
  expect(state("attributes", "search.results")).toBe("used");
  expect(state("attributes", "cart.items")).toBe("used");
});

test("init proposes what the shop sends, without spans of business calls, and its proposal passes the check", () => {
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"), "dir");
  const output = path.join(folder, "telltale.catalog.ts");
  const proposed = telltale("catalog", "init", "src", "--output", output);
  expect(proposed).toMatchObject({ status: 0, stdout: "" });
  const text = readFileSync(output, "utf8");
  expect(text).toMatch(
    /\/\/ src\/charge\.ts:\d+ · (?:\d+ times?|[\d.]+\/s) from payments\n {4}"charge card"/,
  );
  expect(text).not.toMatch(/"(?:transaction|workflow|interaction) /);
  const checked = findingsOf(telltale("catalog", "check", output, "--format", "json"));
  expect(checked.filter(({ level }) => level === "violation")).toEqual([]);
});

test("application coverage counts the routes of the shop that the console has seen", () => {
  const covered = telltale("coverage", "--format", "json");
  expect(covered.status).toBe(0);
  const { covered: places } = JSON.parse(covered.stdout) as { covered: { name: string; by: string }[] };
  expect(places.find(({ name }) => name === "POST /checkout")?.by).toBeDefined();
});

test("diff names the saved view that uses what changes", async () => {
  const view = { name: "Card charges", path: "/traces", search: "?name=charge+card", shared: true };
  const saved = await fetch(new URL("/api/views", page), {
    method: "POST",
    headers,
    body: JSON.stringify(view),
  });
  expect(saved.status).toBe(200);
  const old = path.join(folder, "old.json");
  expect(telltale("catalog", "docs", "--format", "json", "--output", old).status).toBe(0);
  const catalog = JSON.parse(readFileSync(old, "utf8")) as { spans: { name: string }[] };
  const now = path.join(folder, "new.json");
  const spans = catalog.spans.filter(({ name }) => name !== "charge card");
  writeFileSync(now, JSON.stringify({ ...catalog, spans }));
  const changed = telltale("catalog", "diff", old, now);
  expect(changed.status).toBe(1);
  expect(changed.stdout).toContain("charge card");
  expect(changed.stdout).toContain("Card charges");
});

/** Sends a span as the shop's payments would. */
async function sendMistakes(): Promise<void> {
  const nowNs = `${Date.now()}000000`;
  const span = (name: string, attributes: readonly object[]): object => ({
    traceId: "5b8aa5a2d2c872e8321cf37308d69df2",
    spanId: name === "charge card" ? "051581bf3cb55c13" : "051581bf3cb55c14",
    name,
    kind: 1,
    startTimeUnixNano: nowNs,
    endTimeUnixNano: nowNs,
    attributes,
  });
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "payments" } }] };
  const spans = [
    span("charge card", [
      { key: "order.id", value: { stringValue: "order-789" } },
      { key: "payment.attempt", value: { stringValue: "first" } },
    ]),
    span("recommend", [{ key: "shop.colour", value: { stringValue: "red" } }]),
  ];
  const response = await fetch(new URL("/v1/traces", running.addresses.otlpHttp), {
    method: "POST",
    headers,
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }),
  });
  expect(response.status).toBe(200);
}

test("check --live fails with file and line for a wrong type, and for an undeclared attribute in the code", async () => {
  await sendMistakes();
  // The console computes a range when it is asked for the first time, and again after a hundred times the time that this took: minutes
  // on a busy machine.
  let hours = 1;
  await until(
    async () => {
      const url = new URL(`/api/catalog/observed?from=-${++hours}h`, page);
      return (await (await fetch(url, { headers })).json()) as CatalogObservedResult;
    },
    ({ attributes }) => attributes.some(({ key }) => key === "shop.colour"),
  );
  const code = path.join(folder, "code");
  mkdirSync(code);
  const source = `import { trace } from "telltale";\ntrace("recommend", { attributes: { "shop.colour": "red" } }, () => {});\n`;
  writeFileSync(path.join(code, "recommend.ts"), source);
  const checked = telltale(
    "catalog",
    "check",
    "--live",
    "--format",
    "json",
    "--code",
    code,
    "--from",
    `-${hours}h`,
  );
  expect(checked.status).toBe(1);
  const lines = findingsOf(checked).map(lineOf);
  expect(lines).toContain(`type_mismatch ${typeLine("payment.attempt")}`);
  const place = path.relative(shop, path.join(code, "recommend.ts"));
  expect(lines).toContain(`missing_attribute ${place}:2`);
});

test("code in the name of a service is not run by the check of a proposed catalog", async () => {
  const file = path.join(folder, "ran");
  const code = `(await import("node:fs")).writeFileSync(${JSON.stringify(file)}, "ran")`;
  const service = `shop\n}}); ${code}; ({ a: {\n//`;
  const nowNs = `${Date.now()}000000`;
  const span = {
    traceId: "5b8aa5a2d2c872e8321cf37308d69df3",
    spanId: "051581bf3cb55c15",
    name: "recommend more",
    kind: 1,
    startTimeUnixNano: nowNs,
    endTimeUnixNano: nowNs,
    attributes: [],
  };
  const resource = { attributes: [{ key: "service.name", value: { stringValue: service } }] };
  const sent = await fetch(new URL("/v1/traces", running.addresses.otlpHttp), {
    method: "POST",
    headers,
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] }),
  });
  expect(sent.status).toBe(200);
  let hours = 100;
  await until(
    async () => {
      const url = new URL(`/api/catalog/observed?from=-${++hours}h`, page);
      return (await (await fetch(url, { headers })).json()) as CatalogObservedResult;
    },
    ({ spans }) => spans.some(({ services }) => services.some((name) => name.includes("writeFileSync"))),
  );
  const output = path.join(folder, "hostile.catalog.ts");
  const empty = path.join(folder, "empty");
  mkdirSync(empty);
  const proposed = telltale("catalog", "init", empty, "--since", `-${hours}h`, "--output", output);
  expect(proposed).toMatchObject({ status: 0, stdout: "" });
  expect(readFileSync(output, "utf8")).toContain(code);
  const checked = telltale("catalog", "check", output, "--format", "json");
  expect(findingsOf(checked).filter(({ level }) => level === "violation")).toEqual([]);
  expect(existsSync(file)).toBe(false);
});
