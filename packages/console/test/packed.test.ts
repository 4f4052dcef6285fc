// The console as it would be published: packed, installed with its dependencies in an empty folder, and used as a command on every
// Node it promises.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Stats, Trace, TransactionsResult } from "contract";
import { afterAll, beforeAll, expect, inject, onTestFinished, test, vi } from "vitest";

import { oldestOf } from "../../../deploy/images/source/engines.ts";
import { describeNodes } from "../../../tools/testing/nodes.ts";
import { patience } from "../../../tools/testing/patience.ts";

declare module "vitest" {
  export interface ProvidedContext {
    readonly consolePack: { readonly tarball: string; readonly files: readonly string[] };
    readonly demoPack: { readonly tarball: string; readonly files: readonly string[] };
    readonly telltalePack: { readonly tarball: string; readonly files: readonly string[] };
    readonly runtimes: Readonly<Record<string, string>>;
  }
}

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

const [firstStep] = readdirSync(path.join(import.meta.dirname, "../src/sql/schema")).toSorted();
const pack = inject("consolePack");
const folder = mkdtempSync(path.join(tmpdir(), "telltale-console-installed-"));
const installed = path.join(folder, "node_modules", "telltale-console");
const env = { PATH: process.env["PATH"], HOME: folder };
const promised = Object.entries(inject("runtimes")).filter(([version]) => !version.startsWith("v18."));
/** npm compares what packages need with the Node.js that runs it. */
const oldestNode = path.dirname(promised[0]![1]);
const canRun = process.platform === "linux" && process.arch === "x64";
if (!canRun) console.log(`skipped: the packed console: its engine has no package for this platform`);

let manifest: Manifest;
beforeAll(() => {
  install(folder, [pack.tarball]);
  manifest = JSON.parse(readFileSync(path.join(installed, "package.json"), "utf8")) as Manifest;
});

function install(to: string, tarballs: readonly string[]): void {
  writeFileSync(path.join(to, "package.json"), `{ "private": true }`);
  const { status, stderr } = spawnSync(
    "npm",
    ["install", "--engine-strict", "--prefer-offline", "--no-audit", "--no-fund", ...tarballs],
    { cwd: to, encoding: "utf8", env: { ...process.env, PATH: `${oldestNode}:${process.env["PATH"]}` } },
  );
  if (status !== 0)
    throw new Error(`Cannot install ${tarballs.join(", ")}: npm ended with ${status}: ${stderr}`);
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the tarball has the command, the queries, the pages, licence, notices and readme, and no tests or sources", () => {
  expect(pack.files).toEqual(
    expect.arrayContaining([
      "LICENSE",
      "README.md",
      "dist/THIRD-PARTY-NOTICES.txt",
      "dist/cli.js",
      "dist/engine-child.js",
      "dist/decode-thread.js",
      "dist/import-thread.js",
      "dist/source-map-thread.js",
      "dist/api/traces/trace-list.sql",
      `dist/sql/schema/${firstStep}`,
      "dist/docs/THIRD-PARTY-NOTICES.txt",
      "dist/web/THIRD-PARTY-NOTICES.txt",
      "dist/web/index.html",
    ]),
  );
  expect(pack.files.filter((file) => /(^|\/)(tests?|fixtures|src)\/|\.test\.|\.ts$/.test(file))).toEqual([]);
});

