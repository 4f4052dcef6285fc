// The store: ClickHouse by its address, its tables up to date, one writer and the named queries.
import { queryNames, type QueryName } from "../sql/queries.ts";
import { type Backend, type EmbeddedOptions, openBackend, type RemoteOptions } from "./backend.ts";
import { command, select } from "./client.ts";
import { createDocuments, type Documents } from "./documents.ts";
import { createDuplicateWindow } from "./duplicates.ts";
import { migrate } from "./migrate.ts";
import { createQueries, type Queries } from "./query.ts";
import { recoverRollups } from "./recover.ts";
import { refillWindow } from "./refill.ts";
import { type DiskState, startDiskGuard } from "./disk.ts";
import { defaultRetention, keptFromMs, type Retention } from "./retention.ts";
import { readSqlFiles } from "./sql-files.ts";
import { startSweeper } from "./sweep.ts";
import { createWriter, type StoreWriter, type WriterOptions } from "./writer.ts";

/** Either a directory for an engine of our own, or the address of a ClickHouse. */
export type StoreOptions = (EmbeddedOptions | RemoteOptions) & {
  readonly writer?: WriterOptions;
  readonly retention?: Partial<Retention>;
  /** All tables together may take so much; over it the oldest days go. */
  readonly maxSizeBytes?: number | undefined;
  /** Below so much free space on the disk of the directory nothing more is taken. */
  readonly minFreeBytes?: number | undefined;
  /** Told what went on in the background: what was dropped, what was put right, what failed. */
  readonly onNote?: (note: string, level?: "info" | "warn") => void;
};

export interface StoreStats {
  readonly engine: string;
  readonly version: string;
  readonly bytes: number;
  readonly rows: number;
  /** How long what is kept, in days, and how much; `overBytes` by how much it is over and cannot help it. */
  readonly retention: Retention & { readonly maxSizeBytes?: number | undefined; readonly overBytes: number };
  /** Where the engine is ours: what is free, and why nothing is taken when nothing is. */
  readonly disk?: (DiskState & { readonly refusal?: string | undefined }) | undefined;
}

export interface Store {
  readonly writer: StoreWriter;
  readonly queries: Queries<QueryName>;
  /** What people set up. */
  readonly documents: Documents;
  /** Process id of the engine started here; `undefined` while it is down, and for a remote one. */
  readonly enginePid: number | undefined;
  /** Resolves when it takes rows; rejects after `timeoutMs`. */
  ready(timeoutMs: number): Promise<void>;
  /** Size on disk and rows of all tables. */
  stats(): Promise<StoreStats>;
  /** Drops what is too old or too much, now; returns `table/partition` of what went. Done every hour, and for the size every minute. */
  dropExpired(): Promise<readonly string[]>;
  /** Stores what is open, closes the connections and ends the engine. */
  close(): Promise<void>;
}

const windowSeconds = 900;

/**
 * Opens the store: starts the engine where it is ours, brings the tables up to date, and puts right what a run that did not end
 * by itself left behind.
 *
 * @throws {StoreError} whose `code` and `fix` tell what is wrong.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const backend = await openBackend(options);
  try {
    return await openOn(backend, options);
  } catch (error) {
    await backend.close();
    throw error;
  }
}

async function openOn(backend: Backend, options: StoreOptions): Promise<Store> {
  const note = options.onNote ?? (() => undefined);
  const retention = { ...defaultRetention, ...options.retention };
  const window = createDuplicateWindow();
  const { marker, writer: client } = backend;

  async function recover(sinceSeconds: number): Promise<void> {
    const days = Math.min(retention.spans, retention.logs);
    const keptFromSeconds = keptFromMs(days, Date.now()) / 1000;
    await recoverRollups(client, { sinceSeconds, keptFromSeconds });
    note(
      `Put the roll-ups right for what was received since ${new Date(sinceSeconds * 1000).toISOString()}.`,
    );
  }

  async function reconcile(sinceSeconds: number): Promise<void> {
    // An insert whose answer never came may still be running.
    await command(
      client,
      "KILL QUERY WHERE query_kind = 'Insert' AND user = currentUser() AND current_database = {database:String} SYNC",
      {
        database: backend.database,
      },
    );
    if (backend.isSoleWriter) await recover(sinceSeconds);
    await refillWindow(client, window, sinceSeconds);
  }

  const queries = createQueries(backend.reader, queryNames, readSqlFiles("queries"));
  await migrate(client);
  const { maxSizeBytes, minFreeBytes } = options;
  const sweeper = await startSweeper({ clients: [client], retention, maxSizeBytes, note });
  const disk =
    "directory" in options
      ? await startDiskGuard({
          directory: options.directory,
          minFreeBytes,
          note: (text) => note(text, "warn"),
        })
      : undefined;
  if (marker?.previous !== undefined) await recover(marker.previous);
  marker?.clear();
  await refillWindow(client, window, Math.floor(Date.now() / 1000) - windowSeconds);
  const writer = createWriter(
    {
      client,
      window,
      ready: backend.ready,
      reconcile,
      underWay: (since) => marker?.note(since),
      refusal: () => disk?.refusal(),
    },
    options.writer,
  );

  return {
    writer,
    queries,
    documents: createDocuments(client, queries),
    get enginePid() {
      return backend.enginePid();
    },
    async ready(timeoutMs) {
      await backend.ready(timeoutMs);
      const refusal = disk?.refusal();
      if (refusal !== undefined) throw refusal;
    },
    stats: async () => ({
      ...(await readStats(backend)),
      retention: { ...retention, maxSizeBytes, overBytes: sweeper.overBytes },
      disk: disk && { ...disk.state, refusal: disk.refusal()?.message },
    }),
    dropExpired: () => sweeper.sweep(),
    async close() {
      sweeper.stop();
      disk?.stop();
      await writer.close();
      if (!writer.isInDoubt) marker?.clear();
      await backend.close();
    },
  };
}

async function readStats({
  name,
  database,
  writer,
}: Backend): Promise<Omit<StoreStats, "retention" | "disk">> {
  const [sizes] = await select<{ version: string; bytes: string; rows: string }>(
    writer,
    "SELECT version() AS version, toString(sum(bytes_on_disk)) AS bytes, toString(sum(rows)) AS rows FROM system.parts WHERE active AND database = {database:String} AND table != 'schema_migrations'",
    { database },
  );
  return {
    engine: name,
    version: sizes?.version ?? "",
    bytes: Number(sizes?.bytes ?? 0),
    rows: Number(sizes?.rows ?? 0),
  };
}
