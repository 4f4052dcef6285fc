// Builds the library that shifts the clock of a process (shifted-clock.c), for the tests of wrong clocks. A C compiler of the machine builds
// it, or else Debian's tcc, which is unpacked into the cache: nothing is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import path from "node:path";

import { root } from "./source-files.ts";

const cache = path.join(root, "node_modules", ".cache", "telltale", "shifted-clock");
const source = path.join(root, "tools", "shifted-clock.c");

/** The library to preload, built once; `undefined`, with the reason on the console, where it cannot be built. */
export function buildShiftedClock(): string | undefined {
  if (process.platform !== "linux" || process.arch !== "x64") {
    console.log(
      "Clocks of processes can be shifted on Linux x64 only: the tests of wrong clocks are skipped.",
    );
    return undefined;
  }
  const version = createHash("sha256").update(readFileSync(source)).digest("hex").slice(0, 12);
  const library = path.join(cache, `${version}.so`);
  if (existsSync(library)) return library;
  mkdirSync(cache, { recursive: true });
  const isBuilt = compile("cc", library) || compileWithTcc(library);
  if (isBuilt) return library;
  console.log(
    "No C compiler, and cannot download Debian's package `tcc`: the tests of wrong clocks are skipped. Install gcc, clang or tcc.",
  );
  return undefined;
}

/** Compiles beside the place and moves it there, because two may do so at the same time. */
function compile(compiler: string, library: string): boolean {
  const building = `${library}.${process.pid}`;
  if (!run(compiler, ["-shared", "-fPIC", "-nostdlib", "-o", building, source])) return false;
  renameSync(building, library);
  return true;
}

function compileWithTcc(library: string): boolean {
  if (compile("tcc", library)) return true;
  if (!existsSync("/usr/bin/apt-get") || !existsSync("/usr/bin/dpkg")) return false;
  console.log("Fetching Debian's tcc for the tests of wrong clocks …");
  const download = (): boolean => run("apt-get", ["download", "-qq", "tcc"]);
  if (!download() && process.getuid?.() === 0 && run("apt-get", ["update", "-qq"])) download();
  const archive = readdirSync(cache).find((name) => name.endsWith(".deb"));
  return (
    archive !== undefined &&
    run("dpkg", ["-x", archive, "."]) &&
    compile(path.join(cache, "usr/bin/tcc"), library)
  );
}

function run(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { cwd: cache, stdio: "ignore" }).status === 0;
}
