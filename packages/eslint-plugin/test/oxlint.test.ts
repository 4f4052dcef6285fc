// The plugin as a JavaScript plugin of oxlint: each rule reports there what it reports in ESLint, with settings, options and suggestions.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import plugin from "../src/index.ts";

const oxlint = path.join(
  createRequire(import.meta.url).resolve("oxlint/package.json"),
  "..",
  "bin",
  "oxlint",
);
const source = path.join(import.meta.dirname, "..", "src", "index.ts");
const folder = mkdtempSync(path.join(tmpdir(), "telltale-oxlint-"));

const imports = `import { addAttribute, addAttributes, counter, enterSpan, startSpan, trace } from "telltale";`;
/** A mistake for each rule. */
const mistakes: Readonly<Record<string, string>> = {
  "await-trace": `export function f(): void { trace("load user", async () => 1); }`,
  "constant-span-name": "export const f = (id: string): number => trace(`load ${id}`, () => load(id));",
  "declared-attributes": `addAttribute("ordre.id", 1);`,
  "end-span": `export function f(x: boolean): number { const span = startSpan("parse"); if (x) return 1; span.end(); return 2; }`,
  "meaningful-name": `trace("data", () => load());`,
  "metric-unit": `export const c = counter("shop.orders");`,
  "no-await-in-entered-span": `export async function f(): Promise<void> { using span = enterSpan("parse"); await load(); }`,
  "no-object-dump": `export function f(user: object): void { addAttributes(user); }`,
  "no-sensitive-attributes": `addAttribute("user.password", load());`,
  "no-span-in-hot-code": `export class A { get size(): number { return trace("size up", () => load()); } }`,
  "record-caught-errors": `trace("load user", () => { try { load(); } catch {} });`,
  "safe-metric-attributes": `counter("logins", { unit: "{login}" }).add(1, { "user.id": "u" });`,
};
const settings = {
  telltale: { catalog: { name: "shop", version: "1.0.0", attributes: { "order.id": { type: "string" } } } },
};

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fileOf = (name: string): string => path.join(folder, `${name}.ts`);

function write(name: string, code: string): void {
  writeFileSync(fileOf(name), `${imports}\ndeclare function load(...values: unknown[]): number;\n${code}\n`);
}

/** Runs oxlint once on files of these rules, each file with its own rule only. Gives what it reports by file. */
function run(names: readonly string[], ...args: string[]): Record<string, string[]> {
  const overrides = names.map((name) => ({
    files: [`${name}.ts`],
    rules: { [`telltale/${name}`]: "error" },
  }));
  const config = {
    plugins: [],
    categories: { correctness: "off" },
    jsPlugins: [source],
    settings,
    overrides,
  };
  writeFileSync(path.join(folder, ".oxlintrc.json"), JSON.stringify(config));
  const files = names.map((name) => `${name}.ts`);
  const all = [oxlint, "-f", "json", ...args, ...files];
  const { stdout, stderr } = spawnSync(process.execPath, all, { cwd: folder, encoding: "utf8" });
  expect(stderr).toBe("");
  const { diagnostics } = JSON.parse(stdout) as {
    readonly diagnostics: readonly { readonly code: string; readonly filename: string }[];
  };
  const found: Record<string, string[]> = {};
  for (const { code, filename } of diagnostics) (found[path.basename(filename, ".ts")] ??= []).push(code);
  return found;
}

test("oxlint reports what each rule finds, and nothing else", () => {
  const names = Object.keys(plugin.rules);
  for (const name of names) write(name, mistakes[name]!);
  expect(run(names)).toEqual(Object.fromEntries(names.map((name) => [name, [`telltale(${name})`]])));
});

test("oxlint applies a suggestion with --fix-suggestions", () => {
  write("declared-attributes", mistakes["declared-attributes"]!);
  expect(run(["declared-attributes"], "--fix-suggestions")).toEqual({});
  expect(readFileSync(fileOf("declared-attributes"), "utf8")).toContain(`addAttribute("order.id", 1);`);
});

test("comments of oxlint and of ESLint switch a rule off", () => {
  const code = ["oxlint", "eslint"].map(
    (tool) => `// ${tool}-disable-next-line telltale/meaningful-name\ntrace("data", () => load());`,
  );
  write("meaningful-name", code.join("\n"));
  expect(run(["meaningful-name"])).toEqual({});
});

test("the repository's own check finds nothing in the shop", () => {
  const root = path.join(import.meta.dirname, "..", "..", "..");
  const args = ["--config=tools/lint-telemetry.json", "--deny-warnings", "examples/shop"];
  const all = ["--conditions=telltale-source", oxlint, ...args];
  const { stdout, status } = spawnSync(process.execPath, all, { cwd: root, encoding: "utf8" });
  expect({ stdout, status }).toEqual({
    stdout: expect.stringContaining("Found 0 warnings and 0 errors.") as string,
    status: 0,
  });
});
