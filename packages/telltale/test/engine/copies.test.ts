// @module-tag extended
// Several copies in one process, of the API (ES module and CommonJS halves, other minors) and of the library, as installed:
// handles taken before the start wake, nothing is doubled, every copy that can find the others does.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { cpSync, existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtLibrary } from "../built.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const require = createRequire(import.meta.url);
const apis = { "1.9": "api-1-9", "1.10": "api-1-10", "1.4": "api-1-4" } as const;
type Api = keyof typeof apis;

let folder = "";
let built = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "telltale-copies-"));
  // without a filter, Node copies a folder in one step
  built = path.join(folder, "loadable");
  await copy(await builtLibrary(folder), built);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function installed(name: string): string {
  const found = (require.resolve.paths(name) ?? [])
    .map((place) => path.join(place, name))
    .find((place) => existsSync(place));
  if (found === undefined) throw new Error(`${name} is not installed`);
  return found;
}

function isLoadable(file: string): boolean {
  return !/\.map$|\.d\.[cm]?ts$|build.(?:esm|esnext)$/.test(file);
}

/** Copies what Node loads of a package. */
async function copy(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, filter: isLoadable });
}

/** Puts packages where an installation would, whole: a copy is identified by its real path. */
async function install(modules: string, api: Api | undefined, telltale: boolean): Promise<void> {
  await mkdir(path.join(modules, "@opentelemetry"), { recursive: true });
  if (api !== undefined) await copy(installed(apis[api]), path.join(modules, "@opentelemetry/api"));
  if (!telltale) return;
  await cp(path.join(root, "package.json"), path.join(modules, "telltale/package.json"));
  cpSync(built, path.join(modules, "telltale/dist"), { recursive: true });
}

/** An application with the library and `api`, and packages that bring their own API. */
async function application(name: string, api: Api, others: Readonly<Record<string, Api>>): Promise<string> {
  const app = path.join(folder, name);
  const modules = path.join(app, "node_modules");
  await install(modules, api, true);
  await copy(installed("@opentelemetry/api-logs"), path.join(modules, "@opentelemetry/api-logs"));
  for (const [other, version] of Object.entries(others)) {
    await install(path.join(modules, other, "node_modules"), version, false);
    await writeFile(path.join(modules, other, "index.js"), 'module.exports = require("@opentelemetry/api");');
  }
  return app;
}

