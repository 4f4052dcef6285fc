// Several consoles on one cluster: each does its part, one brings the tables up to date, one works in the background.
// @module-tag extended
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { StoreDetails, TracesResult } from "contract";
import { encodeTraces } from "otlp";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type ClickHouseServers, startServers } from "./support/clickhouse-servers.ts";
import {
  type ConsoleProcess,
  makeDataDir,
  runConsole,
  startConsoleProcess,
} from "./support/console-process.ts";
import { makeSpan, makeTraces } from "./support/messages.ts";

let servers: ClickHouseServers;
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  servers = await startServers(2);
});
afterAll(() => servers?.stop());
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

async function start(role: string): Promise<ConsoleProcess> {
  const directory = makeDataDir();
  cleanups.push(() => directory.remove());
  const urls = servers.urls.map((url) => `${url}/roles`).join(",");
  const running = await startConsoleProcess(
    directory.path,
    ["--role", role, "--clickhouse-cluster", "shop"],
    {
      TELLTALE_CONSOLE_CLICKHOUSE: urls,
    },
  );
  cleanups.push(async () => {
    running.child.kill("SIGKILL");
    await running.ended;
  });
  return running;
}

async function details({ addresses }: ConsoleProcess): Promise<StoreDetails> {
  return (await (await fetch(`${addresses.page}/api/store`)).json()) as StoreDetails;
}

test("ingest, query and alert start at once on an empty cluster, and do what they are for", async () => {
  const [ingest, query, alert] = (await Promise.all(["ingest", "query", "alert"].map(start))) as [
    ConsoleProcess,
    ConsoleProcess,
    ConsoleProcess,
  ];
  expect([query.addresses.otlpHttp, alert.addresses.otlpGrpc]).toEqual(["", ""]);

  const startTimeUnixNano = BigInt(Date.now()) * 1_000_000n;
  const sent = await fetch(`${ingest.addresses.otlpHttp}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/x-protobuf" },
    body: encodeTraces(
      makeTraces([makeSpan({ startTimeUnixNano, endTimeUnixNano: startTimeUnixNano + 5n })]),
    ) as Uint8Array<ArrayBuffer>,
  });
  expect(sent.status).toBe(200);
  const found = (await (await fetch(`${query.addresses.page}/api/traces`)).json()) as TracesResult;
  expect(found.items).toHaveLength(1);

  for (const { addresses } of [ingest, alert]) {
    expect((await fetch(`${addresses.page}/api/traces`)).status).toBe(404);
    expect((await fetch(`${addresses.page}/readyz`)).status).toBe(200);
  }
  await expect.poll(async () => (await details(alert)).leader, { timeout: 300_000 }).toBe(true);
  expect([(await details(ingest)).leader, (await details(query)).leader]).toEqual([false, false]);
  expect(await details(query)).toMatchObject({
    role: "query",
    engine: "ClickHouse cluster shop",
    partial: false,
  });

  for (const { child } of [ingest, query, alert]) child.kill("SIGTERM");
  for (const { ended } of [ingest, query, alert]) expect((await ended).code).toBe(0);
}, 360_000);

test("commands on the directory of a console that only asks use that console, and never open a store beside it", async () => {
  const directory = makeDataDir();
  cleanups.push(() => directory.remove());
  const url = `${servers.urls[0]}/commands`;
  const running = await startConsoleProcess(directory.path, ["--role", "query", "--clickhouse", url]);
  cleanups.push(async () => {
    running.child.kill("SIGKILL");
    await running.ended;
  });
  const { page } = running.addresses;
  const at = ["--data", directory.path];
  const [asked, made, backedUp, imported, second] = await Promise.all([
    runConsole(["sql", "SELECT 1 AS one", "--format", "csv", "--url", page]),
    runConsole(["token", "create", "--name", "ci", "--scope", "read", ...at]),
    runConsole(["backup", "--to", join(directory.path, "..", "never.tar"), ...at]),
    runConsole(["import", "-", ...at]),
    runConsole(["start", "--port", "0", "--role", "query", "--clickhouse", url, ...at]),
  ]);
  expect(asked).toMatchObject({ code: 0, stdout: expect.stringContaining("1") });
  expect(made.code).toBe(0);
  const listed = await runConsole(["token", "list", "--url", page], {
    TELLTALE_TOKEN: made.stdout.trim(),
  });
  expect(listed.stderr).toContain("needs the scope `admin`");
  expect(backedUp).toMatchObject({ code: 1, stderr: expect.stringContaining("your own ClickHouse server") });
  expect(imported).toMatchObject({ code: 1, stderr: expect.stringContaining("receives no telemetry") });
  expect(second).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`is in use by process ${running.child.pid}.`),
  });
  const noted = JSON.parse(readFileSync(join(directory.path, "addresses.json"), "utf8")) as { pid: number };
  expect(noted.pid).toBe(running.child.pid);
  expect(existsSync(join(directory.path, "engine"))).toBe(false);

  running.child.kill("SIGTERM");
  expect((await running.ended).code).toBe(0);
  const closed = await runConsole(["token", "list", ...at]);
  expect(closed).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("kept its store in the ClickHouse"),
  });
  expect(existsSync(join(directory.path, "engine"))).toBe(false);
}, 360_000);

const script = fileURLToPath(new URL("support/leading-console.ts", import.meta.url));
const ttlMs = 4000;

interface Candidate {
  readonly child: ChildProcess;
  said: string[];
}

function stand(): Candidate {
  const urls = servers.urls.map((url) => `${url}/leaders`);
  const child = spawn(process.execPath, ["--conditions=telltale-source", script, String(ttlMs), ...urls], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const candidate: Candidate = { child, said: [] };
  child.stdout
    .setEncoding("utf8")
    .on("data", (text: string) => candidate.said.push(...text.trim().split("\n")));
  cleanups.push(() => child.kill("SIGKILL"));
  return candidate;
}

const isLeading = ({ said }: Candidate): boolean => said.at(-1) === "leads";

// `TELLTALE_LEASE_RUNS=1` also lets one stand still.
test("of three one leads; when it is killed another one does", async () => {
  const candidates = [stand(), stand(), stand()];
  const leading = (): number => candidates.filter(isLeading).length;
  await expect.poll(() => candidates.every(({ said }) => said.includes("open"))).toBe(true);
  await expect.poll(leading).toBe(1);

  const [first] = candidates.splice(candidates.findIndex(isLeading), 1) as [Candidate];
  first.child.kill("SIGKILL");
  await expect.poll(leading).toBe(1);

  // Waits for the whole time once more.
  if (process.env["TELLTALE_LEASE_RUNS"] === undefined) return;
  const second = candidates.find(isLeading)!;
  const third = candidates.find((candidate) => candidate !== second)!;
  second.child.kill("SIGSTOP");
  await expect.poll(() => isLeading(third), { timeout: 300_000 }).toBe(true);
  second.child.kill("SIGCONT");
  await expect.poll(() => second.said.at(-1)).toBe("follows");
  expect(isLeading(third)).toBe(true);
}, 360_000);
