// Small libraries of every form, written into a folder, and a program beside them that has them instrumented.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("../../src/register/", import.meta.url));

const libraries: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "esm-library": {
    "package.json":
      '{"name":"esm-library","version":"2.1.0","type":"module","exports":{".":"./index.js","./sub":"./sub.js"}}',
    "index.js": `export * from "./more.js"; export let counter = 0; export const grow = () => ++counter;
      export function greet() { return "hello"; } export default function () { return "default"; }
      export class Client { call() { return "call"; } }`,
    "more.js": `export const more = () => "more"; export default 1;`,
    "sub.js": `export const sub = () => "sub";`,
  },
  "cjs-library": {
    "package.json": '{"name":"cjs-library","version":"1.0.0","main":"lib/index.js"}',
    "lib/index.js": `exports.greet = () => "hello"; exports.inner = require("./inner.js"); exports.default = exports;`,
    // a circle: it sees the library before it is complete
    "lib/inner.js": `const library = require("cjs-library"); module.exports = () => typeof library.greet;`,
  },
  "replaced-library": {
    "package.json": '{"name":"replaced-library","version":"1.0.0","main":"index.js"}',
    "index.js": `module.exports = () => "hello";`,
  },
  "broken-library": {
    "package.json": '{"name":"broken-library","version":"1.0.0","main":"index.js"}',
    "index.js": `throw new Error("the library's own");`,
  },
  "dual-library": {
    "package.json":
      '{"name":"dual-library","version":"1.0.0","exports":{"import":"./index.mjs","require":"./index.cjs"}}',
    "index.mjs": `export const greet = () => "hello from esm";`,
    "index.cjs": `exports.greet = () => "hello from cjs";`,
  },
};

// replaces what is there by something that says so; \`throwing\` is the integration that fails
const preload = `
import Module from "node:module";
if (process.env.WAY === "loader") Module.registerHooks = undefined;
// another preloaded module
globalThis.early = await import("node:os");
const { hookRequire } = await import(process.env.SOURCE + "require-hook.ts");
const { hookImports } = await import(process.env.SOURCE + "import-hook.ts");
const { byModule } = await import(process.env.SOURCE + "target.ts");
const { diag } = await import("@opentelemetry/api");
globalThis.told = [];
diag.setLogger({ warn: (message) => told.push(message), error() {}, info() {}, debug() {}, verbose() {} });
globalThis.instrumented = [];
const wrap = (name) => ({
  name,
  modules: [name, name + "/sub"],
  versions: [[1, 2]],
  instrument(library, at) {
    instrumented.push([at.module, at.by, at.version].join(" "));
    if (typeof library === "function") return Object.assign(() => "seen " + library(), library);
    for (const key of Object.keys(library)) {
      const original = library[key];
      if (typeof original !== "function" || key === "Client" || key === "inner" || key === "grow") continue;
      library[key] = () => "seen " + original();
    }
    if (library.Client) library.Client.prototype.call = () => "seen call";
    return library;
  },
});
const targets = ["esm-library", "cjs-library", "replaced-library", "broken-library", "dual-library"].map(wrap);
targets.push({ name: "os", modules: ["node:os"], instrument(library) {
  const original = library.hostname;
  library.hostname = () => "seen " + typeof original();
  return library;
} });
targets.push({ name: "throwing", modules: ["cjs-library", "node:zlib"], instrument() { throw new Error("no"); } });
const all = byModule(targets, (name) => Module.isBuiltin(name));
globalThis.off = hookRequire(all);
hookImports(all, () => true);
`;

/** Runs `program` (ES module) with everything hooked in `way`, and gives what it passed to `tell`. */
export function runHooked(way: "hooks" | "loader", program: string, type: "mjs" | "cjs" = "mjs"): unknown {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-hooks-"));
  try {
    for (const [name, files] of Object.entries(libraries)) {
      for (const [file, text] of Object.entries(files)) {
        const place = path.join(folder, "node_modules", name, file);
        mkdirSync(path.dirname(place), { recursive: true });
        writeFileSync(place, text);
      }
    }
    writeFileSync(path.join(folder, `program.${type}`), `${program}\n`);
    // beside the source, so that it finds what the source needs
    const preloadUrl = `data:text/javascript,${encodeURIComponent(preload.replace('"@opentelemetry/api"', JSON.stringify(api)))}`;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["--conditions=telltale-source", "--no-warnings", "--import", preloadUrl, `program.${type}`],
      {
        cwd: folder,
        encoding: "utf8",
        env: {
          PATH: process.env["PATH"],
          NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
          WAY: way,
          SOURCE: `file://${source}`,
        },
      },
    );
    if (status !== 0) throw new Error(`It ended with ${status}: ${stderr}`);
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as unknown;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const api = import.meta.resolve("@opentelemetry/api");
