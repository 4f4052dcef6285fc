// A data directory whose console keeps its store in a ClickHouse of the user. It holds no rows then, but it is one console's all
// the same, and it is noted in it: a later process must not take it for an empty store.
import { ProblemError } from "../../problem/problem.ts";
import { existsSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { takeOwnership } from "./owner.ts";

const noteFile = "clickhouse.json";

/**
 * Takes `directory`, which must exist, for this process, and notes where its store is.
 *
 * @returns gives it free.
 * @throws {ProblemError} `DATA_DIRECTORY_IN_USE` when another console has it.
 */
export async function useWithClickHouse(directory: string, urls: readonly string[]): Promise<() => void> {
  const real = realpathSync(directory);
  const ownership = await takeOwnership(real, join(real, "engine"));
  writeFileSync(join(real, noteFile), `${JSON.stringify({ urls: urls.map(withoutUser) })}\n`, {
    mode: 0o600,
  });
  return ownership.release;
}

/**
 * Refuses a directory that was last used with a ClickHouse: with an engine of its own it would seem to be empty.
 *
 * @throws {ProblemError} `DATA_DIRECTORY_REMOTE`
 */
export function refuseRemoteDirectory(directory: string): void {
  const urls = clickHouseOf(directory);
  if (urls === undefined) return;
  throw new ProblemError(
    "DATA_DIRECTORY_REMOTE",
    `No console runs on ${directory}, and its last one kept its store in the ClickHouse at ${urls.join(", ")}.`,
    "Start a console with `--clickhouse` and pass its page with `--url PAGE`. To go on with a store in the directory itself, start one on it without `--clickhouse` first.",
  );
}

/**
 * Refuses a directory in which there is nothing to be read.
 *
 * @throws {ProblemError} `DATA_DIRECTORY_EMPTY`, or `DATA_DIRECTORY_REMOTE` for one that was last used with a ClickHouse.
 */
export function refuseWithoutStore(directory: string): void {
  refuseRemoteDirectory(directory);
  if (existsSync(join(directory, "engine"))) return;
  throw new ProblemError(
    "DATA_DIRECTORY_EMPTY",
    `No console runs on ${directory}, and there is no store in it.`,
    "Pass the directory of one with `--data DIR`, or the page of a console that runs with `--url PAGE`.",
  );
}

/** From now on the store is in the directory itself. Returns where it was. */
export function leaveClickHouse(directory: string): readonly string[] | undefined {
  const urls = clickHouseOf(directory);
  rmSync(join(directory, noteFile), { force: true });
  return urls;
}

function clickHouseOf(directory: string): readonly string[] | undefined {
  try {
    return (JSON.parse(readFileSync(join(directory, noteFile), "utf8")) as { urls: readonly string[] }).urls;
  } catch {
    return undefined;
  }
}

function withoutUser(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/\/$/, "")}`;
}
