// `npm run check`: format, lint, types, layers, exports, documentation examples, unused code, packages as they would be published.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { buildSteps } from "./build.ts";
import { published } from "./published.ts";
import { runSteps, script, total, type Step } from "./step.ts";

/** One thread: the compiler's own threads check what several files import once each, and other steps use the other cores. */
const types = (project: string): Step["command"] => ["tsc", "--singleThreaded", "-p", project];

const ofSources: readonly Step[] = [
  { name: "format", command: ["oxfmt", "--check"], cost: 2 },
  { name: "lint", command: ["oxlint", "--deny-warnings"], cost: 7 },
  {
    name: "telemetry of the shop, by the plugin for linters",
    command: [
      process.execPath,
      "--conditions=telltale-source",
      "node_modules/oxlint/bin/oxlint",
      "--config=tools/lint-telemetry.json",
      "--deny-warnings",
      "examples/shop",
    ],
  },
  { name: "types", command: types("."), cost: 12 },
  { name: "types of tools, tests and examples", command: types("tsconfig.workspace.json"), cost: 20 },
  { name: "types of the shop, by its catalog", command: types("examples/shop"), cost: 3 },
  { name: "types by a registered catalog", command: types("packages/telltale/test/typed"), cost: 2 },
  { name: "types with legacy decorators", command: types("tsconfig.decorators.json"), cost: 2 },
  { name: "types of the library on Node 18", command: types("tsconfig.node-18.json"), cost: 3 },
  {
    name: "types of the console and the command line on Node 20",
    command: types("tsconfig.node-20.json"),
    cost: 10,
  },
  { name: "types of the pages", command: types("packages/web"), cost: 14 },
  { name: "types of the documentation's scripts", command: types("tools/docs-site/browser") },
  { name: "layers and cycles", command: script("check-layers") },
  { name: "lists of the pages", command: script("check-lists") },
  { name: "words", command: script("check-words") },
  { name: "routes and their contract", command: script("check-routes"), cost: 3 },
  { name: "tables of the store", command: script("check-tables") },
  { name: "queries of the console", command: script("check-queries") },
  { name: "routes whose figures have an oracle", command: script("check-oracles"), cost: 2 },
  { name: "names of the queries", command: script("queries", "--check") },
  { name: "exports and lists derived from the folders", command: script("surface", "--check") },
  { name: "the reference of options", command: script("options", "--check") },
  {
    name: "the reference of the API, derived from the contract",
    command: script("api-reference", "--check"),
  },
  {
    name: "the reference of the library, derived from the docstrings",
    command: script("library-reference", "--check"),
    cost: 2,
  },
  { name: "what is derived from the integrations", command: script("integrations", "--check"), cost: 5 },
  {
    name: "the reference of real applications, derived from recordings",
    command: ["node", "--conditions=telltale-source", "e2e/applications/reference.ts", "--check"],
  },
  { name: "settings, and the page derived from them", command: script("settings", "--check") },
  { name: "variables that the commands know", command: script("variables", "--check") },
  { name: "the reference of alert rules", command: script("alert-rules", "--check") },
  { name: "addresses in the published packages", command: script("home", "--check") },
  { name: "the note about npm", command: script("npm-note", "--check") },
  { name: "the reference of measures", command: script("measures", "--check") },
  { name: "what is generated from the shop's catalog", command: script("generated", "--check"), cost: 12 },
  { name: "types of documentation examples", command: script("docs-types"), cost: 10 },
  { name: "unused files, exports and dependencies", command: ["knip"], cost: 15 },
];

const allBuilds = [
  "telltale",
  "console",
  "cli",
  "eslint-plugin",
  "create-telltale",
  "demo",
  "web",
  "docs",
].map((name) => `build ${name}`);
/** What a package consists of: the console has the pages and the documentation inside. */
const buildsOf = (folder: string): readonly string[] =>
  folder === "console" ? ["build console", "build web", "build docs"] : [`build ${folder}`];

const ofBuilds: readonly Step[] = [
  // from the built packages, as the reader has them: their sources take six times as long to load, for each example
  {
    name: "documentation examples",
    command: script("doctest", "--built"),
    after: ["build telltale", "build cli"],
    cost: 50,
  },
  ...published.flatMap(({ folder, profile = "strict" }): readonly Step[] => [
    {
      name: `packed ${folder}`,
      command: ["publint", "--strict", `packages/${folder}`],
      after: buildsOf(folder),
    },
    {
      name: `types of every entry of ${folder}`,
      command: ["attw", "--pack", `packages/${folder}`, "--profile", profile, "--format", "ascii"],
      after: buildsOf(folder),
      cost: folder === "telltale" ? 20 : 3,
    },
  ]),
  { name: "lines of what is published", command: script("check-lines"), after: allBuilds },
  { name: "what a start loads", command: script("check-startup"), after: ["build telltale"] },
  { name: "script of the first load", command: script("check-bundle"), after: ["build web"] },
];

// many steps read the same sources: without their types, and compiled, once
const compiled = mkdtempSync(path.join(tmpdir(), "telltale-check-"));
const env = { NODE_COMPILE_CACHE: compiled };
const steps = [...buildSteps(), ...ofSources, ...ofBuilds].map((step) => ({
  ...step,
  env: { ...env, ...step.env },
}));
try {
  const result = await runSteps(steps);
  const took = `(${total(result)})`;
  console.log(result.failed === 0 ? `check: passed ${took}` : `check: ${result.failed} failed ${took}`);
  process.exitCode = result.failed === 0 ? 0 : 1;
} finally {
  rmSync(compiled, { recursive: true, force: true });
}
