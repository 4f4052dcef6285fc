// `npm test -- --changed`: prints what changed, which tests it can affect and why, and gives Vitest their paths.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

import { root } from "../source-files.ts";
import { type Affected, affectedTests } from "./affected-tests.ts";
import { changedFiles } from "./changed-files.ts";

/** What a command line of `npm test` asks. */
export interface ChangedOptions {
  /** The commit after `--changed`. */
  readonly base?: string;
  /** `--list`: prints the test files instead of running them. */
  readonly list: boolean;
  /** Paths of the repository: of the affected tests only those below one. */
  readonly below: readonly string[];
  /** The other arguments, for Vitest. */
  readonly rest: readonly string[];
}

/** Reads `--changed`, `--changed=COMMIT`, `--changed COMMIT` and `--list`; nothing without `--changed`. */
export function readChanged(args: readonly string[]): ChangedOptions | undefined {
  const at = args.findIndex((arg) => arg === "--changed" || arg.startsWith("--changed="));
  if (at === -1) return undefined;
  const [, written] = args[at]!.split("=", 2);
  const next = args[at + 1];
  const base = written ?? (next !== undefined && isCommit(next) ? next : undefined);
  const others = args.toSpliced(at, written === undefined && base !== undefined ? 2 : 1);
  return {
    ...(base !== undefined && { base }),
    list: others.includes("--list"),
    below: others.filter(isPath),
    rest: others.filter((arg) => arg !== "--list" && !isPath(arg)),
  };
}

/**
 * Gives the arguments for Vitest: with `--changed` the affected test files instead of it, otherwise `args` as they are. Undefined where
 * there is nothing to run: no test is affected, or `--list` asks for names only.
 */
export async function withChanged(args: readonly string[]): Promise<readonly string[] | undefined> {
  const options = readChanged(args);
  if (options === undefined) return args;
  const changed = changedFiles(options.base);
  const affected = await affectedTests(changed);
  const isBelow = (file: string): boolean =>
    options.below.some((folder) => `${file}/`.startsWith(`${folder.replace(/\/$/, "")}/`));
  const files = options.below.length === 0 ? affected.files : affected.files.filter(isBelow);
  console.log(describe(changed, affected));
  if (options.below.length > 0) console.log(`${files.length} of them are below ${options.below.join(", ")}.`);
  if (options.list) for (const file of files) console.log(file);
  if (options.list || files.length === 0) return undefined;
  if (files.length === affected.total) return options.rest;
  // whole paths: Vitest takes a part of a path for all files that have it
  return [...options.rest, ...files.map((file) => path.join(root, file))];
}

/** The lines that a run prints about a change. */
export function describe(changed: readonly string[], { files, reasons, total, unused }: Affected): string {
  if (changed.length === 0) return "No file changed: there is no test to run.";
  const lines = [`${counted(changed, "file")} changed:`, ...shortened(changed)];
  if (unused.length > 0) lines.push(`No test needs ${unused.length === changed.length ? "them" : "these"}:`);
  if (unused.length > 0 && unused.length < changed.length) lines.push(...shortened(unused));
  if (files.length > 0) lines.push(`${files.length} of ${total} test files are affected:`);
  for (const [why, count] of reasons) lines.push(`  ${String(count).padStart(4)} ${why}`);
  return lines.join("\n");
}

const longest = 20;

function shortened(files: readonly string[]): readonly string[] {
  const shown = files.slice(0, longest).map((file) => `  ${file}`);
  return files.length > longest ? [...shown, `  and ${files.length - longest} more`] : shown;
}

const counted = (things: readonly string[], name: string): string =>
  `${things.length} ${name}${things.length === 1 ? "" : "s"}`;

const isPath = (arg: string): boolean => !arg.startsWith("-") && existsSync(path.join(root, arg));

function isCommit(name: string): boolean {
  if (name.startsWith("-")) return false;
  const args = ["rev-parse", "--verify", "--quiet", `${name}^{commit}`];
  return spawnSync("git", args, { cwd: root }).status === 0;
}
