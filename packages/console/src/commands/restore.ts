// `telltale-console restore FILE|DIR --data DIR`: a back-up into an empty directory, opened once to see that it is whole.
import { createReadStream, statSync } from "node:fs";
import type { Command } from "commander";
import { readConfig } from "../config.ts";
import {
  archiveOfDirectory,
  compareTables,
  orNothing,
  refuseDamage,
  unpackBackup,
} from "../store/backup/restore.ts";
import { openStore } from "../store/store.ts";
import { ProblemError } from "../problem/problem.ts";

export function addRestoreCommand(program: Command): void {
  program
    .command("restore")
    .description("put a back-up into an empty data directory and check it")
    .argument("<backup>", "the archive or directory that `backup` made; - is standard input")
    .requiredOption("--data <dir>", "the new or empty data directory")
    .action(async (backup: string, flags: { readonly data: string }) => {
      const {
        dataDir,
        storage,
        store: { engineUser: user },
      } = readConfig({ data: flags.data }, process.env);
      const manifest = await unpackBackup(open(backup), dataDir);
      const { retention } = storage;
      await orNothing(dataDir, async () => {
        const store = await openStore({ directory: dataDir, user, retention });
        try {
          const tables = (await store.details()).servers.flatMap((server) => server.tables);
          compareTables(tables, manifest);
          // Reads everything once more, so only where nothing else tells.
          if (!manifest.isCompared) refuseDamage(await store.check());
          for (const { name, rows } of tables) process.stderr.write(`${name}: ${rows} rows\n`);
        } finally {
          await store.close();
        }
      });
      process.stderr.write(
        `Restored what was backed up at ${manifest.taken} into ${dataDir}. Start it with \`telltale-console --data ${dataDir}\`.\n`,
      );
    });
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
