// @module-tag extended
// Repositories of others: what is in one neither runs while a command reads it, nor stops the command, nor steers the terminal.
import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { extractRevision } from "../src/catalog/git-files.ts";
import { nestsTooDeeply } from "../src/code/nesting.ts";
import { migrateCommand } from "../src/migrate/command.ts";
import { type Ended, runCommand } from "./run-command.ts";
import { cli } from "./program.ts";

const isWindows = process.platform === "win32";
const source = `import { trace } from "@opentelemetry/api";
export const tracer = trace.getTracer("shop");
export const buy = () => tracer.startActiveSpan("buy", (span) => {
  span.end();
});
`;

let outside: string;
let folder: string;
beforeEach(() => {
  outside = mkdtempSync(path.join(tmpdir(), "telltale-hostile-"));
  folder = path.join(outside, "repository");
  mkdirSync(folder);
});
afterEach(() => rmSync(outside, { recursive: true }));

const write = (name: string, text: string): void => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
};
const migrate = (...args: string[]): Promise<Ended> => runCommand(migrateCommand, args, folder);
const git = (...args: string[]): string =>
  execFileSync("git", ["-c", "user.name=u1", "-c", "user.email=u1@example.com", ...args], {
    cwd: folder,
    encoding: "utf8",
    stdio: "pipe",
  });

describe.skipIf(isWindows)("programs that a repository's settings name", () => {
  const mark = (): string => path.join(outside, "ran");

  /** Commits `source`, then makes git want to look at it again, and every setting run a program that leaves a mark. */
  function plant(): void {
    write("a.ts", source);
    git("init", "-q");
    git("add", "-A");
    git("commit", "-qm", "first");
    const program = `touch '${mark()}'; cat`;
    write(
      ".git/more",
      `[filter "e=v\\"il"]\n\tclean = ${program}\n\trequired = true\n[core]\n\tfsmonitor = ${program}\n`,
    );
    git("config", "include.path", "more");
    git("config", "filter.other.process", program);
    write(".git/info/attributes", '*.ts filter=e=v"il\n');
    write(".git/hooks/post-index-change", `#!/bin/sh\n${program}\n`);
    execFileSync("chmod", ["+x", path.join(folder, ".git/hooks/post-index-change")]);
    utimesSync(path.join(folder, "a.ts"), 1, 1);
  }

  test("are not run by `migrate --write`, which asks git what is committed", async () => {
    plant();
    const { status, stderr } = await migrate("--write");
    expect(`${status} ${stderr}`).toContain("0 Converted 1 call in 1 file.");
    expect(existsSync(mark())).toBe(false);
    // the attack is one: git itself runs them
    git("status", "--porcelain");
    expect(existsSync(mark())).toBe(true);
  });

  test("are not run for a file of a revision, and nothing is fetched", () => {
    plant();
    git("config", "extensions.partialClone", "origin");
    git("config", "remote.origin.url", folder);
    git("config", "remote.origin.promisor", "true");
    git("config", "protocol.file.allow", "always");
    git("config", "remote.origin.uploadpack", `touch '${mark()}'; git-upload-pack`);
    const blob = git("rev-parse", "HEAD:a.ts").trim();
    rmSync(path.join(folder, ".git/objects", blob.slice(0, 2), blob.slice(2)), { force: true });
    rmSync(mark(), { force: true });
    const before = process.cwd();
    process.chdir(folder);
    try {
      expect(() => extractRevision("HEAD", "a.ts", path.join(outside, "out"))).toThrow(/git cat-file failed/);
    } finally {
      process.chdir(before);
    }
    expect(existsSync(mark())).toBe(false);
  });
});

test.each([
  ["brackets", `export const a = ${"(".repeat(100_000)}1${")".repeat(100_000)};`],
  ["a sum", `export const a = ${"1 + ".repeat(200_000)}1;`],
  ["branches", `if (a) {} ${"else if (a) {} ".repeat(20_000)}`],
  ["types", `type X = ${"A<".repeat(20_000)}B${">".repeat(20_000)};`],
])("a file that nests too deeply for the parser is skipped and named: %s", async (_, text) => {
  write("a.ts", source);
  write("deep.ts", text);
  expect(await migrate()).toMatchObject({
    status: 1,
    stdout: expect.stringContaining("a.ts") as string,
    stderr: expect.stringContaining("deep.ts:1: cannot be parsed: it nests too deeply. Skipped.") as string,
  });
});

test("a large file written by hand is not generated", () => {
  const table = Array.from({ length: 5000 }, (_, index) => `  [${index}, { name: "n${index}" }],\n`).join("");
  expect(nestsTooDeeply("table.ts", `export const table = [\n${table}];\n`, {})).toBe(false);
});

describe.skipIf(isWindows)("files that never end", () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ["--conditions=telltale-source", cli, ...args], {
      cwd: folder,
      encoding: "utf8",
      timeout: 300_000,
    });

  test.each([".gitignore", "package.json"])("%s as a pipe or a device is passed over", (name) => {
    write("a.ts", source);
    execFileSync("mkfifo", [path.join(folder, name)]);
    expect(run("migrate").stderr).toContain("Would convert 1 call in 1 file.");
    rmSync(path.join(folder, name));
    symlinkSync("/dev/zero", path.join(folder, name));
    expect(run("migrate").stderr).toContain("Would convert 1 call in 1 file.");
  });

  test("a source as a pipe, a device or a circle of links is passed over", () => {
    write("a.ts", source);
    execFileSync("mkfifo", [path.join(folder, "pipe.ts")]);
    symlinkSync("/dev/zero", path.join(folder, "zero.ts"));
    symlinkSync(".", path.join(folder, "circle"));
    expect(run("migrate").stderr).toContain("Would convert 1 call in 1 file.");
  });
});

test("links to files outside are neither read nor written", async () => {
  writeFileSync(path.join(outside, "b.ts"), source);
  write("a.ts", source);
  symlinkSync(path.join(outside, "b.ts"), path.join(folder, "b.ts"));
  symlinkSync(outside, path.join(folder, "others"), "dir");
  expect((await migrate("--write", "--force")).stderr).toContain("Converted 1 call in 1 file.");
  expect(readFileSync(path.join(outside, "b.ts"), "utf8")).toBe(source);
});

test("names and versions of packages do not steer the terminal of `telltale instrument`", () => {
  const steering = "\u001B[2J\u001B]0;x\u0007";
  write("package.json", JSON.stringify({ name: `shop${steering}`, dependencies: { express: "4" } }));
  write(
    "node_modules/express/package.json",
    JSON.stringify({ name: "express", version: `4.18.0${steering}` }),
  );
  write(
    "node_modules/express/index.js",
    `require("fs").writeFileSync(${JSON.stringify(path.join(outside, "ran"))}, "")`,
  );
  const bin = path.join(import.meta.dirname, "../../telltale/src/bin.ts");
  const { stdout, status } = spawnSync(
    process.execPath,
    ["--conditions=telltale-source", bin, "instrument"],
    { cwd: folder, encoding: "utf8" },
  );
  expect(status).toBe(0);
  expect(stdout).toContain("express 4.18.0");
  for (const control of ["\u001B", "\u0007"]) expect(stdout).not.toContain(control);
  expect(existsSync(path.join(outside, "ran"))).toBe(false);
});
