// The console as a process: how it starts, refuses to start, and stops.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import type { Stats } from "contract";
import { encodeTraces, encodeTracesJson } from "otlp";
import { afterEach, expect, test, vi } from "vitest";
import {
  cli,
  makeDataDir,
  runConsole,
  startConsoleProcess,
  type ConsoleProcess,
} from "./support/console-process.ts";
import { makeSpan, makeTraces } from "./support/messages.ts";
import { prepareStore } from "./support/prepared-store.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

function dataDir(): string {
  const directory = makeDataDir();
  cleanups.push(() => directory.remove());
  return directory.path;
}

/** The same with a store in it that another console has left. */
async function usedDir(): Promise<string> {
  return prepareStore(dataDir());
}

async function start(...[path, args, env]: Parameters<typeof startConsoleProcess>): Promise<ConsoleProcess> {
  const running = await startConsoleProcess(path, args, env);
  cleanups.push(async () => {
    running.child.kill("SIGKILL");
    await running.ended;
  });
  return running;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function engineOf(path: string): number {
  return (JSON.parse(readFileSync(join(path, "owner.json"), "utf8")) as { engine: number }).engine;
}

let spanNumber = 0;

function sendSpans(otlpHttp: string, count: number, headers: Record<string, string> = {}): Promise<Response> {
  const startTimeUnixNano = BigInt(Date.now()) * 1_000_000n;
  const spans = Array.from({ length: count }, () => {
    const spanId = new Uint8Array(8);
    new DataView(spanId.buffer).setUint32(4, ++spanNumber);
    return makeSpan({ spanId, startTimeUnixNano, endTimeUnixNano: startTimeUnixNano + 1000n });
  });
  return fetch(`${otlpHttp}/v1/traces`, {
    method: "POST",
    body: encodeTraces(makeTraces(spans)) as Uint8Array<ArrayBuffer>,
    headers: { "content-type": "application/x-protobuf", ...headers },
  });
}

test("it prints and notes its addresses, and SIGTERM ends it and its engine in order", async () => {
  const path = dataDir();
  const { child, ended, addresses } = await start(path);
  expect(JSON.parse(readFileSync(join(path, "addresses.json"), "utf8"))).toEqual({
    ...addresses,
    pid: child.pid,
  });
  expect((await sendSpans(addresses.otlpHttp, 3)).status).toBe(200);
  const engine = engineOf(path);
  expect(isAlive(engine)).toBe(true);
  child.kill("SIGTERM");
  expect((await ended).code).toBe(0);
  expect(isAlive(engine)).toBe(false);
  expect(existsSync(join(path, "addresses.json"))).toBe(false);
});

test(
  "a console whose supervisor was killed ends in order, its engine with it",
  { tags: ["extended"] },
  async () => {
    const path = await usedDir();
    const flags = ["--data", path, "--port", "0", "--otlp-http-port", "0", "--otlp-grpc-port", "0"];
    const args = ["--conditions=telltale-source", cli, "start", ...flags];
    const stdio = ["ignore", "ignore", "ignore", "ipc"];
    const script = `require("node:child_process").spawn(process.execPath, ${JSON.stringify(args)}, { stdio: ${JSON.stringify(stdio)} })`;
    const supervisor = spawn(process.execPath, ["-e", script]);
    cleanups.push(() => supervisor.kill("SIGKILL"));
    await vi.waitUntil(() => existsSync(join(path, "addresses.json")), { timeout: 150_000 });
    const engine = engineOf(path);
    supervisor.kill("SIGKILL");
    await vi.waitUntil(() => !existsSync(join(path, "owner.json")), { timeout: 150_000 });
    expect(isAlive(engine)).toBe(false);
  },
);

test(
  "what was acknowledged before SIGTERM is there after the next start",
  { tags: ["extended"] },
  async () => {
    const path = await usedDir();
    const first = await start(path);
    const answers = Array.from({ length: 40 }, () =>
      sendSpans(first.addresses.otlpHttp, 50).catch(() => undefined),
    );
    await answers[0];
    first.child.kill("SIGTERM");
    const acknowledged = (await Promise.all(answers)).filter((answer) => answer?.status === 200).length * 50;
    expect(acknowledged).toBeGreaterThan(0);
    expect((await first.ended).code).toBe(0);
    const second = await start(path);
    const trace = (await (
      await fetch(`${second.addresses.page}/api/traces/5b8efff798038103d269b633813fc60c`)
    ).json()) as { spans: unknown[] };
    // A request may have been stored whose answer the closing connection lost.
    expect(trace.spans.length).toBeGreaterThanOrEqual(acknowledged);
  },
);

test.runIf(process.platform === "linux")(
  "it runs in the process that was started, with a limited young generation, unless that was chosen",
  { tags: ["extended"] },
  async () => {
    const optionsOf = ({ child }: ConsoleProcess): string[] =>
      readFileSync(`/proc/${child.pid}/cmdline`, "utf8")
        .split("\0")
        .filter((one) => one.includes("semi-space"));
    expect(optionsOf(await start(await usedDir()))).toEqual(["--max-semi-space-size=16"]);
    const chosen = await start(await usedDir(), [], { NODE_OPTIONS: "--max-semi-space-size=32" });
    expect(optionsOf(chosen)).toEqual([]);
  },
);

test("a second SIGINT ends it at once", { tags: ["extended"] }, async () => {
  const { child, ended, addresses } = await start(await usedDir());
  // A request that never ends keeps the orderly stop waiting.
  const pending = fetch(`${addresses.otlpHttp}/v1/traces`, {
    method: "POST",
    duplex: "half",
    body: new ReadableStream({ pull: () => new Promise(() => undefined) }),
    headers: { "content-type": "application/x-protobuf" },
  } as RequestInit).catch(() => undefined);
  await expect.poll(async () => (await fetch(`${addresses.page}/healthz`)).status).toBe(200);
  child.kill("SIGINT");
  await expect
    .poll(async () =>
      fetch(`${addresses.page}/healthz`).then(
        () => "answers",
        () => "gone",
      ),
    )
    .toBe("gone");
  child.kill("SIGINT");
  expect((await ended).code).toBe(130);
  await pending;
});

test(
  "a port that is taken is named with its owner and the flag that changes it, and nothing is left running",
  { tags: ["extended"] },
  async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve));
    cleanups.push(() => blocker.close());
    const { port } = blocker.address() as AddressInfo;
    const path = dataDir();
    for (const flag of ["--port", "--otlp-http-port", "--otlp-grpc-port"]) {
      const { code, stderr } = await runConsole([
        "--data",
        path,
        "--port",
        "0",
        "--otlp-http-port",
        "0",
        "--otlp-grpc-port",
        "0",
        flag,
        String(port),
      ]);
      expect(code).toBe(1);
      expect(stderr).toContain(`Cannot open port ${port}`);
      expect(stderr).toContain(`\`${flag} PORT\``);
      // /proc tells the owner; elsewhere lsof may be missing.
      const owner = process.platform === "linux" ? `(process ${process.pid})` : "it is in use by";
      expect(stderr).toContain(owner);
    }
    expect(existsSync(join(path, "owner.json"))).toBe(false);
  },
);

