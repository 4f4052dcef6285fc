// Whether a console can start on this machine: engine, data directory, pages, documentation, ports.
import { existsSync, statfsSync } from "node:fs";
import path from "node:path";
import type { Config } from "../config.ts";
import { findWebDirectory } from "../http/assets.ts";
import { findDocsDirectory } from "../http/docs.ts";
import { checkPort } from "../http/listen.ts";
import { portRequests } from "../ports.ts";
import { makeDataDirectory } from "../store/upkeep/disk.ts";
import { chooseEngineUser } from "../store/engine/engine-user.ts";
import { openLandlock } from "../store/engine/landlock.ts";
import { findEngineLibrary } from "../store/engine/library.ts";
import { adviceFor, describeWalls } from "../store/engine/walls.ts";
import type { Check } from "./finding.ts";

const minFreeBytes = 1024 ** 3;

/** Everything but the ports, which a console that runs here has. */
export function startChecks(config: Config): readonly Check[] {
  return [
    { name: "node", run: async () => process.version },
    ...(config.store.clickhouse?.urls.map((url) => ({ name: "clickhouse", run: () => ping(url) })) ?? [
      { name: "engine", run: async () => findEngineLibrary() },
    ]),
    { name: "data directory", run: async () => checkDirectory(config.dataDir) },
    ...(config.store.clickhouse === undefined
      ? [{ name: "walls around the engine", run: async () => checkWalls(config) }]
      : []),
    { name: "page", run: async () => checkBuilt("page", findWebDirectory(), "build") },
    { name: "documentation", run: async () => checkBuilt("documentation", findDocsDirectory(), "docs") },
  ];
}

/** Whether the ports are free. */
export function portChecks(config: Config): readonly Check[] {
  return Object.values(portRequests(config)).map((request) => ({
    name: `port ${request.port} (${request.what})`,
    run: async () => {
      await checkPort(request);
      return "free";
    },
  }));
}

async function ping(url: string): Promise<string> {
  const address = new URL(url);
  const response = await fetch(`${address.origin}/ping`, { signal: AbortSignal.timeout(5_000) }).catch(
    (cause: unknown) => {
      throw new Error(
        `Cannot reach ${address.origin}: ${(cause as Error).message}. Check the address and that the server runs.`,
        { cause },
      );
    },
  );
  if (!response.ok)
    throw new Error(
      `${address.origin}/ping answered ${response.status}. Is it a ClickHouse server's HTTP port (8123)?`,
    );
  return `${address.origin} answers`;
}

function checkDirectory(directory: string): string {
  makeDataDirectory(directory);
  const { bavail, bsize } = statfsSync(directory);
  const free = bavail * bsize;
  if (free < minFreeBytes)
    throw new Error(
      `Only ${toMiB(free)} MiB are free at ${directory}. Free some, or choose another place with \`--data DIR\`.`,
    );
  return `${directory}, ${toMiB(free)} MiB free`;
}

/** How the engine is isolated when the console starts here; the log of a start says how it is. */
function checkWalls({ dataDir, store }: Config): string {
  const { user, reason } = chooseEngineUser(store.engineUser, dataDir);
  const walls = { user, userReason: reason, landlockAbi: openLandlock().abi, cannotCallFile: true };
  const advice = adviceFor(walls);
  return `${describeWalls(walls)}${advice === undefined ? "" : `. ${advice}`}`;
}

/** The folder of a build, which has an `index.html`. */
function checkBuilt(what: string, directory: string, script: string): string {
  if (existsSync(path.join(directory, "index.html"))) return directory;
  throw new Error(`The ${what} has not been built at ${directory}. From the sources: npm run ${script}.`);
}

function toMiB(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