test("every package that is bundled is in the notices with its licence", () => {
  const dist = path.join(installed, "dist");
  const notices = readFileSync(path.join(dist, "THIRD-PARTY-NOTICES.txt"), "utf8");
  const sources = globSync("*.js.map", { cwd: dist }).flatMap(
    (file) => (JSON.parse(readFileSync(path.join(dist, file), "utf8")) as { sources: string[] }).sources,
  );
  const bundled = sources.flatMap(
    (source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? [],
  );
  expect(bundled).toContain("yaml");
  expect(bundled.filter((name) => !notices.includes(`\n${name} `))).toEqual([]);
  expect(notices).toContain("Permission to use, copy, modify, and/or distribute this software");
  const pages = readFileSync(path.join(dist, "web/THIRD-PARTY-NOTICES.txt"), "utf8");
  for (const name of ["react", "react-dom", "uplot", "@mantine/core", "@codemirror/view"])
    expect(pages).toMatch(new RegExp(`^${name} \\d.*\\(MIT\\)$`, "m"));
});

test("the pages have React's production build", () => {
  const assets = path.join(installed, "dist/web/assets");
  const scripts = globSync("*.js", { cwd: assets }).map((file) =>
    readFileSync(path.join(assets, file), "utf8"),
  );
  expect(scripts.some((text) => text.includes("react.element"))).toBe(true);
  expect(scripts.some((text) => text.includes("Encountered two children with the same key"))).toBe(false);
});

test("what is built imports nothing but the dependencies it declares", () => {
  const imported = globSync("dist/*.js", { cwd: installed }).flatMap((file) => {
    const text = readFileSync(path.join(installed, file), "utf8");
    const imports = text.matchAll(
      /^import\s(?:[^"';]*\sfrom\s)?"([^"]+)"|\b(?:import|require)\("([^"]+)"\)/gm,
    );
    return [...imports].map((match) => match[1] ?? match[2] ?? "");
  });
  expect(imported).toContain("fastify");
  expect(imported.filter((name) => !isDeclared(name))).toEqual([]);
});

test("every package that is installed runs on the oldest Node.js that the console promises", () => {
  const installedNow = globSync("**/package.json", { cwd: path.join(folder, "node_modules") }).map(
    (file) =>
      JSON.parse(readFileSync(path.join(folder, "node_modules", file), "utf8")) as {
        readonly name?: string;
        readonly engines?: { readonly node?: string };
      },
  );
  const ranges = installedNow.flatMap(({ name, engines }) =>
    name === undefined || typeof engines?.node !== "string" ? [] : [{ name, range: engines.node }],
  );
  expect(ranges.length).toBeGreaterThan(30);
  const least = ranges.find(({ name }) => name === "telltale-console")!.range;
  const oldest = oldestOf(20, [least]);
  expect(ranges.filter(({ range }) => !isAllowed(range, least, oldest)).map(({ name }) => name)).toEqual([]);
});

/** Whether the oldest version that `least` allows is in `range` too. */
function isAllowed(range: string, least: string, oldest: string): boolean {
  try {
    return oldestOf(20, [least, range]) === oldest;
  } catch {
    return false;
  }
}

describeNodes(promised, (version, node) => {
  test("it tells its version and its help, and refuses what it does not know", () => {
    expect(command(node, "--version")).toEqual({ status: 0, stdout: `${manifest.version}\n`, stderr: "" });
    const help = command(node, "--help");
    expect(help).toMatchObject({ status: 0, stderr: "" });
    for (const word of ["start", "demo", "doctor", "import", "Usage: telltale-console"])
      expect(help.stdout).toContain(word);
    const flag = command(node, "start", "--prot", "0");
    expect(flag).toMatchObject({ status: 2, stdout: "" });
    expect(flag.stderr).toContain("unknown option '--prot'");
    const port = command(node, "start", "--port", "http");
    expect(port.status).toBe(2);
    expect(port.stderr).toMatch(
      /^telltale-console: Cannot use `--port http`: expected a port number[^\n]*\n$/,
    );
    expect(spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim()).toBe(version);
  });

  test.runIf(canRun)(
    "it starts, takes a trace, shows it, exports and imports it, serves the page, and ends in order",
    async () => {
      const { child, addresses, ended } = await startConsole(node);
      const status = async (place: string): Promise<number> => (await fetch(addresses.page + place)).status;
      expect(await status("/healthz")).toBe(200);
      expect(await status("/readyz")).toBe(200);

      const page = await (await fetch(addresses.page)).text();
      const [, asset] = /<script type="module"[^>]* src="([^"]+\.js)"/.exec(page) ?? [];
      const script = await fetch(new URL(asset ?? "/no-script", addresses.page));
      expect(script.status).toBe(200);
      expect(script.headers.get("content-type")).toMatch(/javascript/);

      const sent = await fetch(`${addresses.otlpHttp}/v1/traces`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(oneTrace()),
      });
      expect(sent.status).toBe(200);
      const trace = (await (await fetch(`${addresses.page}/api/traces/${traceId}`)).json()) as Trace;
      const attributes = { amount: { type: "int", value: "5" } };
      expect(trace.spans).toMatchObject([{ name: "charge card", service: "checkout", attributes }]);

      // Compressed with zstd, which not every Node has.
      const file = path.join(folder, `${version}.parquet`);
      const at = ["--url", addresses.page];
      const spans = ["--signal", "traces", "--format", "parquet", "--out", file];
      expect(command(node, "export", ...at, ...spans)).toMatchObject({ status: 0 });
      const { stderr } = command(node, "import", ...at, file);
      expect(stderr).toContain("Parquet, 1 span sent, 1 taken.");

      child.kill("SIGTERM");
      expect(await ended).toEqual({ code: 0, signal: null });
    },
  );
});

const freePorts = ["--port", "--otlp-http-port", "--otlp-grpc-port"].flatMap((flag) => [flag, "0"]);

test("the demo's tarball has the processes of the shop, its rules and its dashboards, and no tests or sources", () => {
  const { files } = inject("demoPack");
  const processes = ["main", "database", "payments", "fulfilment", "storefront", "shopper/main", "fault"];
  expect(files).toEqual(
    expect.arrayContaining([
      "LICENSE",
      "README.md",
      "dist/dashboards/dashboards.json",
      "dist/alerts/operations.yaml",
      ...processes.map((name) => `dist/${name}.js`),
    ]),
  );
  expect(files.filter((file) => /(^|\/)(tests?|fixtures|src)\/|\.test\.|\.ts$/.test(file))).toEqual([]);
});

interface Demo {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  readonly printed: () => string;
  /** Where its temporary files are. */
  readonly temporary: string;
  /** The command lines of its processes that run. */
  readonly processes: () => readonly string[];
}

const isOfDemo = (name: string): boolean => name.startsWith("telltale-demo");

let demoCaches: string | undefined;

/** The demo as `npx` runs it when the shop is in the cache, on the oldest Node.js. */
function startDemo(): Demo {
  if (demoCaches === undefined) {
    demoCaches = mkdtempSync(path.join(folder, "caches-"));
    const cache = path.join(demoCaches, "telltale-console", `demo-${manifest.version}`);
    mkdirSync(cache, { recursive: true });
    install(cache, [inject("demoPack").tarball, inject("telltalePack").tarball]);
  }
  const temporary = mkdtempSync(path.join(folder, "temporary-"));
  const child = spawn(promised[0]![1], [bin, "demo", "--shoppers", "8", ...freePorts], {
    cwd: demoCaches,
    env: { ...env, XDG_CACHE_HOME: demoCaches, TMPDIR: temporary },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
  const ended = new Promise<number | null>((resolve) => child.on("close", (code) => resolve(code)));
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  return { child, ended, temporary, printed: () => printed, processes: () => processesOf(temporary) };
}

/** Those that have `name` in their environment or command line. */
function processesOf(name: string): readonly string[] {
  const read = (pid: string, file: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, "utf8");
    } catch {
      return ""; // it has ended
    }
  };
  return readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid))
    .map((pid) => ({ line: read(pid, "cmdline"), variables: read(pid, "environ") }))
    .filter(({ line, variables }) => line.includes(name) || variables.includes(name))
    .map(({ line }) => line.replaceAll("\0", " "));
}

