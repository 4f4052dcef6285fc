// The image build on a clone without installed packages: `--help` needs none, and `--offline` does not install any.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../tools/source-files.ts";
import { usageOf } from "../images/options.ts";

const clone = mkdtempSync(path.join(tmpdir(), "telltale-clone-"));
const installed = path.join(clone, "npm-ran");

beforeAll(() => {
  for (const file of [
    "package.json",
    "package-lock.json",
    "tools/run.mjs",
    "tools/build-usage.txt",
    "deploy/images/build",
    "deploy/images/usage.txt",
  ])
    cpSync(path.join(root, file), path.join(clone, file));
  // in place of npm: it leaves a file and fails
  const npm = path.join(clone, "npm");
  writeFileSync(npm, `#!/bin/sh\ntouch '${installed}'\nexit 1\n`);
  chmodSync(npm, 0o755);
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

function run(file: string, ...args: readonly string[]) {
  rmSync(installed, { force: true });
  const { npm_execpath: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(clone, file), ...args], {
    cwd: clone,
    env: { ...env, PATH: `${clone}${path.delimiter}${env["PATH"]}` },
    encoding: "utf8",
  });
  return { status, stdout, stderr, installed: existsSync(installed) };
}

test.each([
  ["deploy/images/build", "--help"],
  ["deploy/images/build", "--versions", "24", "-h"],
  ["tools/run.mjs", "images", "--help"],
])("%s %s prints the options", (file, ...args) => {
  const ended = run(file, ...args);
  expect(ended).toMatchObject({ status: 0, stderr: "", installed: false });
  expect(ended.stdout).toContain("Usage: deploy/images/build [options]");
  expect(ended.stdout).toContain("--retry-delay <ms>");
});

test.each(["--help", "-h"])("build %s prints what can be built, and builds nothing", (flag) => {
  const ended = run("tools/run.mjs", "build", flag);
  expect(ended).toMatchObject({ status: 0, stderr: "", installed: false });
  expect(ended.stdout).toContain("npm run build -- [name ...]");
});

test("--offline fails with what to do, and uses no network", () => {
  expect(run("deploy/images/build", "--offline", "--versions", "24")).toEqual({
    status: 1,
    stdout: "",
    stderr:
      "Cannot build images with `--offline`: the packages of this repository are not installed. Run `npm ci` once with a network.\n",
    installed: false,
  });
});

test("without --offline the locked packages are installed first", () => {
  expect(run("deploy/images/build", "--versions", "24")).toMatchObject({ status: 1, installed: true });
});

test("usage.txt has the options that the command reads", async () => {
  const surroundings = { cwd: root, cache: "", version: "0.0.0" };
  await expect(usageOf(surroundings)).toMatchFileSnapshot("../images/usage.txt");
});
