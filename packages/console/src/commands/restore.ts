// `telltale-console restore FILE|DIR --data DIR`: a backup into an empty directory, opened once to check that it is complete.
import { createReadStream, statSync } from "node:fs";
import { command } from "quoting/shell";
import type { Command } from "commander";
import { readConfig } from "../config.ts";
import { restoreCommand } from "../config/commands.ts";
import {
  archiveOfDirectory,
  compareTables,
  fillOrClear,
  refuseDamage,
  unpackBackup,
} from "../store/backup/restore.ts";
import { openStore } from "../store/store.ts";
import { addCommand } from "./add-command.ts";
import { ProblemError } from "../problem/problem.ts";

export function addRestoreCommand(program: Command): void {
  addCommand(program, restoreCommand, async ({ data }, [backup]) => restore(backup!, data));
}

async function restore(backup: string, directory: string): Promise<void> {
  const { dataDir, storage, store: settings } = readConfig({ data: directory }, process.env);
  const { engineUser: user } = settings;
  const { retention } = storage;
  const manifest = await unpackBackup(open(backup), dataDir);
  await fillOrClear(dataDir, async () => {
    const store = await openStore({ directory: dataDir, user, retention });
    try {
      const tables = (await store.details()).servers.flatMap((server) => server.tables);
      compareTables(tables, manifest);
      // It reads all data once more, so only for a backup without hashes.
      if (!manifest.isCompared) refuseDamage(await store.check());
      for (const { name, rows } of tables) process.stderr.write(`${name}: ${rows} rows\n`);
    } finally {
      await store.close();
    }
  });
  process.stderr.write(
    `Restored the backup of ${manifest.taken} into ${dataDir}. Start it with \`${command(["telltale-console", "--data", dataDir])}\`.\n`,
  );
}

function open(backup: string): AsyncIterable<Uint8Array> {
  if (backup === "-") return process.stdin;
  const stats = statSync(backup, { throwIfNoEntry: false });
  if (stats === undefined)
    throw new ProblemError("BAD_OPTION", `Cannot restore \`${backup}\`: there is no such file or directory.`);
  return stats.isDirectory()
    ? archiveOfDirectory(backup)
    : createReadStream(backup, { highWaterMark: 262_144 });
}
