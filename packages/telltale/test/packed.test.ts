// The library as it would be published: packed, installed in an empty folder, used on every Node it promises, from ES modules,
// CommonJS and TypeScript. What it sends is judged by the official messages.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { tooLong } from "../../../tools/check-lines.ts";
import { describeNodes } from "../../../tools/testing/nodes.ts";
import { attributesOf, hex, type Receiver, startReceiver } from "./engine/receiver.ts";

declare module "vitest" {
  export interface ProvidedContext {
    readonly telltalePack: { readonly tarball: string; readonly files: readonly string[] };
    readonly runtimes: Readonly<Record<string, string>>;
    readonly compilers: Readonly<Record<string, string>>;
  }
}

const pack = inject("telltalePack");
const programs = fileURLToPath(new URL("./fixtures/packed/", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "telltale-installed-"));
const installed = path.join(folder, "node_modules", "telltale");

beforeAll(() => {
  writeFileSync(path.join(folder, "package.json"), `{ "private": true }`);
  run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", pack.tarball]);
  cpSync(programs, folder, { recursive: true });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the tarball has what is built, licence and readme, and nothing else", () => {
  const outside = pack.files.filter((file) => !file.startsWith("dist/"));
  expect(outside.toSorted()).toEqual(["LICENSE", "README.md", "package.json"]);
  expect(pack.files.filter((file) => /\.map$|\.test\.|fixtures/.test(file))).toEqual([]);
});

test("the parser of YAML and the lexer of modules, which are bundled, are in the notices", () => {
  const notices = read("node_modules", "telltale", "dist", "THIRD-PARTY-NOTICES.txt");
  expect(notices).toMatch(/^yaml \d\S* \(ISC\)\n\nCopyright/m);
  expect(notices).toMatch(/^es-module-lexer \d\S* \(MIT\)\n/m);
});

test("three packages at most come with it, and less than 4.5 MB besides @opentelemetry/api", () => {
  const lock = JSON.parse(read("node_modules", ".package-lock.json")) as {
    packages: Record<string, unknown>;
  };
  expect(Object.keys(lock.packages)).toContain("node_modules/telltale");
  expect(Object.keys(lock.packages).length).toBeLessThanOrEqual(3);
  const modules = path.join(folder, "node_modules");
  expect(bytes(modules) - bytes(path.join(modules, "@opentelemetry", "api"))).toBeLessThan(4_500_000);
});

