// Finds libfaketime for the tests of wrong clocks. Where there is none, Debian's package is unpacked into the cache: nothing is installed.
import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";

import { root } from "./source-files.ts";

const cache = path.join(root, "node_modules", ".cache", "telltale", "faketime");
/** The one for processes with threads. */
const file = "lib/*/faketime/libfaketimeMT.so.1";

/** The library to preload: `TELLTALE_FAKETIME`, an installed one, or what was fetched. `undefined` says why. */
export function findFaketime(): string | undefined {
  const named = process.env["TELLTALE_FAKETIME"];
  if (named !== undefined && named !== "" && existsSync(named)) return named;
  return inside("/usr") ?? inside(path.join(cache, "usr")) ?? fetchFaketime();
}

function inside(folder: string): string | undefined {
  return globSync(file, { cwd: folder }).map((found) => path.join(folder, found))[0];
}

function fetchFaketime(): string | undefined {
  if (!existsSync("/usr/bin/apt-get") || !existsSync("/usr/bin/dpkg")) {
    console.log("No libfaketime, and no Debian to take it from: the tests of wrong clocks are skipped.");
    return undefined;
  }
  console.log("Fetching Debian's libfaketime for the tests of wrong clocks …");
  mkdirSync(cache, { recursive: true });
  const run = (command: string, args: readonly string[]): boolean =>
    spawnSync(command, args, { cwd: cache, stdio: "ignore" }).status === 0;
  const download = (): boolean => run("apt-get", ["download", "-qq", "libfaketime"]);
  if (!download() && process.getuid?.() === 0 && run("apt-get", ["update", "-qq"])) download();
  const archive = readdirSync(cache).find((name) => name.endsWith(".deb"));
  const found =
    archive !== undefined && run("dpkg", ["-x", archive, "."]) ? inside(path.join(cache, "usr")) : undefined;
  if (found === undefined)
    console.log("Cannot download Debian's package `libfaketime`: the tests of wrong clocks are skipped.");
  return found;
}
