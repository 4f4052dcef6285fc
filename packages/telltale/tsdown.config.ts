// Bundles the library for Node 18.19 and later, ESM and CommonJS, with declarations; the private `otlp` and `catalog` go inside.
import { readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";

import { defineConfig, type Rolldown, type UserConfig } from "tsdown";
import { deferredChunks } from "../../tools/deferred-chunks.ts";
import { nodeModules } from "../../tools/node-modules.ts";
import { shortenDeclarations, shortLines, wrapText } from "../../tools/short-lines.ts";
import { thirdPartyNotices } from "../../tools/third-party-notices.ts";
import manifest from "./package.json" with { type: "json" };

// what is public, as tools/surface.ts derives it from the folders
const { register, ...subpaths } = Object.fromEntries(
  Object.entries(manifest.exports).flatMap(([subpath, target]) =>
    typeof target === "string" ? [] : [[subpath.replace(/^\.\/?/, "") || "index", target["telltale-source"]]],
  ),
);
// and what is behind the gate of `telltale/register`, and behind the command
const entry = { ...subpaths, "register-run": "src/register/run.ts", command: "src/command.ts" };

// They are found by path, in CommonJS only, and need no types.
const inner: Rolldown.Plugin = {
  name: "inner",
  generateBundle({ format }, bundle) {
    for (const file of Object.keys(bundle)) {
      if (/^(?:register-run|command)\./.test(file) && (format === "es" || file.includes(".d.")))
        delete bundle[file];
    }
  },
};

// One character beyond Latin-1 makes a file's text take twice the memory, and longer to read. No user reads `…` in a string here.
const ascii: Rolldown.Plugin = {
  name: "ascii",
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type === "chunk" && /\.c?js$/.test(chunk.fileName)) chunk.code = escaped(chunk.code);
    }
  },
};

// A file that several subpaths share exports some hundred names, each by a getter of six lines: they become a table.
const shortGetters: Rolldown.Plugin = {
  name: "short-getters",
  generateBundle({ format }, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (format === "cjs" && chunk.type === "chunk" && !chunk.isEntry) chunk.code = withTable(chunk.code);
    }
  },
};

const exportGetter =
  /Object\.defineProperty\(exports, "([^"]+)", \{\n\s*enumerable: true,\n\s*get: function \(\) \{\n\s*return ([\w$.]+);\n\s*\}\n\}\);\n?/g;

function withTable(code: string): string {
  const getters = [...code.matchAll(exportGetter)].map(([, name, local]) => `${name}: () => ${local},\n`);
  if (getters.length === 0) return code;
  const define = "Object.defineProperty(exports, name, { enumerable: true, get })";
  const table = `Object.entries({\n${getters.join("")}}).forEach(([name, get]) => ${define});\n`;
  return code.replaceAll(exportGetter, "").replace(/\n*$/, () => `\n\n${table}`);
}