test.each(["index.js", "index.cjs"])("%s brings three files along at most: to find one is dear", (file) => {
  const found = new Set([file]);
  for (const name of found) {
    // a `require` in a function is deferred
    const code = read("node_modules", "telltale", "dist", name).replaceAll(/^\s+return .*require\(.*$/gm, "");
    for (const other of referred(code)) {
      if (other.startsWith("./") && other !== "./config-file.cjs") found.add(other.slice(2));
    }
  }
  expect([...found].slice(1).length).toBeLessThanOrEqual(3);
});

test("no line is longer than Node can print before an error's message", () => {
  const built = pack.files.filter((file) => /^dist\/.*\.([cm]?js|d\.[cm]?ts)$/.test(file));
  expect(built.length).toBeGreaterThan(100);
  const long = built.flatMap((file) =>
    tooLong(readFileSync(path.join(installed, file), "utf8")).map(({ line }) => `${file}:${line}`),
  );
  expect(long).toEqual([]);
});

test("what is built refers to nothing that is not published", () => {
  const built = pack.files.filter((file) => /^dist\/.*\.(js|cjs|d\.ts|d\.cts)$/.test(file));
  expect(built.length).toBeGreaterThanOrEqual(4);
  const named = built.flatMap((file) => referred(readFileSync(path.join(installed, file), "utf8")));
  expect(named).toContain("@opentelemetry/api");
  expect(named.filter((name) => !isPublished(name))).toEqual([]);
});

const compilers = Object.entries(inject("compilers"));
describe.each(compilers)("TypeScript %s", (version, tsc) => {
  const tags = version === compilers.at(-1)?.[0] ? [] : ["extended"];
  test.each([
    ["standard", ["consumer.mts", "consumer.cts", "decorated.mts"]],
    ["legacy", ["decorated.mts"]],
  ])(
    "the declarations serve applications with %s decorators, checked with its libraries",
    { tags },
    (kind, files) => {
      const compilerOptions = {
        module: "nodenext",
        target: "es2022",
        lib: ["es2022"],
        types: [],
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        noEmit: true,
        experimentalDecorators: kind === "legacy",
      };
      writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
      expect(run(process.execPath, [tsc, "-p", "."])).toBe("");
    },
  );
});

describeNodes(Object.entries(inject("runtimes")), (version, node) => {
  test("every subpath loads as an ES module and in CommonJS, with the same names", async () => {
    // `telltale/register` starts, and would report that no endpoint answers
    const loaded = JSON.parse(await programIn({ OTEL_SDK_DISABLED: "true" }, node, "subpaths.mjs")) as Record<
      string,
      Record<string, string[]>
    >;
    expect(loaded["telltale"]?.["esm"]).toEqual(expect.arrayContaining(["start", "trace", "transaction"]));
    for (const { esm, cjs } of Object.values(loaded)) expect(esm).toEqual(cjs);
    expect(run(node, ["--version"]).trim()).toBe(version);
  });

  test.each(["smoke.mjs", "smoke.cjs"])("%s sends the three signals", async (file) => {
    await using receiver = await receive();
    const stats = JSON.parse(await program(node, file, receiver.url)) as Record<string, unknown>;
    expect(stats["traces"]).toEqual({ queued: 0, exported: 2, dropped: {} });
    const [outer, purchase] = ["outer", "transaction purchase"].map((name) => spanNamed(receiver, name));
    expect(hex(purchase?.["parentSpanId"])).toBe(hex(outer?.["spanId"]));
    expect(attributesOf(outer?.["resource"])).toMatchObject({ "service.name": "smoke" });
    expect(receiver.logs().find((record) => record["body"]?.stringValue === "charged")).toMatchObject({
      spanId: outer?.["spanId"],
    });
    expect(eventNames(receiver)).toContain("telltale.transaction.ended");
    expect(pointOf(receiver, "smoke.orders")).toMatchObject({ asDouble: 2 });
  });

  test.each(["crash.mjs", "crash.cjs"])(
    "%s: what was left at the end arrives with the next start",
    async (file) => {
      await using receiver = await receive();
      const left = mkdtempSync(path.join(tmpdir(), "telltale-left-"));
      const env = { ...process.env, TELLTALE_CRASH_FILE: "true", TMPDIR: left };
      const end = async (...how: string[]): Promise<number | null> =>
        new Promise((resolve) => {
          const child = spawn(node, [file, receiver.url, ...how], { cwd: folder, env, stdio: "ignore" });
          child.on("close", resolve);
        });
      const codes = [await end("exit"), await end("throw")];
      expect(receiver.received).toEqual([]);
      codes.push(await end());
      rmSync(left, { recursive: true });
      expect(codes).toEqual([3, 1, 0]);
      const each = (how: string): string[] => Array.from({ length: 10 }, (_, i) => `${how} ${i}`);
      expect(receiver.spans().map((span) => span["name"])).toEqual([...each("exit"), ...each("throw")]);
      expect(receiver.logs()).toMatchObject([{ eventName: "exception" }]);
    },
  );

  test.each(["smoke.mjs", "smoke.cjs"])("%s is configured by a file", async (file) => {
    await using receiver = await receive();
    const attribute = "{name: team, value: '${TEAM}'}";
    const config = `file_format: "1.1"\nresource: {attributes: [${attribute}]}\n`;
    writeFileSync(path.join(folder, "config.yaml"), config);
    await programIn({ OTEL_CONFIG_FILE: "config.yaml", TEAM: "pay" }, node, file, receiver.url);
    expect(attributesOf(spanNamed(receiver, "outer")?.["resource"])).toMatchObject({ team: "pay" });
  });

  test("the command prints the resolved settings", () => {
    const reported = run(node, [path.join(installed, "dist", "bin.js"), "doctor", "--json", "--no-check"]);
    expect(JSON.parse(reported)).toMatchObject({ ok: true, node: version.slice(1), warnings: [] });
  });

  test.each(["esm", "cjs"])(
    "started by the %s side, the calls of the other leave: one copy runs",
    async (starts) => {
      await using receiver = await receive();
      const said = JSON.parse(await program(node, "copies.mjs", receiver.url, starts)) as unknown;
      expect(said).toEqual({ twoCopies: false, second: "TT_ALREADY_STARTED" });
      const [outer, inner] = ["outer", "inner"].map((name) => spanNamed(receiver, name));
      expect(hex(inner?.["parentSpanId"])).toBe(hex(outer?.["spanId"]));
      expect(attributesOf(inner)).toMatchObject({ tenant: "t1" });
      expect(eventNames(receiver)).toContain("telltale.transaction.ended");
      expect(pointOf(receiver, "smoke.orders")).toMatchObject({ asDouble: 2 });
    },
  );
});

async function receive(): Promise<Receiver & AsyncDisposable> {
  const receiver = await startReceiver();
  return Object.assign(receiver, { [Symbol.asyncDispose]: async () => receiver.close() });
}

const spanNamed = (receiver: Receiver, name: string) =>
  receiver.spans().find((span) => span["name"] === name);
const eventNames = (receiver: Receiver) => receiver.logs().map((record) => record["eventName"]);
const pointOf = (receiver: Receiver, name: string) =>
  receiver.metrics().findLast((metric) => metric["name"] === name)?.["sum"]?.dataPoints[0];

/** Bytes of all files below a folder. */
const bytes = (place: string): number =>
  readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);

