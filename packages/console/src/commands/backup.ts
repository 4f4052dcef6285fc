// `telltale-console backup --to FILE|DIR`: of the console that runs, or of a data directory that none has open.
import { readdirSync, statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { resolve, sep } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import type { Command } from "commander";
import { pathOf } from "contract";
import { type Config, readConfig } from "../config.ts";
import { urlOption } from "../config/url-option.ts";
import { findConsole } from "../import/find-console.ts";
import { remoteBackup } from "../store/backup/backup.ts";
import { refuseWithoutStore } from "../store/engine/directory-use.ts";
import { unpackFiles } from "../store/backup/restore.ts";
import { openStore } from "../store/store.ts";
import { refusalOf } from "./refusal.ts";
import { writeWholeFile } from "./whole-file.ts";
import { ProblemError } from "../problem/problem.ts";

interface BackupFlags {
  readonly to: string;
  readonly url?: string;
  readonly data?: string;
  readonly tokenFile?: string;
}

export function addBackupCommand(program: Command): void {
  program
    .command("backup")
    .description("back up the store while it runs: into a tar archive, or unpacked into a directory")
    .requiredOption(
      "--to <path>",
      "a new file that ends in .tar, a new or empty directory, or - for standard output",
    )
    .addOption(urlOption())
    .option(
      "--data <dir>",
      "the data directory; when no console runs on it, it is opened for the time of the back-up",
    )
    .option("--token-file <file>", "file with the console's token")
    .action(runBackup);
}

async function runBackup(flags: BackupFlags): Promise<void> {
  const config = readConfig({ data: flags.data, tokenFile: flags.tokenFile }, process.env);
  if (`${resolve(flags.to)}${sep}`.startsWith(`${config.dataDir}${sep}`))
    throw new ProblemError(
      "BAD_OPTION",
      `Cannot back up into \`${flags.to}\`: it lies in the data directory.`,
      "Choose another place.",
    );
  const write = writerTo(flags.to);
  const found = await findConsole({
    url: flags.url,
    hasData: flags.data !== undefined,
    dataDir: config.dataDir,
    token: config.token,
  });
  const bytes =
    found?.page === undefined
      ? await backUpClosed(config, write)
      : await write(await fetchBackup(found.page, config.token));
  if (flags.to !== "-") process.stderr.write(`Backed up to ${flags.to}, ${bytes} bytes.\n`);
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

/** How the archive is kept; refuses at once what must not be overwritten. */
function writerTo(to: string): (archive: Readable) => Promise<number> {
  if (to === "-")
    return (archive) => counted(archive, (chunks) => pipeline(chunks, process.stdout, { end: false }));
  const stats = statSync(to, { throwIfNoEntry: false });
  if (stats !== undefined && !(stats.isDirectory() && readdirSync(to).length === 0 && !to.endsWith(".tar")))
    throw new ProblemError(
      "BAD_OPTION",
      `Cannot back up to \`${to}\`: it is there already.`,
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
