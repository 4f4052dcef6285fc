// Where the tables are: the engine started here, or somebody's server or cluster. The rest of the store does not ask which.
import { type ClickHouseClient, command, connect } from "./client.ts";
import { startEngine } from "./engine.ts";
import { database as embeddedDatabase, readerLimits } from "./engine-config.ts";
import { type Marker, openMarker } from "./marker.ts";
import { StoreError } from "./store-error.ts";

export interface EmbeddedOptions {
  /** Everything the store keeps lies here. Made when missing. */
  readonly directory: string;
  /** Waits for the disk before anything is acknowledged. */
  readonly durable?: boolean;
  /** Told when the engine died while running, and when it answers again. */
  readonly onStateChange?: (state: "down" | "up", detail: string) => void;
}

export interface RemoteOptions {
  /** `http://user:password@host:8123/database`; user `default` and database `telltale` when it names none. */
  readonly url: string;
  /** Other consoles write to it as well: then roll-ups cannot be put right after a failed insert. */
  readonly shared?: boolean;
}

export interface Backend {
  readonly name: string;
  readonly database: string;
  readonly writer: ClickHouseClient;
  readonly reader: ClickHouseClient;
  /** Process id of the engine started here. */
  readonly enginePid: () => number | undefined;
  /** Tells a run that did not end by itself; only where the engine is ours. */
  readonly marker: Marker | undefined;
  /** Whether nobody else writes. */
  readonly isSoleWriter: boolean;
  /** Resolves when it answers; rejects after `timeoutMs`. */
  ready(timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts or reaches it, and makes the database. */
export async function openBackend(options: EmbeddedOptions | RemoteOptions): Promise<Backend> {
  return "url" in options ? await reach(options) : await start(options);
}

async function start(options: EmbeddedOptions): Promise<Backend> {
  const engine = await startEngine(options);
  const { url, secrets } = engine;
  const asWriter = { url, username: "writer", password: secrets.writerPassword, settings: {} };
  const writer = connect({ ...asWriter, database: embeddedDatabase }, 16);
  const reader = connect(
    { url, username: "reader", password: secrets.readerPassword, database: embeddedDatabase, settings: {} },
    16,
  );
  async function close(): Promise<void> {
    await Promise.all([writer.close(), reader.close()]);
    await engine.stop();
  }
  try {
    await createDatabase({ ...asWriter, database: "system" }, embeddedDatabase);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    name: "embedded ClickHouse",
    database: embeddedDatabase,
    writer,
    reader,
    enginePid: () => engine.pid,
    marker: openMarker(options.directory),
    isSoleWriter: true,
    ready: (timeoutMs) => engine.ready(timeoutMs),
    close,
  };
}

async function reach(options: RemoteOptions): Promise<Backend> {
  const address = new URL(options.url);
  const database = decodeURIComponent(address.pathname.slice(1)) || embeddedDatabase;
  const connection = {
    url: address.origin,
    username: decodeURIComponent(address.username) || "default",
    password: decodeURIComponent(address.password),
  };
  await createDatabase({ ...connection, database: "default", settings: {} }, database);
  const writer = connect({ ...connection, database, settings: { async_insert: 0 } }, 16);
  const reader = connect({ ...connection, database, settings: remoteReaderSettings }, 16);
  return {
    name: "ClickHouse",
    database,
    writer,
    reader,
    enginePid: () => undefined,
    marker: undefined,
    isSoleWriter: options.shared !== true,
    ready: () => command(writer, "SELECT 1 FORMAT Null"),
    close: async () => {
      await Promise.all([writer.close(), reader.close()]);
    },
  };
}

/** What the profile of our own engine's reader says, sent with each query. */
const remoteReaderSettings = {
  ...readerLimits,
  readonly: 2,
  cancel_http_readonly_queries_on_client_close: 1,
  output_format_json_quote_64bit_integers: 1,
} as const;

async function createDatabase(connection: Parameters<typeof connect>[0], name: string): Promise<void> {
  const client = connect(connection, 1);
  try {
    await command(client, "CREATE DATABASE IF NOT EXISTS {name:Identifier}", { name });
  } catch (cause) {
    throw new StoreError(
      "unavailable",
      `Cannot use the database \`${name}\` at ${connection.url}: ${(cause as Error).message}`,
      "Check the address, user and password given with `--clickhouse`, and that the user may create that database.",
      cause,
    );
  } finally {
    await client.close();
  }
}
