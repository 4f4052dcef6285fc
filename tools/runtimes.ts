// The versions of Node and TypeScript that test the published packages. `tools/runtimes/` pins them by version and checksum; a test
// fetches them into `.cache/runtimes` when it needs them (200 MB to fetch, 720 MB on disk).
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

import { fetchPinned, isFetched } from "./pinned.ts";
import { root } from "./source-files.ts";

const folder = path.join(root, ".cache", "runtimes");

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
  return isFetched("runtimes");
}

function install(): void {
  const what = `packed packages on other Nodes than ${process.version}`;
  if (process.platform === "linux") fetchPinned("runtimes", what);
  else console.log(`skipped: ${what}: npm has none for ${process.platform}`);
}

function versionOf(file: string): string {
  return spawnSync(file, ["--version"], { encoding: "utf8" }).stdout.trim();
}
