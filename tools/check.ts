// `npm run check`: format, lint, types, layers, exports, documentation examples, unused code, packages as they would be published.
import { build } from "./build.ts";
import { published as packages } from "./published.ts";
import { runSteps, script } from "./step.ts";

const steps = await runSteps([
  { name: "format", command: ["oxfmt", "--check"] },
  { name: "lint", command: ["oxlint", "--deny-warnings"] },
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
  { name: "types", command: ["tsc", "-p", "."] },
  { name: "types of tools, tests and examples", command: ["tsc", "-p", "tsconfig.workspace.json"] },
  { name: "types of the shop, by its catalog", command: ["tsc", "-p", "examples/shop"] },
  { name: "types by a registered catalog", command: ["tsc", "-p", "packages/telltale/test/typed"] },
  { name: "types with legacy decorators", command: ["tsc", "-p", "tsconfig.decorators.json"] },
  { name: "types of the library on Node 18", command: ["tsc", "-p", "tsconfig.node-18.json"] },
  {
    name: "types of the console and the command line on Node 20",
    command: ["tsc", "-p", "tsconfig.node-20.json"],
  },
  { name: "types of the pages", command: ["tsc", "-p", "packages/web"] },
  { name: "types of the documentation's scripts", command: ["tsc", "-p", "tools/docs-site/browser"] },
  { name: "layers and cycles", command: script("check-layers") },
  { name: "routes and their contract", command: script("check-routes") },
  { name: "tables of the store", command: script("check-tables") },
  { name: "queries of the console", command: script("check-queries") },
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
  },
  { name: "what is derived from the integrations", command: script("integrations", "--check") },
  { name: "settings, and the page derived from them", command: script("settings", "--check") },
  { name: "the reference of alert rules", command: script("alert-rules", "--check") },
  { name: "what is generated from the shop's catalog", command: script("generated", "--check") },
  { name: "documentation examples", command: script("doctest") },
  { name: "types of documentation examples", command: script("docs-types") },
  { name: "unused files, exports and dependencies", command: ["knip"] },
]);
const built = await build();
const published = await runSteps(
  packages.flatMap(({ folder, profile = "strict" }) => [
    { name: `packed ${folder}`, command: ["publint", "--strict", `packages/${folder}`] as const },
    {
      name: `types of every entry of ${folder}`,
      command: ["attw", "--pack", `packages/${folder}`, "--profile", profile, "--format", "ascii"] as const,
    },
  ]),
);
const lines = await runSteps([{ name: "lines of what is published", command: script("check-lines") }]);
const startup = await runSteps([{ name: "what a start loads", command: script("check-startup") }]);
const bundle = await runSteps([{ name: "script of the first load", command: script("check-bundle") }]);
const failed =
  steps.failed + lines.failed + startup.failed + bundle.failed + published.failed + (built ? 0 : 1);
console.log(failed === 0 ? "check: passed" : `check: ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
