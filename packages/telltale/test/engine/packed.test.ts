// What is published: ESM and CommonJS copies in one process, with API 1.9 and 1.10, and nothing else installed.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { builtLibrary } from "../built.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const require = createRequire(import.meta.url);
const apis = { "1.9": "@opentelemetry/api", "1.10": "api-1-10" } as const;

const program = `
import { createRequire } from "node:module";
import * as esm from "telltale";
const require = createRequire(import.meta.url);
const cjs = require("telltale");
const api = require("@opentelemetry/api");
const early = cjs.counter("early.count").with({ a: 1 });
const memory = esm.memoryExporter();
const telemetry = esm.start({ service: "packed", exporters: [memory] });
let code;
try { cjs.start(); } catch (error) { code = esm.isTelemetryError(error) ? error.code : error; }
early.add(1);
esm.withContext({ k: 1 }, () => esm.trace("esm", () => cjs.trace("cjs", () => {
  esm.addAttribute("x", cjs.context.get("k"));
  cjs.log.info("hello");
  api.trace.getTracer("theirs").startActiveSpan("api", (span) => span.end());
})));
await telemetry.flush();
const spans = memory.spans();
const idOf = (name) => spans.find((span) => span.name === name).spanId;
const parentOf = (name) => spans.find((span) => span.name === name).parentSpanId;
console.log(JSON.stringify({
  code,
  parents: parentOf("cjs") === idOf("esm") && parentOf("api") === idOf("cjs"),
  attributes: spans.find((span) => span.name === "cjs").attributes,
  log: memory.logs()[0].spanId === idOf("cjs"),
  metric: memory.metrics()[0].points[0].value,
}));
`;

let folder = "";
let built = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "telltale-packed-"));
  built = await builtLibrary(folder);
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

test.each(Object.entries(apis))("with @opentelemetry/api %s", async (name, api) => {
  const app = path.join(folder, name);
  const modules = path.join(app, "node_modules");
  await mkdir(path.join(modules, "@opentelemetry"), { recursive: true });
  await mkdir(path.join(modules, "telltale"));
  await cp(path.join(root, "package.json"), path.join(modules, "telltale/package.json"));
  await cp(built, path.join(modules, "telltale/dist"), { recursive: true });
  await symlink(installed(api), path.join(modules, "@opentelemetry/api"));
  await writeFile(path.join(app, "app.mjs"), program);
  const { stdout, stderr } = await run(process.execPath, ["app.mjs"], {
    cwd: app,
    env: { PATH: process.env["PATH"] },
  });
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual({
    code: "TT_ALREADY_STARTED",
    parents: true,
    attributes: { k: 1, x: 1 },
    log: true,
    metric: 1,
  });
});
