// Finds programs of Debian packages for tests. If one is not installed, its package is unpacked into the cache: nothing is installed and no
// service started.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";

import { root } from "./source-files.ts";

export interface DebianPackage {
  readonly name: string;
  /** A command that it has. */
  readonly command: string;
  /** Variable with the folder of its commands. */
  readonly variable: string;
  /** Makes a command that was unpacked work from its folder. */
  readonly relocate?: (file: string) => void;
}

/** The folder with the command of a package: that of its variable, `/usr/bin`, or what was fetched. Undefined says why. */
export function findDebianPackage(wanted: DebianPackage): string | undefined {
  const { name, command, variable } = wanted;
  const cache = path.join(root, "node_modules", ".cache", "telltale", name);
  const places = [process.env[variable], "/usr/bin", path.join(cache, "usr/bin")];
  const found = places.find((place) => place !== undefined && existsSync(path.join(place, command)));
  return found ?? fetchPackage(wanted, cache);
}

function fetchPackage(
  { name, command, relocate: prepare }: DebianPackage,
  cache: string,
): string | undefined {
  if (!existsSync("/usr/bin/apt-get") || !existsSync("/usr/bin/dpkg")) {
    console.log(`No ${command}, and no Debian to take \`${name}\` from: its tests are skipped.`);
    return undefined;
  }
  console.log(`Fetching Debian's package ${name} for the tests …`);
  mkdirSync(cache, { recursive: true });
  const run = (program: string, args: readonly string[]): boolean =>
    spawnSync(program, args, { cwd: cache, stdio: "ignore" }).status === 0;
  const download = (): boolean => run("apt-get", ["download", "-qq", name]);
  if (!download() && process.getuid?.() === 0 && run("apt-get", ["update", "-qq"])) download();
  const archive = readdirSync(cache).find((file) => file.endsWith(".deb"));
  if (archive !== undefined && run("dpkg", ["-x", archive, "."])) {
    const bin = path.join(cache, "usr/bin");
    prepare?.(path.join(bin, command));
    return bin;
  }
  console.log(`Cannot download Debian's package \`${name}\`: the tests with ${command} are skipped.`);
  return undefined;
}
