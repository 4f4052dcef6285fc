// The folder of dashboards (`--dashboards`): read again when its files change. A file with mistakes is reported once, and what it said before
// stays in use.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { watchFolder, type WatchedFile, type WatchedFolder } from "../../folder/watched-folder.ts";
import { type DashboardRead, isDashboardFile, readDashboardFile, refused } from "./dashboard-file.ts";

export type DashboardFolder = WatchedFolder<DashboardRead>;
export type DashboardFile = WatchedFile<DashboardRead>;

const mostBytes = 5_000_000;

/**
 * @param hasTenants whether folders have the names of tenants; else all files are of the first.
 * @param report called once for each mistake of a file, until the file changes.
 */
export function createDashboardFolder(
  folder: string,
  hasTenants: () => boolean,
  report: (path: string, message: string) => void,
): DashboardFolder {
  return watchFolder<DashboardRead>({
    folder,
    hasTenants,
    isWanted: isDashboardFile,
    async read(path, bytes) {
      const read = await readChanged(folder, path, bytes);
      for (const { message } of read.problems) report(path, message);
      return { read };
    },
    saysSomething: ({ content = [] }) => content.length > 0,
  });
}

async function readChanged(folder: string, path: string, bytes: number): Promise<DashboardRead> {
  if (bytes > mostBytes)
    return refused(`has ${bytes} bytes; expected at most ${mostBytes}.`, "Split it into several files.");
  try {
    return readDashboardFile(path, await readFile(join(folder, path), "utf8"));
  } catch (error) {
    return refused(`cannot be read: ${(error as Error).message}`, "Let the console read it.");
  }
}