test("a data directory that another console has is refused", { tags: ["extended"] }, async () => {
  const path = await usedDir();
  const { child } = await start(path);
  const { code, stderr } = await runConsole([
    "--data",
    path,
    "--port",
    "0",
    "--otlp-http-port",
    "0",
    "--otlp-grpc-port",
    "0",
  ]);
  expect(code).toBe(1);
  expect(stderr).toContain(`in use by process ${child.pid}`);
  expect(stderr).toContain("--data DIR");
});

test(
  "off loopback it refuses to start without a token, and asks everybody for it with one",
  { tags: ["extended"] },
  async () => {
    const path = await usedDir();
    const refused = await runConsole(["--data", path, "--listen", "0.0.0.0"]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("Cannot listen on `0.0.0.0` without a token");
    const tokenFile = join(path, "token");
    writeFileSync(tokenFile, "a-token-of-enough-length\n");
    const { child, ended, addresses } = await start(path, ["--listen", "0.0.0.0", "--token-file", tokenFile]);
    expect((await sendSpans(addresses.otlpHttp, 1)).status).toBe(401);
    expect(
      (await sendSpans(addresses.otlpHttp, 1, { authorization: "Bearer a-token-of-enough-length" })).status,
    ).toBe(200);
    expect((await fetch(`${addresses.page}/api/stats`)).status).toBe(401);
    const file = join(path, "trace.json");
    writeFileSync(file, encodeTracesJson(makeTraces([makeSpan()])));
    const without = await runConsole(["import", "--url", addresses.page, file]);
    expect([without.code, without.stderr]).toEqual([
      1,
      expect.stringContaining("asks for its token: pass `--token-file FILE`"),
    ]);
    const withToken = await runConsole(["import", "--url", addresses.page, "--token-file", tokenFile, file]);
    expect([withToken.code, withToken.stderr]).toEqual([0, expect.stringContaining("1 span sent, 1 taken.")]);
    child.kill("SIGTERM");
    expect((await ended).stderr).toContain("tokens and telemetry travel unencrypted");
  },
);

test.each([
  [["--port", "70000"], "Cannot use `--port 70000`: expected a port number"],
  [["--listen", "shop.example"], "Cannot use `--listen shop.example`: expected an IP address"],
  [["--clickhouse", "tcp://x"], "Cannot use `--clickhouse tcp://x`"],
  [["--token-file", "/nowhere"], "Cannot read the token file `/nowhere`"],
  [["--log-level", "loud"], "Cannot use `--log-level loud`: expected one of trace"],
  [["--trusted-proxy", "foo"], "Cannot use `--trusted-proxy foo`"],
  [["--unknown"], "unknown option '--unknown'"],
  [["strat"], "There is no command `strat`: did you mean `start`?"],
  [["weather"], "There is no command `weather`.\n`telltale-console --help` lists all commands."],
])("%j ends with a message and without a stack", { tags: ["extended"] }, async (args, message) => {
  const { code, stderr } = await runConsole(args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain("    at ");
});

test("a mistyped variable and a broken file of rules are named at the start, in plain text", async () => {
  const path = await usedDir();
  const rules = join(path, "rules");
  mkdirSync(rules);
  writeFileSync(join(rules, "orders.yaml"), "alerts:\n  - nme: Orders fail\n");
  const { child, ended, warned } = await start(path, ["--alert-rules", rules], {
    TELLTALE_CONSOLE_RETAINS: "spans=1d",
  });
  await expect.poll(warned).toContain("Did you mean `name`?");
  child.kill("SIGTERM");
  const { stderr } = await ended;
  expect(stderr).toContain(
    "unknown variable TELLTALE_CONSOLE_RETAINS: did you mean TELLTALE_CONSOLE_RETAIN?",
  );
  expect(stderr).toContain("mistakes in orders.yaml; none of its rules is in use.\n  line 2");
  expect(stderr).not.toContain("    at ");
});

test("other commands name a mistyped variable, too, beside their output", async () => {
  const args = ["doctor", "--format", "json", "--url", "http://127.0.0.1:9"];
  const { code, stdout, stderr } = await runConsole(args, {
    TELLTALE_CONSOLE_RETAINS: "spans=1d",
    TELLTALE_TOKN: "x",
    TELLTALE_ENDPOINT: "x",
  });
  expect(stderr).toBe(
    "telltale-console: unknown variable TELLTALE_CONSOLE_RETAINS: did you mean TELLTALE_CONSOLE_RETAIN? It is ignored\n" +
      "telltale-console: unknown variable TELLTALE_TOKN: did you mean TELLTALE_TOKEN? It is ignored\n",
  );
  expect(JSON.parse(stdout)).toMatchObject({ ok: false });
  expect(code).toBe(1);
});

test("the help of start begins with what one needs first", async () => {
  const { stdout } = await runConsole(["start", "--help"]);
  const flags = [...stdout.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, flag]) => flag);
  expect(flags.slice(0, 3)).toEqual(["--data", "--port", "--otlp-http-port"]);
  expect(flags.indexOf("--token-file")).toBeLessThan(flags.indexOf("--zipkin-port"));
});

