// `telltale-console doctor`: checks what the console needs, prints one line for each, and says how to fix what is missing.
import { ProblemError } from "./problem/problem.ts";
import { existsSync, statfsSync } from "node:fs";
import { pathOf, type Stats } from "contract";
import type { Config } from "./config.ts";
import { findWebDirectory } from "./http/assets.ts";
import { checkPort } from "./http/listen.ts";
import { findConsole } from "./import/find-console.ts";
import { portRequests } from "./main.ts";
import { makeDataDirectory } from "./store/upkeep/disk.ts";
import { chooseEngineUser } from "./store/engine/engine-user.ts";
import { openLandlock } from "./store/engine/landlock.ts";
import { findEngineLibrary } from "./store/engine/library.ts";
import { adviceFor, describeWalls } from "./store/engine/walls.ts";

const minFreeBytes = 1024 ** 3;

interface Check {
  readonly name: string;
  /** Resolves to what was found. @throws with what is wrong. */
  run(): Promise<string>;
}

/** Runs all checks, prints each, and resolves to the exit code: 0 when the console can run here. */
export async function runDoctor(config: Config, print: (line: string) => void): Promise<0 | 1> {
  let failed = 0;
  for (const check of checksOf(config)) {
    try {
      print(`ok    ${check.name}: ${await check.run()}`);
    } catch (error) {
      failed++;
      print(`FAIL  ${check.name}: ${error instanceof ProblemError ? error.text : (error as Error).message}`);
    }
  }
  print(failed === 0 ? "The console can run here." : `${failed} of the checks failed.`);
  return failed === 0 ? 0 : 1;
}

function checksOf(config: Config): readonly Check[] {
  const ports = Object.values(portRequests(config)).map((request) => ({
    name: `port ${request.port} (${request.what})`,
    run: async () => {
      await checkPort(request);
      return "free";
    },
  }));
  return [
    { name: "node", run: async () => process.version },
    ...(config.store.clickhouse?.urls.map((url) => ({ name: "clickhouse", run: () => ping(url) })) ?? [
      { name: "engine", run: async () => findEngineLibrary() },
    ]),
    { name: "data directory", run: async () => checkDirectory(config.dataDir) },
    ...(config.store.clickhouse === undefined
      ? [{ name: "walls around the engine", run: async () => checkWalls(config) }]
      : []),
    { name: "retention", run: async () => checkRetention(config) },
    ...ports,
    { name: "page", run: async () => checkPage() },
  ];
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

/** Whether deletion by age is paused, as the console that runs on the data directory says. */
async function checkRetention({ dataDir, token }: Config): Promise<string> {
  const found = await findConsole({ url: undefined, hasData: true, dataDir, token });
  if (found?.page === undefined)
    return "no console runs on the data directory; a running one is asked whether deletion is paused";
  const response = await fetch(new URL(pathOf("GET /api/stats"), found.page), {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(5_000),
  });
  if (!response.ok)
    throw new Error(`${found.page} answered ${response.status}. Pass a token with the scope \`read\`.`);
  const { store } = (await response.json()) as Stats;
  if (store.retention?.paused === undefined) return "data is deleted when it is too old";
  const { clock, known } = store.retention.paused;
  return `paused: the clock says ${clock}, and the last time that was known to be right is ${known}. If the clock is right, run \`telltale-console retention confirm\``;
}

function checkPage(): string {
  const directory = findWebDirectory();
  if (existsSync(directory)) return directory;
  throw new Error(`The page has not been built at ${directory}. From the sources: npm run build.`);
}

function toMiB(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
