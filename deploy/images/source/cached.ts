// What is fetched once and then found in the cache. A folder has everything or does not exist.
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";

import { BuildProblem } from "../problem.ts";

/** Where things are fetched from, and whether they may be. */
export interface Fetching {
  readonly cache: string;
  readonly isOffline: boolean;
  readonly retries: { readonly retries: number; readonly delayMs: number };
  report(line: string): void;
}

/** The failure of a build with `--offline` whose cache lacks `what`. */
export function lacking({ cache }: Fetching, what: string): BuildProblem {
  return new BuildProblem(`The cache ${cache} lacks ${what}. Build once without \`--offline\`.`);
}

/** The folder or file `place` of the cache; `fetch` makes it at another path first. `what` completes "the cache lacks …". */
export async function cached(
  fetching: Fetching,
  place: string,
  what: string,
  fetch: (building: string) => void | Promise<void>,
): Promise<string> {
  const wanted = path.join(fetching.cache, place);
  if (existsSync(wanted)) return wanted;
  if (fetching.isOffline) throw lacking(fetching, what);
  const building = `${wanted}.${process.pid}`;
  mkdirSync(path.dirname(wanted), { recursive: true });
  try {
    await fetch(building);
    if (!existsSync(wanted)) renameSync(building, wanted);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  return wanted;
}