test("a ClickHouse that does not answer is said", { tags: ["extended"] }, async () => {
  const { code, stderr } = await runConsole([
    "--data",
    dataDir(),
    "--clickhouse",
    "http://127.0.0.1:9",
    "--port",
    "0",
    "--otlp-http-port",
    "0",
    "--otlp-grpc-port",
    "0",
  ]);
  expect(code).toBe(1);
  expect(stderr).toContain("--clickhouse");
});

test("doctor tries what the console needs", { tags: ["extended"] }, async () => {
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => blocker.close());
  const { port } = blocker.address() as AddressInfo;
  const path = dataDir();
  const { code, stdout } = await runConsole([
    "doctor",
    "--data",
    path,
    "--port",
    "0",
    "--otlp-http-port",
    "0",
    "--otlp-grpc-port",
    String(port),
  ]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^ok {4}node: v/m);
  expect(stdout).toMatch(/^ok {4}engine: .*libchdb\.so$/m);
  expect(stdout).toMatch(/^ok {4}data directory: .* MiB free$/m);
  expect(stdout).toMatch(/^ok {4}walls around the engine: .*(Landlock ABI \d|no Landlock).* user .*grants/m);
  expect(stdout).toContain(`FAIL  port ${port} (OTLP/gRPC)`);
});

test("the figures tell who it is", { tags: ["extended"] }, async () => {
  const { addresses } = await start(await usedDir());
  const stats = (await (await fetch(`${addresses.page}/api/stats`)).json()) as Stats;
  expect(stats.store.engine).toBe("embedded ClickHouse");
  expect(stats.addresses).toEqual(addresses);
});