const isPublished = (name: string): boolean =>
  isBuiltin(name) ||
  /^\.\.?\//.test(name) ||
  name === "#node-api" ||
  name === "telltale" ||
  name.startsWith("telltale/") ||
  dependenciesIn(read("node_modules", "telltale", "package.json")).includes(packageOf(name));

const packageOf = (name: string): string => name.split("/", name.startsWith("@") ? 2 : 1).join("/");

/** What a manifest says that may be there. */
function dependenciesIn(manifest: string): string[] {
  const { dependencies, peerDependencies } = JSON.parse(manifest) as Record<string, object | undefined>;
  return Object.keys({ ...dependencies, ...peerDependencies });
}

/** Names of modules in code and in the examples of declarations. */
function referred(text: string): string[] {
  return [...text.matchAll(/(?:\bfrom|\bimport\s*\(?|\brequire\s*\()\s*["']([^"'\s]+)["']/g)].map(
    (match) => match[1] ?? "",
  );
}

function read(...parts: string[]): string {
  return readFileSync(path.join(folder, ...parts), "utf8");
}

/** Runs a command in the folder to its end; gives what it printed. */
function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: folder, encoding: "utf8" });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(" ")} ended with ${status}: ${error?.message ?? stdout + stderr}`);
}

/** Runs one of the programs in an environment without settings of the library; gives what it printed. */
async function program(node: string, file: string, ...args: string[]): Promise<string> {
  return programIn({}, node, file, ...args);
}

/** The same with variables. */
async function programIn(
  variables: Readonly<Record<string, string>>,
  node: string,
  file: string,
  ...args: string[]
): Promise<string> {
  const env = { PATH: process.env["PATH"], HOME: tmpdir(), TMPDIR: folder, ...variables };
  const child = spawn(node, [file, ...args], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => (printed[name] += text));
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code === 0 && printed.stderr === "") return printed.stdout;
  throw new Error(`${file} ended with ${String(code)}: ${printed.stderr}`);
}
