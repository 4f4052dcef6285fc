// The whole runs of the tests on this machine, oldest first: a line of JSON each, in a folder of the user, so that fresh clones share it.
import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

import { root } from "../source-files.ts";
import type { Tier } from "./tiers.ts";

export interface TestRun {
  readonly tier: Tier;
  readonly commit: string;
  readonly at: string;
  /** With the build. */
  readonly seconds: number;
  /** Processes that kept a core busy beside it. */
  readonly burners: number;
  readonly passed: number;
  readonly failed: number;
}

const file = path.join(
  process.env["XDG_CACHE_HOME"] || path.join(homedir(), ".cache"),
  "telltale",
  "test-runs.jsonl",
);

/** The commit that is checked out, with `+` where files differ from it. */
export function commit(): string {
  return git("rev-parse", "--short=8", "HEAD") + (git("status", "--porcelain") === "" ? "" : "+");
}

export function rememberRun(run: TestRun): void {
  mkdirSync(path.dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(run)}\n`);
}

export function rememberedRuns(): readonly TestRun[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as TestRun);
}

function git(...args: string[]): string {
  return execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
}
