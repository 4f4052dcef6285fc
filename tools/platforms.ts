// What the library has to get along with besides the Nodes that it promises: bundlers, Deno, Bun, and a Node that is too old. `tools/platforms/` pins them (130 MB to
// fetch, 420 MB on disk).
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

import { fetchPinned } from "./pinned.ts";

/** What was fetched; a runtime is left out where npm has none for this platform. */
export interface Platforms {
  /** The `node_modules` with the bundlers; undefined where they could not be fetched. */
  readonly bundlers?: string | undefined;
  /** Executables of other runtimes by name and version, `Deno 2.9.6`. */
  readonly others: Readonly<Record<string, string>>;
}

const executables: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "linux-x64": {
    Deno: "@deno/linux-x64-glibc/deno",
    Bun: "@oven/bun-linux-x64-baseline/bin/bun",
    "Node.js": "node-16-linux-x64/bin/node",
  },
  "linux-arm64": {
    Deno: "@deno/linux-arm64-glibc/deno",
    Bun: "@oven/bun-linux-aarch64/bin/bun",
    "Node.js": "node-16-linux-arm64/bin/node",
  },
};

/** Fetches the pinned bundlers and runtimes where they are not there yet. @throws with `TELLTALE_SERVICES=required`, where they cannot be fetched */
export function platforms(): Platforms {
  const { modules, missing } = fetchPinned("platforms", "bundlers, Deno, Bun and Node.js 16");
  if (missing !== undefined) return { others: {} };
  const known = executables[`${process.platform}-${process.arch}`];
  if (known === undefined)
    console.log(`skipped: Deno, Bun and Node.js 16: none are pinned for ${process.platform} ${process.arch}`);
  const others = Object.entries(known ?? {}).flatMap(([name, place]) => {
    const file = path.join(modules, place);
    return existsSync(file) ? [[`${name} ${versionOf(file)}`, file]] : [];
  });
  return { bundlers: modules, others: Object.fromEntries(others) as Record<string, string> };
}

/** `2.9.6` of `deno 2.9.6 (stable, …)`. */
function versionOf(file: string): string {
  const { stdout } = spawnSync(file, ["--version"], { encoding: "utf8" });
  return /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? "";
}
