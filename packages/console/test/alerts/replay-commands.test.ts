// The commands of a message, run by a shell: they export the rule and its data, and the replay fires.
// @module-tag extended
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { checkRules } from "alerts";
import type { AlertResult, AlertRuleInfo, AlertRulesResult, AlertsResult } from "contract";
import { replayCommands } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { type Endpoint, startEndpoint } from "../notify/endpoint.ts";
import { ownToken, type SecuredConsole, startSecured } from "../security/secured-console.ts";

const patience = { timeout: 180_000, interval: 250 };
const repository = join(import.meta.dirname, "../../../..");
const failing = {
  on: { service: "payments", measure: "errors" },
  window: "1m",
  when: { above: 0.05 },
  every: "1s",
};
const name = "Käufe, die 'nicht' gehen";

let folder: string;
let endpoint: Endpoint;
let console_: SecuredConsole;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "telltale-commands-"));
  mkdirSync(join(folder, "rules"));
  const objective = { name: "Pay ok", on: failing.on, target: 0.99 };
  writeFileSync(
    join(folder, "rules", "pay.json"),
    JSON.stringify({ alerts: [{ ...failing, name, severity: "page" }], objectives: [objective] }),
  );
  endpoint = await startEndpoint({ untilClosed: true });
  writeFileSync(
    join(folder, "channels.yaml"),
    JSON.stringify({ channels: [{ name: "hook", type: "webhook", url: endpoint.url, sendResolved: false }] }),
  );
  console_ = await startSecured({
    alertRules: join(folder, "rules"),
    alertChannels: join(folder, "channels.yaml"),
  });
  writeNpx({ "telltale-console": "packages/console/src/cli.ts", "telltale-cli": "packages/cli/src/cli.ts" });
});

afterAll(async () => {
  await console_?.stop();
  endpoint?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** `npx` as if the packages of these commands were installed. */
function writeNpx(files: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder, "bin"), { recursive: true });
  const cases = Object.entries(files).map(
    ([command, file]) => `${command}) file='${join(repository, file)}' ;;`,
  );
  const text = `#!/bin/sh
case "$1" in ${cases.join(" ")} *) echo "npx: no command $1" >&2; exit 1 ;; esac
shift
exec '${process.execPath}' --conditions=telltale-source "$file" "$@"
`;
  writeFileSync(join(folder, "bin", "npx"), text, { mode: 0o755 });
}

async function shell(command: string): Promise<string> {
  const env = {
    ...process.env,
    PATH: `${join(folder, "bin")}:${process.env["PATH"]}`,
    TELLTALE_TOKEN: ownToken,
  };
  const { stdout } = await promisify(execFile)("sh", ["-c", command], { cwd: folder, env });
  return stdout;
}

const hex = (length: number, index: number): string => index.toString(16).padStart(length, "0");

let sent = 0;

function spanOf(agoMs: number, code: number): object {
  sent++;
  const startTimeUnixNano = `${Date.now() - agoMs}000000`;
  const ids = { traceId: hex(32, sent), spanId: hex(16, sent) };
  const times = { startTimeUnixNano, endTimeUnixNano: startTimeUnixNano };
  return { ...ids, name: "POST /pay", kind: 2, ...times, status: { code } };
}

/** Failures of now, and a success of ten minutes ago: a window of five minutes burns when there is telemetry before it. */
async function sendFailures(): Promise<void> {
  const spans = [spanOf(600_000, 1), ...Array.from({ length: 40 }, () => spanOf(1_000, 2))];
  const attributes = [{ key: "service.name", value: { stringValue: "payments" } }];
  const body = { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans }] }] };
  expect((await console_.send("/v1/traces", body, ownToken)).status).toBe(200);
}

const replayIn = (body: string, alert: string): string | undefined =>
  (JSON.parse(body) as { alerts: { alert: string; replay: string }[] }).alerts.find(
    (one) => one.alert === alert,
  )?.replay;
const replayOf = (alert: string): string | undefined =>
  endpoint.calls.map(({ body }) => replayIn(body, alert)).find((one) => one !== undefined);

test("the commands of each message replay its alert", { timeout: 500_000 }, async () => {
  await sendFailures();
  const burning = "Pay ok: error budget burns";
  for (const alert of [name, burning]) {
    await expect.poll(() => replayOf(alert), patience).toBeDefined();
    const printed = await shell(replayOf(alert)!);
    expect(printed).toMatch(/^20\S+ \S+ +firing +/m);
    expect(printed).toContain(alert);
  }
});

test("so do those of the page", { timeout: 500_000 }, async () => {
  const { items } = await console_.read<AlertsResult>("GET", "/api/alerts");
  const { id } = items.find(({ rule }) => rule === name)!;
  const { replay } = await console_.read<AlertResult>("GET", `/api/alerts/${id}`);
  // another second: the folder of the commands is new
  const again = { ...replay!, alertId: `${replay!.alertId}-page` };
  expect(await shell(replayCommands(again, console_.page).join(" && "))).toMatch(/^20\S+ \S+ +firing +/m);
});

