// Starts the embedded engine, or connects to a server or cluster.
import type { EngineUser } from "../config/engine-user.ts";
import type { Backend } from "./backend.ts";
import { command, connect, type Server } from "./client.ts";
import { withoutReplicas } from "./cluster/latest.ts";
import { reach, type RemoteOptions } from "./cluster/remote.ts";
import { type Engine, startEngine } from "./engine/engine.ts";
import { database as embeddedDatabase } from "./engine/config.ts";
import type { Walls } from "./engine/walls.ts";
import { openMarker } from "./engine/marker.ts";
import { migrate, missingMigrations } from "./schema/migrate.ts";
import { createTenantReaders } from "./tenants/readers.ts";

export interface EmbeddedOptions {
  /** Everything the store keeps is here. Created when missing. */
  readonly directory: string;
  /** Waits for the disk before anything is acknowledged. */
  readonly durable?: boolean;
  /** Called when the engine has died, and when it answers again. */
  readonly onStateChange?: (state: "down" | "up", detail: string) => void;
  /** The user that runs the engine; absent: a user of its own where the console is root. */
  readonly user?: EngineUser | undefined;
  /** Called with the isolation of the engine from the rest of the machine. */
  readonly onWalls?: ((walls: Walls) => void) | undefined;
  /** Runs already, or starts, on this directory; absent: the store starts one. The store stops it. */
  readonly engine?: Engine | Promise<Engine> | undefined;
  /** Ends unfinished changes of a table that keep failing, where a step of the schema has to wait for them. */
  readonly endFailedChanges?: boolean | undefined;
}

export type { RemoteOptions };

/** Starts or reaches it, and makes the database. */
export async function openBackend(
  options: EmbeddedOptions | RemoteOptions,
  note: (note: string) => void,
): Promise<Backend> {
  return "urls" in options ? await reach(options, note) : await start(options, note);
}

async function start(options: EmbeddedOptions, note: (note: string) => void): Promise<Backend> {
  const engine = await (options.engine ?? startEngine({ ...options, onNote: note }));
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
    feedsRollups: true,
    ready: (timeoutMs) => engine.ready(timeoutMs),
    answers: (timeoutMs) => engine.ready(timeoutMs),
    isUpToDate: async () => (await missingMigrations(writer)).length === 0,
    migrate: () => migrate(writer, { note, endsFailed: options.endFailedChanges }),
    define: (statement) => command(writer, statement),
    latest: withoutReplicas,
    claimsTo: undefined,
    close,
  };
}

async function createDatabase(connection: Omit<Server, "database">): Promise<void> {
  const client = connect({ ...connection, database: "system" }, 1);
  try {
    await command(client, `CREATE DATABASE IF NOT EXISTS ${embeddedDatabase}`);
  } finally {
    await client.close();
  }
}
