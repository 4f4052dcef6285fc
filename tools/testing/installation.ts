// Packages as `npm install` puts them into a folder, for tests that need them there and do not test the installation: each set of packages is
// installed once, and its files are hard links in the folder of each test (copies, where the file system has no links between the two).
import { createHash } from "node:crypto";
import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { npm } from "../npm.ts";
import { root } from "../source-files.ts";
import { madeOnce } from "./made-once.ts";

/** A folder with an application, and what it needs. */
export interface Installed {
  readonly folder: string;
  /** Removes the folder. @throws when a file was changed in place that other tests have, too */
  remove(): void;
}

/** The store of installed sets, and the file in each that is as old as the installation. */
const store = path.join(root, ".cache", "installed");
const mark = ".installed";

/**
 * Has `packages` (`name@version`, tarballs) in the `node_modules` of an empty folder, as an installation without scripts leaves it, beside
 * the programs in the folder `from`. Files below `node_modules` are shared: a test may add and remove them, and must not write into one.
 */
export async function install(packages: readonly string[], from?: string): Promise<Installed> {
  const set = await madeOnce(path.join(store, keyOf(packages)), (unfinished) =>
    installFor(unfinished, packages),
  );
  return linked(set, from);
}

/**
 * Has what the lockfile in the folder `from` names in the `node_modules` of a new folder, beside the other files of `from`: as `npm ci`
 * leaves it, without scripts. Files below `node_modules` are shared as those of {@link install} are.
 */
export async function installLocked(from: string): Promise<Installed> {
  const lock = path.join(from, "package-lock.json");
  const key = createHash("sha256").update(process.version).update(readFileSync(lock)).digest("hex");
  const set = await madeOnce(path.join(store, key.slice(0, 24)), (unfinished) => {
    mkdirSync(unfinished, { recursive: true });
    for (const file of ["package.json", "package-lock.json"])
      copyFileSync(path.join(from, file), path.join(unfinished, file));
    npm(["ci", "--prefer-offline", "--ignore-scripts"], unfinished);
    writeFileSync(path.join(unfinished, mark), "");
  });
  return linked(set, from);
}

function linked(set: string, from: string | undefined): Installed {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-installed-"));
  // these are not shared: an installation that a test makes changes them
  for (const file of ["package.json", "package-lock.json"])
    if (existsSync(path.join(set, file))) copyFileSync(path.join(set, file), path.join(folder, file));
  linkAll(path.join(set, "node_modules"), path.join(folder, "node_modules"));
  if (from !== undefined)
    cpSync(from, folder, { recursive: true, filter: (file) => path.basename(file) !== "node_modules" });
  const installedMs = lstatSync(path.join(set, mark)).mtimeMs;
  return { folder, remove: () => removeUnchanged(folder, set, installedMs) };
}

function installFor(unfinished: string, packages: readonly string[]): void {
  mkdirSync(unfinished, { recursive: true });
  writeFileSync(path.join(unfinished, "package.json"), `{ "private": true }`);
  npm(["install", "--prefer-offline", "--ignore-scripts", ...packages], unfinished);
  writeFileSync(path.join(unfinished, mark), "");
}

function removeUnchanged(folder: string, set: string, installedMs: number): void {
  const changed = changedSince(path.join(folder, "node_modules"), installedMs);
  rmSync(folder, { recursive: true, force: true });
  if (changed.length === 0) return;
  // what the next test gets is as it was published
  rmSync(set, { recursive: true, force: true });
  throw new Error(
    `Cannot share the installed packages: a test wrote into ${changed.slice(0, 5).join(", ")}.`,
  );
}

/** Tarballs of the same bytes are the same package, wherever they are. */
function keyOf(packages: readonly string[]): string {
  const hash = createHash("sha256").update(process.version);
  for (const one of packages.toSorted()) {
    hash.update(`\n${path.basename(one)}`);
    if (existsSync(one)) hash.update(readFileSync(one));
  }
  return hash.digest("hex").slice(0, 24);
}

function linkAll(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) linkAll(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkOrCopy(source, target);
  }
}

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    // another file system, one without hard links, or too many links
    copyFileSync(source, target);
  }
}

/** Shared files below `folder` that were written after `ms`. */
function changedSince(folder: string, ms: number): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => {
      const { nlink, mtimeMs } = lstatSync(file);
      return nlink > 1 && mtimeMs > ms;
    });
}
