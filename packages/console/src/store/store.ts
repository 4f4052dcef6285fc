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
import { defaultRetention, dropExpired, keptFromMs, type Retention } from "./retention.ts";
import { readSqlFiles } from "./sql-files.ts";
import { createWriter, type StoreWriter, type WriterOptions } from "./writer.ts";

/** Either a directory for an engine of our own, or the address of a ClickHouse. */
export type StoreOptions = (EmbeddedOptions | RemoteOptions) & {
  readonly writer?: WriterOptions;
  readonly retention?: Partial<Retention>;
  /** Told what went on in the background: what was dropped, what was put right, what failed. */
  readonly onNote?: (note: string) => void;
};

export interface StoreStats {
  readonly engine: string;
  readonly version: string;
  readonly bytes: number;
  readonly rows: number;
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
  /** Drops what is too old, now; returns `table/partition` of what went. Done every hour anyway. */
  dropExpired(): Promise<readonly string[]>;
  /** Stores what is open, closes the connections and ends the engine. */
  close(): Promise<void>;
}

const windowSeconds = 900;
const hourMs = 3_600_000;

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

  async function sweep(): Promise<readonly string[]> {
    const dropped = await dropExpired(client, retention, Date.now());
    if (dropped.length > 0) note(`Dropped what was too old: ${dropped.join(", ")}.`);
    return dropped;
  }

  const queries = createQueries(backend.reader, queryNames, readSqlFiles("queries"));
  await migrate(client);
  await sweep();
  if (marker?.previous !== undefined) await recover(marker.previous);
  marker?.clear();
  await refillWindow(client, window, Math.floor(Date.now() / 1000) - windowSeconds);
  const writer = createWriter(
    { client, window, ready: backend.ready, reconcile, underWay: (since) => marker?.note(since) },
    options.writer,
  );
  const timer = setInterval(
    () => sweep().catch((error: Error) => note(`Cannot drop what is too old: ${error.message}`)),
    hourMs,
  );
  timer.unref();

  return {
    writer,
    queries,
    documents: createDocuments(client, queries),
    get enginePid() {
      return backend.enginePid();
    },
    ready: backend.ready,
    stats: () => readStats(backend),
    dropExpired: sweep,
    async close() {
      clearInterval(timer);
      await writer.close();
      if (!writer.isInDoubt) marker?.clear();
      await backend.close();
    },
  };
}

async function readStats({ name, database, writer }: Backend): Promise<StoreStats> {
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