test.runIf(canRun)(
  "the demo shows purchases of the packed shop on the oldest Node.js, and leaves nothing behind",
  // e2e/start.test.ts starts the same demo from a checkout
  { tags: ["extended"] },
  async () => {
    const { child, ended, printed, temporary, processes } = startDemo();
    await expect
      .poll(() => child.exitCode ?? printed(), { timeout: patience(120_000) })
      .toMatch(/page\s+http\S+\s/);
    const [, page] = /page\s+(http\S+)/.exec(printed())!;
    expect((await fetch(page!)).status).toBe(200);

    await expect
      .poll(
        async () => {
          const { types } = (await (
            await fetch(`${page}/api/transactions?from=-1h`)
          ).json()) as TransactionsResult;
          return types.find(({ type }) => type === "purchase")?.current.completed ?? 0;
        },
        { timeout: patience(120_000), message: printed() },
      )
      .toBeGreaterThan(0);
    const rules = (await (await fetch(`${page}/api/alert-rules`)).text()) || "";
    expect(rules).toContain("purchase");

    child.kill("SIGINT");
    expect(await ended).toBe(0);
    expect(printed()).toContain("stopped");
    const [, data] = /data\s+(\S+), deleted at the end/.exec(printed())!;
    expect(path.dirname(data!)).toBe(temporary);
    expect(existsSync(data!)).toBe(false);
    await expect.poll(processes).toEqual([]);
    await expect(fetch(page!)).rejects.toThrow("fetch failed");
  },
);

test
  .runIf(canRun)
  .each<[when: string, signal: NodeJS.Signals, isThere: (demo: Demo) => boolean]>([
    ["its first folder is there", "SIGTERM", ({ temporary }) => readdirSync(temporary).some(isOfDemo)],
    [
      "its console is started",
      "SIGINT",
      ({ processes }) => processes().some((one) => / start .*--data /.test(one)),
    ],
    [
      "its engine is started",
      "SIGTERM",
      ({ processes }) => processes().some((one) => one.includes("--path=")),
    ],
    ["its page is there", "SIGINT", ({ printed }) => printed().includes("Ctrl-C stops everything")],
    ...["database", "payments", "storefront", "shopper/main"].map(
      (name, index): [string, NodeJS.Signals, (demo: Demo) => boolean] => [
        `its process ${name} is started`,
        index % 2 === 0 ? "SIGTERM" : "SIGINT",
        ({ processes }) => processes().some((one) => one.includes(`dist/${name}.js`)),
      ],
    ),
  ])(
  "a demo that is stopped when %s ends with all that it has started",
  { tags: ["nightly"] },
  async (_when, signal, isThere) => {
    const demo = startDemo();
    await vi.waitUntil(() => isThere(demo), { timeout: patience(120_000), interval: 5 });
    demo.child.kill(signal);
    expect({ code: await demo.ended, printed: demo.printed() }).toMatchObject({ code: 0 });
    expect(demo.printed()).toMatch(/stopping …\n[^]*stopped\n$/);
    await expect.poll(demo.processes, { timeout: patience(30_000) }).toEqual([]);
    expect(readdirSync(demo.temporary).filter(isOfDemo)).toEqual([]);
  },
);