function escaped(code: string): string {
  return code.replaceAll(/[^\0-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

// To find a file takes longer than to read it, and some twenty more make Node's own search so hot that V8 compiles it, which takes
// 6 MB: what subpaths share is one file. The reader of SQL needs nothing of it, and is another.
//
// An integration is loaded when its library is: what several of them have in common is a file of its own, and each is one.
const fewFiles: Rolldown.CodeSplittingGroup[] = [
  { name: "statements", test: /[\\/]src[\\/]sql[\\/].*(?<!\.d)\.ts$/, minShareCount: 2, priority: 2 },
  { name: "registering", test: /[\\/]src[\\/]register[\\/].*(?<!\.d)\.ts$/, minShareCount: 2, priority: 2 },
  {
    name: "shared",
    test: /^(?!.*[\\/]src[\\/]integrations[\\/]).*(?<!\.d)\.ts$|rolldown[\\/]runtime/,
    minShareCount: 2,
    priority: 1,
  },
  { name: "integrations", test: /(?<!\.d)\.ts$/, minShareCount: 2 },
];

// What CommonJS loads when it is used first, by the folders of its sources: what an option switches on, and what the first span or the first
// export needs. What the last moments of a process need is not among it: the file must still be there. `npm run check` counts what a start
// loads (tools/check-startup.ts, docs/adr/046).
const features: Readonly<Record<string, RegExp>> = {
  prometheus: /[\\/]src[\\/]prometheus[\\/](?!index|settings)/,
  recorder:
    /[\\/]src[\\/](?:recorder[\\/](?!index|settings)|reading[\\/]|export[\\/]read-batch)|[\\/]otlp[\\/]src[\\/](?:protobuf|byte-reader|value|error|budget)/,
  configuration: /[\\/]src[\\/](?:configuration[\\/](?!configuration|components)|options[\\/]processors)/,
  mistakes:
    /[\\/]src[\\/](?:settings[\\/](?:expected|nearest|reject)|options[\\/]views|name-distance|nearest)/,
  spool: /[\\/]src[\\/]spool[\\/](?!crash-settings|settings|crash-file)/,
  profiles: /[\\/]src[\\/]profiles[\\/]cpu-/,
  tail: /[\\/]src[\\/](?:sampling[\\/](?:(?:tail|adaptive|remote)[\\/]|always-record|composite|ot-state|pace|parent-based|rule-based|trace-id)|engine[\\/]tail-buffer[\\/])/,
  otel: /[\\/]src[\\/]otel[\\/](?!index)/,
  enrichment: /[\\/]src[\\/]enrichment[\\/]/,
  catalog:
    /[\\/]src[\\/]catalog[\\/](?!index|define|settings)|[\\/]catalog[\\/]src[\\/](?:resolve|problem|catalog-mistake|cardinality-class|duration|source-declaration|stable-attributes)|[\\/]quoting[\\/]src[\\/]unicode/,
  redaction: /[\\/]src[\\/]redaction[\\/](?!index|settings)/,
  sending:
    /[\\/]src[\\/]export[\\/](?:advice|batch-times|otlp-attempt|post|http-transport|grpc-transport|rpc-status|split|json)|[\\/]src[\\/]engine[\\/]pipeline[\\/]send-loss-report|[\\/]otlp[\\/]src[\\/]json[\\/]/,
};

const deferredFiles: Rolldown.CodeSplittingGroup[] = Object.entries(features).map(([name, test]) => ({
  name,
  test: new RegExp(`(?:${test.source}).*(?<!\\.d)\\.ts$`),
  priority: 3,
}));

/** Where the copies of the API that a program uses are found instead of bringing one along. */
const withoutApi: Rolldown.Plugin = {
  name: "without-api",
  resolveId: {
    filter: { id: /own-copy\.ts$/ },
    handler(source, importer) {
      return this.resolve(source.replace("own-copy", "own-copy-absent"), importer, { skipSelf: true });
    },
  },
};

const notices = thirdPartyNotices("telltale");

// Subpaths whose types the functions of `telltale` return: `memoryExporter()` returns a type of `telltale/export`.
const typeSubpaths = ["export", "metrics", "options", "recorder", "stats"];

/**
 * Imports that only make these subpaths part of a program that imports `telltale`. Without them, TypeScript cannot name their types in the
 * declarations that it emits for `export const memory = memoryExporter()` (TS2883, before TypeScript 7 TS2742).
 */
function subpathImports(fileName: string): string[] {
  const extension = { "index.d.ts": "js", "index.d.cts": "cjs" }[fileName];
  if (extension === undefined) return [];
  return typeSubpaths.map((name) => `import type {} from "./${name}.${extension}";`);
}

const library: UserConfig = defineConfig({
  plugins: [
    ascii,
    inner,
    nodeModules("#node-api", (name) => name in subpaths),
    deferredChunks([...Object.keys(features), "statements"]),
    shortGetters,
    shortLines,
    notices,
  ],
  inputOptions: (options, format) =>
    format === "cjs"
      ? {
          ...options,
          plugins: [withoutApi, options.plugins],
          preserveEntrySignatures: "allow-extension",
          experimental: { ...options.experimental, chunkOptimization: false },
        }
      : options,
  entry,
  format: ["esm", "cjs"],
  platform: "node",
  target: "node18.19",
  fixedExtension: false,
  dts: true,
  // `using` needs this library in the declarations of programs that compile against it (TS2550 without)
  banner: ({ fileName }) => ({
    dts: ['/// <reference lib="esnext.disposable" />', ...subpathImports(fileName)].join("\n"),
  }),
  // Node's and the browser's types have them; who compiles with neither needs the names (TS2304 without)
  footer: { dts: "declare global { interface AbortSignal {} interface URL {} }" },
  // keeps imports of what only private declarations name out of the public ones, `node:async_hooks` first
  treeshake: { moduleSideEffects: [{ test: /\.d\.ts$/, sideEffects: false }] },
  // docstrings are in the declarations
  outputOptions: (options, format) => ({
    ...options,
    comments: { jsdoc: false },
    codeSplitting:
      format === "cjs"
        ? { groups: [...deferredFiles, ...fewFiles], includeDependenciesRecursively: false }
        : { groups: fewFiles },
  }),
  // Names, lines and blanks stay: Node prints the line that threw before the error itself. Maps, and the sources they lead to, would
  // only double what is installed.
  sourcemap: false,
  minify: false,
  clean: true,
  deps: { alwaysBundle: ["otlp", /^(?:catalog|quoting)/] },
  hooks: {
    "build:done": () => {
      // plugins do not see the declarations for CommonJS
      for (const name of ["register-run", "command"]) rmSync(`dist/${name}.d.cts`, { force: true });
      shortenDeclarations("dist");
    },
  },
});

// What few processes load stands by itself and goes without maps: the reader of configuration files, with the YAML parser
// inside, and the command.
const apart: UserConfig = {
  platform: "node",
  target: "node18.19",
  fixedExtension: false,
  plugins: [ascii, shortLines, notices],
  dts: false,
  sourcemap: false,
  minify: false,
  outputOptions: { comments: { jsdoc: false } },
  clean: false,
};
const licenceOf = (module: string, file: string | RegExp): string =>
  wrapText(
    readFileSync(
      createRequire(import.meta.url)
        .resolve(module)
        .replace(file, "LICENSE"),
      "utf8",
    ),
  );
const yamlLicence = `/*! Contains yaml (https://eemeli.org/yaml/)
${licenceOf("yaml/package.json", "package.json")}*/`;
const configFile: UserConfig = defineConfig({
  ...apart,
  banner: { js: yamlLicence },
  entry: { "config-file": "src/config-file/parse.ts" },
  format: ["cjs"],
  deps: { alwaysBundle: ["yaml"] },
});
const command: UserConfig = defineConfig({
  ...apart,
  entry: { bin: "src/bin.ts" },
  format: ["esm"],
  deps: { alwaysBundle: ["otlp", /^(?:catalog|quoting)/] },
});

// The gate of zero-code loads nothing of the library: most processes that meet it are not the application.
const gate: UserConfig = defineConfig({
  ...apart,
  // a Node that is too old reads it too, and says so
  target: "node14.18",
  dts: true,
  entry: { register: register as string },
  format: ["esm", "cjs"],
});
// Hooks of imports have the lexer inside; those in the loader's thread are an ES module, the others are found when they are needed.
const lexerLicence = `/*! Contains es-module-lexer (https://github.com/guybedford/es-module-lexer)
${licenceOf("es-module-lexer", /dist.*/)}*/`;
const imports: UserConfig = defineConfig({
  ...apart,
  banner: { js: lexerLicence },
  entry: { "register-import": "src/register/import-source.ts" },
  format: ["cjs"],
  deps: { alwaysBundle: ["es-module-lexer"] },
});
const loader: UserConfig = defineConfig({
  ...apart,
  banner: { js: lexerLicence },
  entry: { "register-loader": "src/register/loader.ts" },
  format: ["esm"],
  deps: { alwaysBundle: ["es-module-lexer"] },
});

// What modules for Node import first.
const nodeApi: UserConfig = defineConfig({
  ...apart,
  entry: { "node/api": "src/node/api.ts", "node/no-api": "src/node/no-api.ts" },
  format: ["esm"],
});

const configs: UserConfig[] = [library, configFile, command, gate, imports, loader, nodeApi];

export default configs;
