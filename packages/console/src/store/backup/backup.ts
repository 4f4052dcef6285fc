// A back-up: an archive of what the store would open, taken while it runs. It begins with its manifest and ends with a mark, so that
// one that was cut short is known as such.
import { ProblemError } from "../../problem/problem.ts";
import { Readable } from "node:stream";
import type { ClickHouseClient } from "../client.ts";
import { createFileHashes, hashesToText } from "./hashes.ts";
import { type Snapshot, takeSnapshot } from "./snapshot.ts";
import { type TarInput, writeTar } from "./tar.ts";

/** Name of the first entry. */
export const manifestFile = "backup.json";
/** Name of the last entry but one: what the files were. Older back-ups lack it. */
export const hashesFile = "backup.sha256.json";
/** Name of the last entry. */
export const endFile = "backup.end";

/** Takes back-ups of one store. */
export interface Backups {
  /**
   * The store as it is at this moment, as a tar archive. Rows go on being taken while it is read; destroying it ends it.
   *
   * @throws {ProblemError} `BACKUP_RUNNING` while another one is read, `BACKUP_NOT_SUPPORTED` for a store that is not the console's own.
   */
  open(): Promise<Readable>;
}

export interface BackupOptions {
  readonly client: ClickHouseClient;
  readonly directory: string;
  /** Runs a function while nothing is inserted. */
  readonly whilePaused: <Result>(act: () => Promise<Result>) => Promise<Result>;
}

export function createBackups(options: BackupOptions | undefined): Backups {
  let isRunning = false;
  return {
    async open() {
      if (options === undefined) throw remoteBackup();
      if (isRunning) throw running();
      isRunning = true;
      try {
        const snapshot = await takeSnapshot(options.client, options.directory, options.whilePaused);
        const archive = Readable.from(writeTar(entriesOf(snapshot)), {
          objectMode: false,
          highWaterMark: 262_144,
        });
        archive.once("close", () => {
          isRunning = false;
          snapshot.release();
        });
        return archive;
      } catch (error) {
        isRunning = false;
        throw error;
      }
    },
  };
}

function* entriesOf({ manifest, files }: Snapshot): Generator<TarInput> {
  const hashes = createFileHashes();
  const noted = (input: TarInput): TarInput =>
    "linkTo" in input ? input : { ...input, body: () => hashes.noting(input.path, input.body()) };
  yield noted(text(manifestFile, `${JSON.stringify(manifest, undefined, 2)}\n`));
  for (const file of files) yield noted(file);
  // Asked for when all before it has been written.
  yield text(hashesFile, hashesToText(hashes.byPath));
  yield text(endFile, "");
}

function text(path: string, content: string): TarInput {
  const bytes = Buffer.from(content);
  return {
    path,
    size: bytes.length,
    body: async function* () {
      if (bytes.length > 0) yield bytes;
    },
  };
}

function running(): ProblemError {
  return new ProblemError(
    "BACKUP_RUNNING",
    "A back-up of this store is already running.",
    "Wait until it ends, or stop it.",
  );
}

/** The error for a store whose files are not at hand. */
export function remoteBackup(): ProblemError {
  return new ProblemError(
    "BACKUP_NOT_SUPPORTED",
    "The store is your own ClickHouse server: this command cannot read its files.",
    "Back it up with its own statement, for example BACKUP DATABASE telltale TO Disk('backups', 'telltale.zip').",
  );
}