async function execute(app: string, file: string, program: string): Promise<any> {
  await writeFile(path.join(app, file), program);
  const { stdout, stderr } = await run(process.execPath, [file], {
    cwd: app,
    env: { PATH: process.env["PATH"] },
  });
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

/** What all programs have in common: handles of every copy are taken, then two starts with a stop between. */
const life = `
const take = (api) => ({
  tracer: api.trace.getTracer("early"),
  startSpan: ((tracer) => tracer.startSpan.bind(tracer))(api.trace.getTracer("bound")),
  logger: api.logs?.getLogger("early"),
});
const early = Object.fromEntries(Object.entries(copies).map(([name, api]) => [name, take(api)]));
const apiLogs = require("@opentelemetry/api-logs").logs.getLogger("early");
const live = async () => {
  for (let turn = 0; turn < 1000; turn++) {
    if (Object.values(early).every(({ tracer }) => tracer.startSpan("awake?").isRecording())) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
};
function use(label) {
  for (const [name, { tracer, startSpan, logger }] of Object.entries(early)) {
    tracer.startActiveSpan(name + " " + label, (span) => {
      const seen = copies[name].trace.getActiveSpan();
      if (label !== "between" && seen !== span) throw new Error(name + " does not see the active span");
      startSpan(name + " bound " + label).end();
      logger?.emit({ body: name + " " + label });
      telltale.trace(name + " ours " + label, () => {});
      span.end();
    });
    copies[name].trace.getTracer("late").startSpan(name + " late " + label).end();
  }
  apiLogs.emit({ body: "api-logs " + label });
}
async function main() {
  const meters = Object.fromEntries(Object.entries(copies).map(([name, api]) => [name, api.metrics?.getMeter("m")]));
  const result = [];
  for (const label of ["one", "two"]) {
    const memory = telltale.memoryExporter();
    const telemetry = telltale.start({ service: "copies", exporters: [memory], handleExit: false });
    await live();
    use(label);
    await telemetry.stop();
    use("between");
    const spans = memory.spans().filter(({ name }) => name !== "awake?");
    const byId = new Map(spans.map((span) => [span.spanId, span.name]));
    result.push({
      spans: spans.map(({ name, parentSpanId }) => [name, byId.get(parentSpanId) ?? null]).sort(),
      logs: memory.logs().map(({ body, spanId }) => [body, byId.get(spanId) ?? null]).sort(),
      reports: Object.keys(telemetry.stats().reports),
    });
  }
  console.log(JSON.stringify(result));
}
main();
`;

/** The result of \`life\`, for copies that have a logs API and those that have none. */
function expected(names: readonly string[], withLogs: readonly string[], label: string): object {
  const spans = names.flatMap((name) => [
    [`${name} ${label}`, null],
    [`${name} bound ${label}`, `${name} ${label}`],
    [`${name} late ${label}`, null],
    [`${name} ours ${label}`, `${name} ${label}`],
  ]);
  const logs = [
    ...withLogs.map((name) => [`${name} ${label}`, `${name} ${label}`]),
    [`api-logs ${label}`, null],
  ];
  return { spans: spans.toSorted(byText), logs: logs.toSorted(byText) };
}

function byText(a: unknown, b: unknown): number {
  return String(a) < String(b) ? -1 : 1;
}

const fromEsm = (copies: string, telltale: string): string => `
import { createRequire } from "node:module";
import * as esmApi from "@opentelemetry/api";
const require = createRequire(import.meta.url);
const copies = ${copies};
const telltale = ${telltale};
${life}`;
const fromCjs = (copies: string): string => `
const copies = ${copies};
const telltale = require("telltale");
${life}`;

describe("handles taken before the start are live after it, and after the next", () => {
  const rows: readonly [string, Api, string, string, readonly string[], boolean][] = [
    ["ES module", "1.9", "app.mjs", fromEsm("{ esm: esmApi }", 'await import("telltale")'), ["esm"], false],
    ["CommonJS", "1.9", "app.cjs", fromCjs('{ cjs: require("@opentelemetry/api") }'), ["cjs"], false],
    ["ES module", "1.10", "app.mjs", fromEsm("{ esm: esmApi }", 'await import("telltale")'), ["esm"], true],
    ["CommonJS", "1.10", "app.cjs", fromCjs('{ cjs: require("@opentelemetry/api") }'), ["cjs"], true],
    [
      "both, the library as an ES module",
      "1.10",
      "both.mjs",
      fromEsm('{ esm: esmApi, cjs: require("@opentelemetry/api") }', 'await import("telltale")'),
      ["cjs", "esm"],
      true,
    ],
    [
      "both, the library as CommonJS",
      "1.10",
      "mixed.mjs",
      fromEsm('{ esm: esmApi, cjs: require("@opentelemetry/api") }', 'require("telltale")'),
      ["cjs", "esm"],
      true,
    ],
  ];
  test.each(rows)("%s, API %s", async (name, api, file, program, names, withLogs) => {
    const app = await application(`early-${name}-${api}`.replaceAll(/\W+/g, "-"), api, {});
    const [one, two] = await execute(app, file, program);
    expect(one).toMatchObject(expected(names, withLogs ? names : [], "one"));
    expect(two).toMatchObject(expected(names, withLogs ? names : [], "two"));
  });
});

test("the first use of handles taken from the ES module half before the library was imported is not lost", async () => {
  const app = await application("first-use", "1.10", {});
  const program = (uses: string, library: string): string => `
    import { createRequire } from "node:module";
    import * as api from "@opentelemetry/api";
    const require = createRequire(import.meta.url);
    const tracer = api.trace.getTracer("early"), logger = api.logs.getLogger("early");
    const { memoryExporter, start } = ${library};
    const memory = memoryExporter();
    const telemetry = start({ exporters: [memory], handleExit: false });
    ${uses}
    await telemetry.stop();
    console.log(JSON.stringify([...memory.spans().map(({ name }) => name), ...memory.logs().map(({ body }) => body)]));`;
  const span = 'tracer.startActiveSpan("first", (span) => span.end());';
  const record = 'logger.emit({ body: "alone" });';
  const [imported, required] = ['await import("telltale")', 'require("telltale")'];
  expect(await execute(app, "span.mjs", program(span, imported))).toEqual(["first"]);
  expect(await execute(app, "record.mjs", program(record, imported))).toEqual(["alone"]);
  expect(await execute(app, "required.mjs", program(record + span, required))).toEqual(["first", "alone"]);
});

test("neither half of the API is loaded before the program uses it", async () => {
  const app = await application("halves", "1.10", {});
  for (const half of ["index.mjs", "index.cjs"]) {
    const file = path.join(app, "node_modules/@opentelemetry/api/dist", half);
    await writeFile(file, `${await readFile(file, "utf8")}\n;(globalThis.halves ??= []).push("${half}");`);
  }
  const begin = "start({ exporters: [], handleExit: false });";
  const tell = 'process.on("exit", () => console.log(String(globalThis.halves)));';
  const esm = `import { start } from "telltale"; ${begin}`;
  const cjs = `const { start } = require("telltale"); ${begin}`;
  const uses = 'api.trace.getTracer("t").startSpan("s").end();';
  await writeFile(path.join(app, "boot.cjs"), cjs);
  await writeFile(path.join(app, "begun.mjs"), tell);
  await writeFile(path.join(app, "main.cjs"), cjs + tell);
  await writeFile(path.join(app, "main.mjs"), esm + tell);
  await writeFile(
    path.join(app, "uses.mjs"),
    `import * as api from "@opentelemetry/api"; ${esm} ${uses} ${tell}`,
  );
  await writeFile(
    path.join(app, "uses.cjs"),
    `${cjs} const api = require("@opentelemetry/api"); ${uses} ${tell}`,
  );
  const rows: readonly (readonly [string[], string])[] = [
    [["main.mjs"], "undefined"],
    [["main.cjs"], "undefined"],
    [["-r", "./boot.cjs", "begun.mjs"], "undefined"],
    [["-e", cjs + tell], "undefined"],
    [["uses.mjs"], "index.mjs"],
    [["uses.cjs"], "index.cjs"],
  ];
  const reported = rows.map(async ([args]) =>
    (await run(process.execPath, args, { cwd: app })).stdout.trim(),
  );
  expect(await Promise.all(reported)).toEqual(rows.map(([, halves]) => halves));
});

describe("consumers that bring an API of another minor find the engine", () => {
  const rows: readonly [Api, Readonly<Record<string, Api>>, readonly string[]][] = [
    ["1.9", { newer: "1.10", older: "1.4" }, ["newer"]],
    ["1.10", { newer: "1.9", older: "1.4" }, ["own"]],
  ];
  test.each(rows)("the library on %s beside %j", async (api, others, withLogs) => {
    const app = await application(`minors-${api}`, api, others);
    const copies = '{ own: require("@opentelemetry/api"), newer: require("newer"), older: require("older") }';
    const [one, two] = await execute(app, "app.cjs", fromCjs(copies));
    const names = ["newer", "older", "own"];
    expect(one).toMatchObject(expected(names, withLogs, "one"));
    expect(two).toMatchObject(expected(names, withLogs, "two"));
  });

  test("an older one that is loaded after the start sets its diagnostic logger, and takes nothing from a newer one", async () => {
    const app = await application("older-diag", "1.10", { older: "1.4" });
    const reported = await execute(
      app,
      "app.cjs",
      `const telltale = require("telltale");
       const reported = [];
       const logger = (name) => ({ error() {}, info() {}, debug() {}, verbose() {}, warn: (text) => reported.push(name + " " + text) });
       const telemetry = telltale.start({ exporters: [], handleExit: false });
       const older = require("older"), api = require("@opentelemetry/api"); // after the start
       const set = [older.diag.setLogger(logger("one"))];
       const recording = [older, api].map(({ trace }) => trace.getTracer("t").startSpan("s").isRecording());
       older.diag.warn("a");
       api.diag.warn("b");
       set.push(older.diag.setLogger(logger("two"), { suppressOverrideMessage: true }));
       api.diag.warn("c");
       queueMicrotask(() => {
         api.diag.warn("d");
         console.log(JSON.stringify({ set, reported, recording }));
       });`,
    );
    expect(reported).toEqual({
      set: [true, true],
      reported: ["one a", "one b", "two c", "two d"],
      recording: [true, true],
    });
  });

  test("one that is loaded after the start finds it too, and the diagnostic logger of each can be set", async () => {
    const app = await application("diag", "1.9", { newer: "1.10" });
    const reported = await execute(
      app,
      "app.cjs",
      `const api = require("@opentelemetry/api"), telltale = require("telltale");
       const reported = [];
       const logger = (name) => ({ error() {}, info() {}, debug() {}, verbose() {}, warn: (text) => reported.push(name + " " + text) });
       const telemetry = telltale.start({ exporters: [], handleExit: false });
       const set = [api.diag.setLogger(logger("own"), { suppressOverrideMessage: true })];
       api.diag.warn("a");
       const newer = require("newer"); // after the start
       set.push(newer.diag.setLogger(logger("newer"), { suppressOverrideMessage: true }));
       api.diag.warn("b");
       newer.diag.warn("c");
       const recording = newer.trace.getTracer("t").startSpan("s").isRecording();
       const active = newer.trace.getTracer("t").startActiveSpan("s", (span) => newer.trace.getActiveSpan() === span);
       console.log(JSON.stringify({ set, reported, recording, active }));`,
    );
    expect(reported).toEqual({
      set: [true, true],
      reported: ["own a", "newer b", "newer c"],
      recording: true,
      active: true,
    });
  });
});

test("two versions of the library: one engine, one state, and it is said", async () => {
  const app = await application("versions", "1.9", {});
  const other = path.join(app, "node_modules/plugin/node_modules");
  await install(other, undefined, true);
  await writeFile(path.join(app, "node_modules/plugin/index.js"), 'module.exports = require("telltale");');
  const { version } = require("../../package.json") as { version: string };
  const dist = path.join(other, "telltale/dist");
  const quoted = new RegExp(`(["'\`])${version.replaceAll(".", String.raw`\.`)}\\1`, "g");
  for (const file of (await readdir(dist)).filter((name) => name.endsWith("js"))) {
    const text = await readFile(path.join(dist, file), "utf8");
    // the build chooses the quotes
    await writeFile(path.join(dist, file), text.replaceAll(quoted, '"9.9.9"'));
  }
  const result = await execute(
    app,
    "app.mjs",
    `import { createRequire } from "node:module";
     import * as esm from "telltale";
     import { diag } from "@opentelemetry/api";
     const require = createRequire(import.meta.url);
     const plugin = require("plugin"), cjs = require("telltale");
     const reported = [];
     diag.setLogger({ error() {}, info() {}, debug() {}, verbose() {}, warn: (text) => reported.push(text) });
     const memory = esm.memoryExporter();
     const early = plugin.counter("early");
     const telemetry = esm.start({ exporters: [memory], handleExit: false });
     const refused = [cjs, plugin].map(({ start }) => { try { start(); } catch (error) { return [error.code, esm.isTelemetryError(error), error.message.includes("${version}")]; } });
     early.add(1);
     esm.withContext({ tenant: "t1" }, () => esm.trace("outer", () => plugin.trace("inner", () => cjs.log.info("hello"))));
     await telemetry.stop();
     const [inner, outer] = memory.spans();
     console.log(JSON.stringify({
       refused, reported,
       nested: inner.parentSpanId === outer.spanId, count: memory.spans().length,
       tenant: [inner.attributes.tenant, memory.logs()[0].attributes.tenant],
       log: memory.logs()[0].spanId === inner.spanId,
       metrics: memory.metrics().map(({ name }) => name),
     }));`,
  );
  expect(result).toMatchObject({
    refused: [
      ["TT_ALREADY_STARTED", true, true],
      ["TT_ALREADY_STARTED", true, true],
    ],
    nested: true,
    count: 2,
    tenant: ["t1", "t1"],
    log: true,
    metrics: ["early"],
  });
  expect(result.reported.filter((text: string) => text.includes("several_versions"))).toEqual([
    expect.stringContaining(`telltale ${version} runs; also loaded, and served by it: 9.9.9`),
  ]);
});