test("the file of stored rules is complete without those of files", async () => {
  const burns = { burnRate: { objective: "Pay ok", windows: [{ long: "30m", short: "5m", factor: 2 }] } };
  const save = (content: object): Promise<AlertRuleInfo> =>
    console_.read<AlertRuleInfo>("POST", "/api/alert-rules", { body: { kind: "alert", content } });
  await save({ ...failing, name: "Child", dependsOn: [name] });
  await save({ name: "Own burn", when: burns, dependsOn: ["Child"] });
  const file = await (await console_.ask("GET", "/api/alert-rules/file")).text();
  expect(file).toContain(`# Also depends on ${JSON.stringify(name)}, not in this file.`);
  const rules: unknown = parse(file);
  expect(checkRules(rules)).toEqual([]);
  expect(rules).toEqual({
    alerts: [
      { ...failing, name: "Child" },
      { name: "Own burn", when: burns, dependsOn: ["Child"] },
    ],
    objectives: [{ name: "Pay ok", on: failing.on, target: 0.99, alerts: [] }],
  });
  const unknown = await console_.ask("GET", "/api/alert-rules/file?rule=none");
  expect(unknown.status).toBe(404);
});

const spansIn = (more: string): string =>
  `SELECT count() AS value, toString(service) AS place FROM spans\nWHERE start >= {from:DateTime64(9)} AND start < {to:DateTime64(9)}${more} GROUP BY place`;

test(
  "a rule on SQL is replayed with the values of its query at each evaluation",
  { timeout: 500_000 },
  async () => {
    const on = { sql: spansIn(""), name: "it's spans" };
    const content = { name: "Spans", on, window: "2m", groupBy: ["place"], when: { above: 5 }, every: "1m" };
    await console_.read("POST", "/api/alert-rules", { body: { kind: "alert", content } });
    await sendFailures();
    const found = async () =>
      (await console_.read<AlertsResult>("GET", "/api/alerts")).items.find(({ rule }) => rule === "Spans");
    await expect.poll(async () => (await found())?.state, patience).toBe("firing");
    const { replay, replayNote } = await console_.read<AlertResult>(
      "GET",
      `/api/alerts/${(await found())!.id}`,
    );
    expect(replayNote).toBe("");
    const short = { ...replay!, dataFrom: replay!.to.replace(/:\d\dZ$/, ":00Z"), from: replay!.to };
    const end = Date.parse(short.dataFrom);
    const iso = (ms: number): string => new Date(ms).toISOString().replace(".000Z", "Z");
    // the last minutes only: a run of the command takes half a second
    const few = { ...short, dataFrom: iso(end - 240_000), from: iso(end - 240_000) };
    const printed = await shell(replayCommands(few, console_.page).join(" && "));
    expect(printed).toMatch(/^20\S+ \S+ +firing +Spans.*payments/m);
  },
);

test.each([
  [spansIn(" AND nothing = 1"), /nothing/],
  [spansIn("").replace("AS value", "AS amount"), /has no column `value`/],
  [spansIn("").replace("spans", "orders"), /`orders`/],
  ["DROP TABLE spans", /Only queries that read are allowed \(line 1, column 1\)/],
  ["SELECT 1 AS value; SELECT 2 AS value", /Only one query at a time/],
])("a rule with the query %j is refused when it is saved, and when it is previewed", async (sql, message) => {
  const content = { name: "Query", on: { sql }, when: { above: 1 } };
  for (const path of ["/api/alert-rules", "/api/alert-rules/preview"]) {
    const response = await console_.ask("POST", path, { body: { kind: "alert", content } });
    expect(response.status).toBe(422);
    const { problems } = (await response.json()) as { problems: { path: string; message: string }[] };
    expect(problems).toMatchObject([{ path: "on.sql", message: expect.stringMatching(message) as string }]);
  }
});

test("a file whose rule has a query with an unknown column keeps its last good content, and names the mistake", async () => {
  const write = (sql: string): void =>
    writeFileSync(
      join(folder, "rules", "sql.yaml"),
      `alerts:\n  - name: From file\n    on:\n      sql: ${JSON.stringify(sql)}\n    when: { above: 1 }\n`,
    );
  const fileOf = async () => {
    const { files } = await console_.read<AlertRulesResult>("GET", "/api/alert-rules");
    return files.find(({ path }) => path === "sql.yaml");
  };
  write(spansIn(""));
  await expect.poll(async () => (await fileOf())?.rules, patience).toBe(1);
  write(spansIn(" AND nothing = 1"));
  await expect.poll(async () => (await fileOf())?.problems.length, patience).toBe(1);
  const { problems, rules } = (await fileOf())!;
  expect(rules).toBe(1);
  expect(problems).toMatchObject([
    { path: "From file: on.sql", line: 4, message: expect.stringContaining("nothing") as string },
  ]);
});
