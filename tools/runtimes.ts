// The versions of Node and TypeScript that the published packages are tried on. `tools/runtimes/` pins them by version and checksum;
// they are fetched into `.cache/runtimes` when a test asks for them first, so that nobody else pays for them (200 MB to fetch, 720 MB
// on disk).
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { npm } from "./npm.ts";
import { root } from "./source-files.ts";

const folder = path.join(root, ".cache", "runtimes");
const lockfile = path.join(root, "tools", "runtimes", "package-lock.json");

/** Executables by version (`v18.19.0`), oldest first: the pinned ones there are for this platform, and the Node that runs this. */
export function runtimes(): Record<string, string> {
  if (!installed()) install();
  const pinned = ["18", "20", "22", "26"].map((major) =>
    path.join(folder, "node_modules", `node-${major}-${process.platform}-${process.arch}`, "bin", "node"),
  );
  const found = [...pinned.filter((file) => existsSync(file)), process.execPath];
  return Object.fromEntries(
    found
      .map((file) => [versionOf(file), file] as const)
      .toSorted(([one], [other]) => one.localeCompare(other, "en", { numeric: true })),
  );
}

/**
 * Commands of TypeScript by version: the oldest one that the declarations promise and the last one written in JavaScript, where they
 * could be fetched, and the workspace's.
 */
export function compilers(): Record<string, string> {
  if (!installed()) install();
  const found = {
    "5.4": commandOf(folder, "typescript-5-4"),
    "5.9": commandOf(folder, "typescript-5-9"),
    "7.0": commandOf(root, "typescript"),
  };
  return Object.fromEntries(Object.entries(found).filter(([, file]) => existsSync(file)));
}

const commandOf = (from: string, name: string): string => path.join(from, "node_modules", name, "bin", "tsc");

function installed(): boolean {
  const have = path.join(folder, "package-lock.json");
  return (
    existsSync(path.join(folder, "node_modules", ".package-lock.json")) &&
    existsSync(have) &&
    readFileSync(have, "utf8") === readFileSync(lockfile, "utf8")
  );
}

function install(): void {
  if (process.platform !== "linux") {
    console.log(
      `skipped: packed packages on other Nodes than ${process.version}: npm has none for ${process.platform}`,
    );
    return;
  }
  mkdirSync(folder, { recursive: true });
  for (const file of ["package.json", "package-lock.json"])
    cpSync(path.join(path.dirname(lockfile), file), path.join(folder, file));
  try {
    npm(["ci", "--prefer-offline"], folder);
  } catch (cause) {
    if (process.env["TELLTALE_SERVICES"] === "required") throw cause;
    console.log(
      `skipped: packed packages on other Nodes than ${process.version}: ${(cause as Error).message}`,
    );
  }
}

function versionOf(file: string): string {
  return spawnSync(file, ["--version"], { encoding: "utf8" }).stdout.trim();
}
