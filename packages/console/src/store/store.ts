// The store: ClickHouse by its address, whether it is the engine started here or somebody's server or cluster.
import { readSqlFiles } from "./sql-files.ts";
import { queryNames, type QueryName } from "../sql/queries.ts";
import { type ClickHouseClient, command, connect, select } from "./client.ts";
import { startEngine } from "./engine.ts";
import { database as embeddedDatabase, readerLimits } from "./engine-config.ts";
import { migrate } from "./migrate.ts";
import { createQueries, type Queries } from "./query.ts";
import { StoreError } from "./store-error.ts";

/** Either a directory for an engine of our own, or the address of a ClickHouse. */
export type StoreOptions = EmbeddedOptions | RemoteOptions;

export interface EmbeddedOptions {
  readonly directory: string;
  /** Waits for the disk before anything is acknowledged. */
  readonly durable?: boolean;
  /** Told when the engine died while running, and when it answers again. */
  readonly onStateChange?: (state: "down" | "up", detail: string) => void;
}

export interface RemoteOptions {
  /** `http://user:password@host:8123/database`; user `default` and database `telltale` when it names none. */
  readonly url: string;
}

export interface StoreStats {
  readonly engine: string;
  readonly version: string;
  readonly bytes: number;
  readonly rows: number;
}

export interface Store {
  readonly queries: Queries<QueryName>;
  /** Size on disk and rows of all tables. */
  stats(): Promise<StoreStats>;
  /** Stores what is open, closes the connections and ends the engine. */
  close(): Promise<void>;
}

/**
 * Opens the store: starts the engine where it is ours, and brings the tables up to date.
 *
 * @throws {StoreError} whose `code` and `fix` tell what is wrong.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const backend = "url" in options ? remoteBackend(options) : await embeddedBackend(options);
  try {
    await prepareDatabase(backend);
    await migrate(backend.writer);
    return {
      queries: createQueries(backend.reader, queryNames, readSqlFiles("queries")),
      stats: () => readStats(backend),
      close: backend.close,
    };
  } catch (error) {
    await backend.close();
    throw error;
  }
}

interface Backend {
  readonly name: string;
  readonly database: string;
  readonly writer: ClickHouseClient;
  readonly reader: ClickHouseClient;
  /** Connected to no database of ours, to make it. */
  readonly maker: ClickHouseClient;
  readonly close: () => Promise<void>;
}

async function embeddedBackend(options: EmbeddedOptions): Promise<Backend> {
  const engine = await startEngine(options);
  const { url, secrets } = engine;
  const asWriter = { url, username: "writer", password: secrets.writerPassword, settings: {} };
  const clients = {
    maker: connect({ ...asWriter, database: "system" }, 1),
    writer: connect({ ...asWriter, database: embeddedDatabase }, 8),
    reader: connect(
      { url, username: "reader", password: secrets.readerPassword, database: embeddedDatabase, settings: {} },
      16,
    ),
  };
  return {
    ...clients,
    name: "embedded ClickHouse",
    database: embeddedDatabase,
    async close() {
      await closeAll(clients);
      await engine.stop();
    },
  };
}

function remoteBackend(options: RemoteOptions): Backend {
  const address = new URL(options.url);
  const database = decodeURIComponent(address.pathname.slice(1)) || embeddedDatabase;
  const connection = {
    url: address.origin,
    username: decodeURIComponent(address.username) || "default",
    password: decodeURIComponent(address.password),
  };
  const readerSettings = {
    ...readerLimits,
    readonly: 2,
    cancel_http_readonly_queries_on_client_close: 1,
    output_format_json_quote_64bit_integers: 1,
  };
  const clients = {
    maker: connect({ ...connection, database: "default", settings: {} }, 1),
    writer: connect({ ...connection, database, settings: { async_insert: 0 } }, 8),
    reader: connect({ ...connection, database, settings: readerSettings }, 16),
  };
  return { ...clients, name: "ClickHouse", database, close: () => closeAll(clients) };
}

async function closeAll(clients: Readonly<Record<string, ClickHouseClient>>): Promise<void> {
  await Promise.all(Object.values(clients).map((client) => client.close()));
}

async function prepareDatabase({ maker, database }: Backend): Promise<void> {
  try {
    await command(maker, "CREATE DATABASE IF NOT EXISTS {database:Identifier}", { database });
  } catch (cause) {
    throw new StoreError(
      "unavailable",
      `Cannot use the database \`${database}\`: ${(cause as Error).message}`,
      "Check the address, user and password given with `--clickhouse`, and that the user may create that database.",
      cause,
    );
  }
}

async function readStats(backend: Backend): Promise<StoreStats> {
  const [sizes] = await select<{ version: string; bytes: string; rows: string }>(
    backend.writer,
    "SELECT version() AS version, toString(sum(bytes_on_disk)) AS bytes, toString(sum(rows)) AS rows FROM system.parts WHERE active AND database = {database:String}",
    { database: backend.database },
  );
  return {
    engine: backend.name,
    version: sizes?.version ?? "",
    bytes: Number(sizes?.bytes ?? 0),
    rows: Number(sizes?.rows ?? 0),
  };
}
