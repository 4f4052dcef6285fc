// The reader's machine: a registry that has the packages, the packages as installed, a console that the pages share with data of a shop, and the settings of a shell.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { startConsole } from "../../tools/console-process.ts";
import { type Registry, startRegistry } from "../../tools/local-registry.ts";
import { upstreamRegistry } from "../../tools/npm.ts";
import { blockOf, shop } from "./fixtures.ts";
import { install } from "./installed.ts";

export interface Machine {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** URLs of the console that pages share. */
  readonly page: string;
  readonly otlpHttp: string;
  /** The id of a CPU profile in it. */
  readonly cpuProfile: string;
  stop(): Promise<void>;
}

/** Makes a machine with the packages of `tarballs`. */
export async function createMachine(tarballs: readonly string[]): Promise<Machine> {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-guides-"));
  install(folder, tarballs);
  writeFileSync(path.join(folder, "package.json"), "{}");
  mkdirSync(path.join(folder, "bin"));
  // the machine that a reader reaches by ssh is this one
  writeFileSync(path.join(folder, "bin/ssh"), '#!/bin/sh\nshift\nexec sh -c "$*"\n', { mode: 0o755 });
  // and has what small images lack
  writeFileSync(path.join(folder, "bin/less"), "#!/bin/sh\nexec cat\n", { mode: 0o755 });
  writeFileSync(path.join(folder, "bin/npx"), npxOf(npxOnPath()), { mode: 0o755 });
  const console = await startConsole(path.join(folder, "store"));
  const { page, otlpHttp } = console.addresses;
  const registry = await startRegistry({ upstream: upstreamRegistry() });
  for (const tarball of tarballs) registry.add(tarball);
  const env = environment(folder, registry);
  const stop = async (): Promise<void> => {
    await console.stop();
    registry.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    runShop(folder, { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: otlpHttp });
    const cpuProfile = await findCpuProfile(page);
    return { folder, env, page, otlpHttp, cpuProfile, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Runs what is installed at once: the start of npm's own `npx` takes a second, for each of a hundred commands, and
 * `packages/console/test/reader.test.ts` has it. What is not installed is left to that.
 */
const npxOf = (own: string): string => `#!/bin/sh
at=$PWD
while [ -n "$at" ]; do
  if [ -x "$at/node_modules/.bin/$1" ]; then
    program=$at/node_modules/.bin/$1
    shift
    exec "$program" "$@"
  fi
  at=\${at%/*}
done
exec '${own}' "$@"
`;

function npxOnPath(): string {
  const places = [path.dirname(process.execPath), ...(process.env["PATH"] ?? "").split(":")];
  const found = places.map((place) => path.join(place, "npx")).find((file) => existsSync(file));
  if (found === undefined) throw new Error("Cannot find npx on the path.");
  return found;
}

async function findCpuProfile(page: string): Promise<string> {
  const response = await fetch(new URL("/api/cpu-profiles", page));
  const { items } = (await response.json()) as { readonly items: readonly { readonly id: string }[] };
  if (items[0] === undefined) throw new Error("The shop has no CPU profile of its slow span.");
  return items[0].id;
}

/** What a shell has, without what this process has of the repository and of the machine. */
function environment(folder: string, { url }: Registry): NodeJS.ProcessEnv {
  const folders = [
    path.join(folder, "bin"),
    path.join(folder, "node_modules/.bin"),
    path.dirname(process.execPath),
    process.env["TELLTALE_PROMETHEUS_BIN"],
    process.env["TELLTALE_KUBECTL_BIN"],
    process.env["PATH"],
  ];
  const env: NodeJS.ProcessEnv = {
    PATH: folders.filter(Boolean).join(":"),
    TMPDIR: folder,
    npm_config_cache: spawnSync("npm", ["config", "get", "cache"], { encoding: "utf8" }).stdout.trim(),
    npm_config_registry: url,
    no_proxy: `127.0.0.1,${process.env["no_proxy"] ?? process.env["NO_PROXY"] ?? ""}`,
    npm_config_prefer_offline: "true",
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_update_notifier: "false",
    TELLTALE_CRASH_FILE: "false",
    NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
  };
  for (const [name, value] of Object.entries(process.env))
    if (/^(?:npm_config_cafile|https?_proxy|NODE_EXTRA_CA_CERTS)$/i.test(name)) env[name] = value;
  return env;
}

function runShop(folder: string, env: NodeJS.ProcessEnv): void {
  const cwd = path.join(folder, "shop");
  mkdirSync(path.join(cwd, "src"), { recursive: true });
  writeFileSync(path.join(cwd, "shop.ts"), shop);
  writeFileSync(path.join(cwd, "src/catalog.ts"), blockOf("docs/guide/catalog.md", /^export const catalog/m));
  const { status, stderr } = spawnSync(process.execPath, ["shop.ts"], { cwd, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`The shop ended with ${status}: ${stderr}`);
}
