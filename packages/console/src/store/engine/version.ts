// Which engine wrote a data directory. A newer engine reads what an older one wrote and brings it up to its own form bit by bit, which
// the older one then cannot read any more: there is a way forward and none back.
import { ProblemError } from "../../problem/problem.ts";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface EngineVersion {
  /** What a person should know before the directory is opened; `undefined` when nothing changes. */
  readonly note: string | undefined;
  /** From now on the directory is this engine's. */
  mark(): void;
}

/**
 * Compares the engine of `library` with the one that wrote `directory` last.
 *
 * @throws {ProblemError} `ENGINE_TOO_OLD` when that was a newer one.
 */
export function checkEngineVersion(directory: string, library: string): EngineVersion {
  const own = versionOf(library);
  const file = join(directory, "engine.json");
  const last = readMark(file);
  const order = last === undefined ? 0 : compare(last, own);
  if (order > 0) {
    throw new ProblemError(
      "ENGINE_TOO_OLD",
      `The data in ${directory} was written by ClickHouse ${last}, and the engine of this console is ${own}.`,
      "Start the newer telltale-console again (or install it: `npm install telltale-console@latest`), give this one a directory of its own with `--data DIR`, or restore a backup that was made with this version.",
    );
  }
  return {
    note:
      order < 0
        ? `The data was written by ClickHouse ${last} and is opened by ${own} from now on; to go back to ${last} you need a back-up made with it.`
        : undefined,
    mark() {
      if (last === own) return;
      writeFileSync(`${file}.new`, `${JSON.stringify({ version: own })}\n`, { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
}

/** Of the package that holds the library: `26.7.3-stable.1`. */
function versionOf(library: string): string {
  const manifest = readFileSync(join(dirname(library), "package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

function readMark(file: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(file, "utf8")) as { version?: unknown };
    return typeof version === "string" && /^\d+\.\d+/.test(version) ? version : undefined;
  } catch {
    return undefined;
  }
}

/** By year and number, as ClickHouse is released: corrections of one release read each other's data. */
function compare(a: string, b: string): number {
  const [[yearA, numberA], [yearB, numberB]] = [a, b].map((version) => version.split(".").map(Number)) as [
    [number, number],
    [number, number],
  ];
  return yearA - yearB || numberA - numberB;
}