test.runIf(canRun)(
  "a demo that is stopped while npm installs the shop ends npm, and leaves no part of it",
  { tags: ["nightly"] },
  async () => {
    const place = mkdtempSync(path.join(folder, "installing-"));
    const npm = path.join(place, "npm-cli.js");
    const began = path.join(place, "began");
    writeFileSync(
      npm,
      `require("node:fs").writeFileSync(${JSON.stringify(began)}, ""); setInterval(() => {}, 1000);\n`,
    );
    const child = spawn(promised[0]![1], [bin, "demo", ...freePorts], {
      cwd: place,
      env: { ...env, XDG_CACHE_HOME: place, npm_execpath: npm },
      stdio: "ignore",
    });
    const ended = new Promise<number | null>((resolve) => child.on("close", (code) => resolve(code)));
    await vi.waitUntil(() => existsSync(began), { timeout: patience(60_000) });
    child.kill("SIGINT");
    expect(await ended).toBe(0);
    expect(readdirSync(path.join(place, "telltale-console"))).toEqual([]);
    await expect.poll(() => processesOf(place)).toEqual([]);
  },
);

test(
  "the demo says what it lacks where its package is neither installed nor at the registry",
  { tags: ["extended"] },
  () => {
    const registry = { npm_config_registry: "http://127.0.0.1:9/", npm_config_fetch_retries: "0" };
    const place = mkdtempSync(path.join(folder, "alone-"));
    const { status, stdout, stderr } = spawnSync(promised[0]![1], [bin, "demo", ...freePorts], {
      cwd: place,
      env: { ...env, PATH: `${oldestNode}:${env.PATH}`, ...registry },
      encoding: "utf8",
    });
    const cache = path.join(folder, ".cache/telltale-console");
    expect(status).toBe(1);
    // the console may have been ready before npm gave up
    const [first] = stdout.split("\n");
    expect(first).toBe(
      `Installing telltale-demo ${manifest.version} into ${cache}/demo-${manifest.version} (once) …`,
    );
    expect(stderr).toMatch(
      /^telltale-console: Cannot install telltale-demo@\S+, the shop of the demo: npm ended/,
    );
    expect(stderr).toContain("ECONNREFUSED");
    expect(stderr).toContain("`npm start` runs the same demo");
    expect(readdirSync(cache)).toEqual([]);
  },
);

const traceId = "5b8efff798038103d269b633813fc60c";

function oneTrace(): unknown {
  const span = {
    traceId,
    spanId: "eee19b7ec3c1b174",
    name: "charge card",
    kind: 1,
    startTimeUnixNano: `${Date.now()}000000`,
    endTimeUnixNano: `${Date.now() + 5}000000`,
    attributes: [{ key: "amount", value: { intValue: "5" } }],
  };
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "checkout" } }] };
  return { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] };
}

const isDeclared = (name: string): boolean =>
  name.startsWith("node:") ||
  // itself, or a file of it
  Object.keys(manifest.dependencies).some((one) => name === one || name.startsWith(`${one}/`)) ||
  // a chunk that is published beside it
  (name.startsWith("./") && existsSync(path.join(installed, "dist", name)));

/** The command as npm links it, on the given Node. */
const bin = path.join(folder, "node_modules", ".bin", "telltale-console");

function command(node: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(node, [bin, ...args], { cwd: folder, env, encoding: "utf8" });
  return { status, stdout, stderr };
}

interface Running {
  readonly child: ChildProcess;
  readonly addresses: Stats["addresses"];
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

async function startConsole(node: string): Promise<Running> {
  const data = mkdtempSync(path.join(folder, "data-"));
  const args = [
    bin,
    "start",
    "--data",
    data,
    "--print-addresses",
    "json",
    "--log-level",
    "warn",
    ...freePorts,
  ];
  const child = spawn(node, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  const ended: Running["ended"] = new Promise((resolve) =>
    child.on("close", (code, signal) => resolve({ code, signal })),
  );
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const line = await new Promise<string>((resolve, reject) => {
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      if (stdout.includes("\n")) resolve(stdout);
    });
    void ended.then(({ code }) => reject(new Error(`the console ended with ${code}: ${stderr}`)));
  });
  return { child, addresses: JSON.parse(line) as Stats["addresses"], ended };
}
