// Where the tables are: the engine started here, or somebody's server or cluster. The rest of the store does not ask which.
import type { EngineUser } from "../config/engine-user.ts";
import type { Claims } from "../lease/lease.ts";
import { type ClickHouseClient, command, connect, type Connection } from "./client.ts";
import { reach, type RemoteOptions } from "./cluster/remote.ts";
import { startEngine } from "./engine/engine.ts";
import { database as embeddedDatabase } from "./engine/config.ts";
import type { Walls } from "./engine/walls.ts";
import { type Marker, openMarker } from "./engine/marker.ts";
import { migrate, missingMigrations } from "./schema/migrate.ts";
import { createTenantReaders } from "./tenants/readers.ts";

export interface EmbeddedOptions {
  /** Everything the store keeps lies here. Made when missing. */
  readonly directory: string;
  /** Waits for the disk before anything is acknowledged. */
  readonly durable?: boolean;
  /** Told when the engine died while running, and when it answers again. */
  readonly onStateChange?: (state: "down" | "up", detail: string) => void;
  /** Who the engine runs as; absent: a user of its own where the console is root. */
  readonly user?: EngineUser | undefined;
  /** Told what stands between the engine and the rest of the machine. */
  readonly onWalls?: ((walls: Walls) => void) | undefined;
}

export type { RemoteOptions };

export interface Backend {
  readonly name: string;
  /** What writer and reader name without saying so. */
  readonly database: string;
  /** Where a server keeps rows of its own: another one where tables are spread over shards. */
  readonly rowsDatabase: string;
  readonly writer: ClickHouseClient;
  /** Sees the rows that belong to no tenant; at a server whose users are not ours to make, all rows. */
  readonly reader: ClickHouseClient;
  /** The connection of a user who sees this tenant's rows only. @throws {StoreError} `tenants` where there can be none. */
  readonly readerOf: (tenant: string) => Promise<ClickHouseClient>;
  /**
   * One for each server, in the database of its own rows: for what has to be done where rows lie (partitions, recomputed
   * roll-ups, deleting). Each sees the rows of its shard only.
   */
  readonly nodes: readonly ClickHouseClient[];
  /** Process id of the engine started here. */
  readonly enginePid: () => number | undefined;
  /** How often the engine started here was started again. */
  readonly restarts: () => number;
  /** Tells a run that did not end by itself; only where the engine is ours. */
  readonly marker: Marker | undefined;
  /** Whether nobody else writes. */
  readonly isSoleWriter: boolean;
  /** Resolves when it takes rows (all shards answer); rejects after `timeoutMs`. */
  ready(timeoutMs: number): Promise<void>;
  /** Resolves when it answers queries, if only of some shards; rejects after `timeoutMs`. */
  answers(timeoutMs: number): Promise<void>;
  /** Whether the tables are what this code expects, wherever they can be reached. */
  isUpToDate(): Promise<boolean>;
  /** Brings the tables up to date and returns the numbers of the steps that were missing. */
  migrate(): Promise<readonly number[]>;
  /** Runs one statement that changes a table (`ALTER TABLE spans ADD COLUMN …`), wherever that table is. */
  define(statement: string): Promise<void>;
  /** What processes that share the store agree by; `undefined` where nobody else has it. */
  readonly claimsTo: ((lease: string) => Claims) | undefined;
  close(): Promise<void>;
}

/** Starts or reaches it, and makes the database. */
export async function openBackend(
  options: EmbeddedOptions | RemoteOptions,
  note: (note: string) => void,
): Promise<Backend> {
  return "urls" in options ? await reach(options, note) : await start(options, note);
}

async function start(options: EmbeddedOptions, note: (note: string) => void): Promise<Backend> {
  const engine = await startEngine({ ...options, onNote: note });
  const { url, secrets } = engine;
  const asWriter = { url, username: "writer", password: secrets.writerPassword, settings: {} };
  const writer = connect({ ...asWriter, database: embeddedDatabase }, 16);
  const reader = connect(
    { url, username: "reader", password: secrets.readerPassword, database: embeddedDatabase, settings: {} },
    16,
  );
  const tenants = createTenantReaders({
    writer,
    connection: { url, password: secrets.tenantPassword, database: embeddedDatabase },
  });
  async function close(): Promise<void> {
    await Promise.all([writer.close(), reader.close(), tenants.close()]);
    await engine.stop();
  }
  try {
    await createDatabase(asWriter);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    name: "embedded ClickHouse",
    database: embeddedDatabase,
    rowsDatabase: embeddedDatabase,
    writer,
    reader,
    readerOf: async (tenant) => (tenant === "" ? reader : tenants.of(tenant)),
    nodes: [writer],
    enginePid: () => engine.pid,
    restarts: () => engine.restarts,
    marker: openMarker(options.directory),
    isSoleWriter: true,
    ready: (timeoutMs) => engine.ready(timeoutMs),
    answers: (timeoutMs) => engine.ready(timeoutMs),
    isUpToDate: async () => (await missingMigrations(writer)).length === 0,
    migrate: () => migrate(writer),
    define: (statement) => command(writer, statement),
    claimsTo: undefined,
    close,
  };
}

async function createDatabase(connection: Omit<Connection, "database">): Promise<void> {
  const client = connect({ ...connection, database: "system" }, 1);
  try {
    await command(client, `CREATE DATABASE IF NOT EXISTS ${embeddedDatabase}`);
  } finally {
    await client.close();
  }
}
