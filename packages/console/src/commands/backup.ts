// `telltale-console backup --to FILE|DIR`: from the console that runs, or from a data directory that no console has open.
import { readdirSync, statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { resolve, sep } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import type { Command } from "commander";
import { pathOf } from "contract";
import { type Config, readConfig } from "../config.ts";
import { backupCommand, type BackupValues } from "../config/commands.ts";
import { findConsole } from "../import/find-console.ts";
import { remoteBackup } from "../store/backup/backup.ts";
import { refuseWithoutStore } from "../store/engine/directory-use.ts";
import { unpackFiles } from "../store/backup/restore.ts";
import { openStore } from "../store/store.ts";
import { addCommand } from "./add-command.ts";
import { refusalOf } from "./refusal.ts";
import { writeWholeFile } from "./whole-file.ts";
import { ProblemError } from "../problem/problem.ts";

export function addBackupCommand(program: Command): void {
  addCommand(program, backupCommand, runBackup);
}

async function runBackup({ to, url, data, tokenFile }: BackupValues): Promise<void> {
  const config = readConfig({ data, tokenFile }, process.env);
  if (`${resolve(to)}${sep}`.startsWith(`${config.dataDir}${sep}`))
    throw new ProblemError(
      "BAD_OPTION",
      `Cannot back up into \`${to}\`: it is in the data directory.`,
      "Choose another path.",
    );
  const write = writerTo(to);
  const found = await findConsole({
    url,
    hasData: data !== undefined,
    dataDir: config.dataDir,
    token: config.token,
  });
  const bytes =
    found?.page === undefined
      ? await backUpClosed(config, write)
      : await write(await fetchBackup(found.page, config.token));
  if (to !== "-") process.stderr.write(`Backed up to ${to}, ${bytes} bytes.\n`);
}

async function backUpClosed(
  { dataDir: directory, store: { clickhouse, engineUser: user } }: Config,
  write: (archive: Readable) => Promise<number>,
): Promise<number> {
  if (clickhouse !== undefined) throw remoteBackup();
  refuseWithoutStore(directory);
  const store = await openStore({ directory, user });
  try {
    return await write(await store.backups.open());
  } finally {
    await store.close();
  }
}

async function fetchBackup(page: string, token: string | undefined): Promise<Readable> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(new URL(pathOf("POST /api/backup"), page), { method: "POST", headers });
  if (!response.ok || response.body === null) throw await refusalOf(page, response);
  return Readable.fromWeb(response.body as ReadableStream);
}

/** What writes the archive. @throws {ProblemError} for a path that would be overwritten. */
function writerTo(to: string): (archive: Readable) => Promise<number> {
  if (to === "-")
    return (archive) => counted(archive, (chunks) => pipeline(chunks, process.stdout, { end: false }));
  const stats = statSync(to, { throwIfNoEntry: false });
  if (stats !== undefined && !(stats.isDirectory() && readdirSync(to).length === 0 && !to.endsWith(".tar")))
    throw new ProblemError(
      "BAD_OPTION",
      `Cannot back up to \`${to}\`: it exists already.`,
      "Choose a new file or an empty directory.",
    );
  if (to.endsWith(".tar")) return (archive) => counted(archive, (chunks) => writeWholeFile(to, chunks));
  return (archive) =>
    counted(archive, async (chunks) => {
      await mkdir(to, { recursive: true, mode: 0o700 }).catch((cause: Error) => {
        throw new ProblemError("BAD_OPTION", `Cannot make the directory \`${to}\`: ${cause.message}.`, "", {
          cause,
        });
      });
      await unpackFiles(chunks, to);
    });
}

async function counted(
  archive: Readable,
  write: (chunks: AsyncIterable<Buffer>) => Promise<void>,
): Promise<number> {
  let bytes = 0;
  async function* count(): AsyncGenerator<Buffer> {
    for await (const chunk of archive) {
      bytes += (chunk as Buffer).length;
      yield chunk as Buffer;
    }
  }
  await write(count());
  return bytes;
}
