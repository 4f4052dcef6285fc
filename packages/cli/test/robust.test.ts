// What users have lying about: catalogs that hang, exit or print, folders that are files, circles of links, huge files. Each ends with a
// message that says what to do, and wrong calls end with 2.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadModule } from "../src/catalog/load-module.ts";
import { readSources } from "../src/code/source-files.ts";
import { cli } from "./program.ts";

const source = path.join(import.meta.dirname, "../src");
const catalog = `export const catalog = { name: "shop", version: "1.0.0", owner: "team-shop" };\n`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "telltale-robust-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function node(args: readonly string[], variables: Readonly<Record<string, string>> = {}): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--conditions=telltale-source", ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, ...variables },
  });
  return { status, stdout, stderr };
}

const telltale = (...args: string[]): Ended => node([cli, ...args]);

test("a catalog that never finishes loading is reported", async () => {
  const file = write("c.mjs", `setInterval(() => {}, 1e6).unref(); await new Promise(() => {});\n${catalog}`);
  await expect(loadModule(file, "the catalog", 50)).rejects.toMatchObject({
    name: "Failure",
    message: `Loading the catalog ${file} did not finish in 0.05 s.`,
    fix: expect.stringContaining("keep `start()`") as string,
  });
});

test("a catalog that never lets go of the process is reported, and the process ends", () => {
  const file = write("c.mjs", "for (;;);");
  const module = pathToFileURL(path.join(source, "catalog/load-module.ts")).href;
  const program = write(
    "run.mjs",
    `import { loadModule } from ${JSON.stringify(module)};\nawait loadModule(${JSON.stringify(file)}, "the catalog", 50);`,
  );
  const { status, stderr } = node([program]);
  expect(status).not.toBe(0);
  expect(stderr).toContain(`telltale: Loading the catalog ${file} did not finish in 0.05 s.`);
});

test("a catalog that ends the process fails the command", () => {
  write("telltale.catalog.mjs", `process.exit(0);\n${catalog}`);
  const { status, stderr } = telltale("catalog", "check");
  expect(status).toBe(1);
  expect(stderr).toContain("telltale.catalog.mjs ended the process.");
});

test("a catalog that prints, and leaves a timer behind, spoils neither the output nor the end", () => {
  write("telltale.catalog.mjs", `console.log("ready");\nsetInterval(() => {}, 1e6);\n${catalog}`);
  const { status, stdout, stderr } = telltale("catalog", "check", "--format", "json");
  expect(JSON.parse(stdout)).toMatchObject({ findings: [] });
  expect(stderr).toContain("ready");
  expect(status).toBe(0);
});

test("each mistyped variable is named once, and neither output nor exit code differ", () => {
  write("telltale.catalog.mjs", catalog);
  const args = [cli, "catalog", "check", "--format", "json"];
  const usual = node(args, { TELLTALE_CONSOLE_URL: "", TELLTALE_ENDPOINT: "", TELLTALE_CONSOLE_ROLE: "" });
  const typed = {
    TELLTALE_CONSOLE_URI: "x",
    OTEL_SERVICE_NAMES: "x",
    OTEL_PYTHON_LOG_LEVEL: "x",
    TELEGRAM: "x",
  };
  const { stderr, ...rest } = node(args, typed);
  expect({ stderr: "", ...rest }).toEqual(usual);
  expect(stderr.split("\n").toSorted()).toEqual([
    "",
    "telltale: unknown variable OTEL_SERVICE_NAMES: did you mean OTEL_SERVICE_NAME? It is ignored",
    "telltale: unknown variable TELLTALE_CONSOLE_URI: did you mean TELLTALE_CONSOLE_URL? It is ignored",
  ]);
});

test.each([
  ["a catalog that throws", `throw new Error("no\\u001b[2J config");`, 1, "no\\u001b[2J config"],
  ["a catalog that throws what is not an error", `throw "late";`, 1, "late"],
  ["a catalog that exports nothing", `1;`, 2, "exports nothing"],
  ["a catalog that exports something else", `export const a = 1;`, 2, "its exports are `a`"],
  ["a catalog that cannot be parsed", `export const = 1;`, 1, "Cannot load the catalog"],
])("%s has a clear message", (_, text, status, says) => {
  write("telltale.catalog.mjs", text);
  const ended = telltale("catalog", "check");
  expect(ended.stderr).toContain(says);
  expect(ended.stderr).not.toMatch(/^\s+at /m);
  expect(ended.status).toBe(status);
});

test.each([
  ["catalog", "check", "--output"],
  ["catalog", "docs", "--output"],
  ["catalog", "docs", "--site"],
  ["catalog", "init", "--force", "--output"],
])("an output that cannot be written is wrong usage: telltale %s %s %s", (...args) => {
  write("telltale.catalog.mjs", catalog);
  const file = write("file", "");
  const { status, stderr } = telltale(...args, path.join(file, "below.json"));
  expect(stderr).toMatch(/^telltale: Cannot write .*below\.json/m);
  expect(status).toBe(2);
});

test("an output file that is a folder is wrong usage", () => {
  write("telltale.catalog.mjs", catalog);
  mkdirSync(path.join(folder, "out"));
  const { status, stderr } = telltale("catalog", "check", "--output", "out");
  expect(stderr).toContain("telltale: Cannot write out: it is a folder.\n");
  expect(status).toBe(2);
});

test("reads sources with circles of links, huge files and Windows' line ends", () => {
  write("src/a.ts", "export const a = 1;\r\n");
  write(".gitignore", "ignored\r\n*.gen.ts\r\n");
  write("ignored/b.ts", "");
  write("src/c.gen.ts", "");
  symlinkSync(folder, path.join(folder, "src/circle"), "dir");
  symlinkSync(path.join(folder, "none.ts"), path.join(folder, "src/broken.ts"));
  truncateSync(write("src/huge.js", ""), 3 * 1024 * 1024);
  const notes: string[] = [];
  const names = [...readSources(folder, (note) => notes.push(note))].map(({ name }) => name);
  expect(names).toEqual(["src/a.ts"]);
  expect(notes).toEqual([
    `${path.join(folder, "src/huge.js")}: has 3145728 bytes, at most 2097152 are read. Skipped.`,
  ]);
});

test("finds the place of a declaration in a file with Windows' line ends", () => {
  const text = `export const catalog = {\n  name: "shop",\n  version: "1.0.0",\n  metrics: { "shop.orders": { kind: "counter", unit: "orders" } },\n};\n`;
  write("telltale.catalog.mjs", text.replaceAll("\n", "\r\n"));
  expect(telltale("catalog", "check").stdout).toContain("telltale.catalog.mjs:4:48  violation  `orders`");
});

test.each([[["coverage"]], [["catalog", "init"]]])(
  "a folder without sources is wrong usage: telltale %j",
  (args) => {
    const { status, stderr } = telltale(...args);
    expect(stderr).toContain("telltale: There is no source file in .: ");
    expect(status).toBe(2);
  },
);

test("a revision needs git", () => {
  write("telltale.catalog.mjs", catalog);
  const args = [cli, "catalog", "diff", "git:main:a.mjs", "telltale.catalog.mjs"];
  const outside = node(args);
  expect(outside.stderr).toContain("not a git repository");
  expect(outside.status).toBe(2);
  const without = node(args, { PATH: folder });
  expect(without.stderr).toContain("telltale: There is no command `git`");
  expect(without.status).toBe(2);
});
