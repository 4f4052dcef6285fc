import { execFileSync } from "node:child_process";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { changedFiles } from "./changed-files.ts";

let folder: string;
const git = (...args: readonly string[]): void => {
  const own = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
  execFileSync("git", [...own, ...args], { cwd: folder, stdio: "ignore" });
};
const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
const commit = (name: string): void => {
  write(name, `${name} committed`);
  git("add", "-A");
  git("commit", "-m", name);
};

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "telltale-changed-"));
  git("init", "-b", "main");
  write(".gitignore", "dist\n");
  commit("first.ts");
  commit("second.ts");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("on main without a remote: what is not committed, and what git does not know yet", () => {
  write("second.ts", "changed");
  write('Käse mit "Löchern".ts', "new");
  write("dist", "ignored");
  expect(changedFiles(undefined, folder)).toEqual(['Käse mit "Löchern".ts', "second.ts"]);
});

test("on a branch: its commits, too, and nothing that main got meanwhile", () => {
  git("checkout", "-b", "feature");
  commit("of-the-branch.ts");
  git("checkout", "main");
  commit("of-main.ts");
  git("checkout", "feature");
  write("first.ts", "changed");
  git("add", "first.ts");
  expect(changedFiles(undefined, folder)).toEqual(["first.ts", "of-the-branch.ts"]);
});

test("a remote's main comes before the own one", () => {
  git("update-ref", "refs/remotes/origin/main", "main~1");
  expect(changedFiles(undefined, folder)).toEqual(["second.ts"]);
});

test("since a commit; a file that moved is deleted and new", () => {
  renameSync(path.join(folder, "first.ts"), path.join(folder, "moved.ts"));
  expect(changedFiles("main~1", folder)).toEqual(["first.ts", "moved.ts", "second.ts"]);
});

test("a name that git does not know is a mistake", () => {
  expect(() => changedFiles("nothing", folder)).toThrow("Cannot find what changed since `nothing`");
});
