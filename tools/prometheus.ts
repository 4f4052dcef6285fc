// Finds promtool and the Prometheus server for the tests of what it scrapes. Where there is none, Debian's package is unpacked
// into the cache: nothing is installed and no service started.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";

import { root } from "./source-files.ts";

const cache = path.join(root, "node_modules", ".cache", "telltale", "prometheus");

/** The folder with `promtool` and `prometheus`: `TELLTALE_PROMETHEUS_BIN`, `/usr/bin`, or what was fetched. Undefined says why. */
export function findPrometheus(): string | undefined {
  const places = [process.env["TELLTALE_PROMETHEUS_BIN"], "/usr/bin", path.join(cache, "usr/bin")];
  const found = places.find((place) => place !== undefined && existsSync(path.join(place, "promtool")));
  return found ?? fetchPrometheus();
}

function fetchPrometheus(): string | undefined {
  if (!existsSync("/usr/bin/apt-get") || !existsSync("/usr/bin/dpkg")) {
    console.log("No promtool, and no Debian to take it from: its tests are skipped.");
    return undefined;
  }
  console.log("Fetching Debian's Prometheus for the tests of /metrics …");
  mkdirSync(cache, { recursive: true });
  const run = (command: string, args: readonly string[]): boolean =>
    spawnSync(command, args, { cwd: cache, stdio: "ignore" }).status === 0;
  const download = (): boolean => run("apt-get", ["download", "-qq", "prometheus"]);
  if (!download() && process.getuid?.() === 0 && run("apt-get", ["update", "-qq"])) download();
  const archive = readdirSync(cache).find((file) => file.endsWith(".deb"));
  if (archive !== undefined && run("dpkg", ["-x", archive, "."])) return path.join(cache, "usr/bin");
  console.log("Cannot download Debian's package `prometheus`: the tests with promtool are skipped.");
  return undefined;
}
