// Where a store of the contract lives: the embedded engine, or two servers that are the shards of a cluster.
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command, connect } from "../../src/store/client.ts";
import { rowsDatabase } from "../../src/store/cluster/layout.ts";
import { openStore, type Store, type StoreOptions } from "../../src/store/store.ts";
import { type ClickHouseServers, startServers } from "../support/clickhouse-servers.ts";
import { prepareStore } from "../support/prepared-store.ts";
import { takeWorkerEngine } from "../support/worker-engine.ts";

type Options = Pick<
  StoreOptions,
  "writer" | "retention" | "onNote" | "takesRows" | "lateDays" | "nameLimits"
>;

/** A place that holds one store; each opening finds what those before it left. */
export interface StoreLocation {
  open(options?: Options): Promise<Store>;
  /** Takes it away with all that is in it. */
  remove(): Promise<void>;
}

export async function embeddedLocation(): Promise<StoreLocation> {
  const directory = mkdtempSync(join(tmpdir(), "telltale-store-"));
  return {
    open: (options) => openStore({ directory, ...options }),
    remove: async () => rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  };
}

/** The same, with all steps of the schema done before: on the engine of the test worker, or on one of its own while that one is taken. */
export async function preparedLocation(): Promise<StoreLocation> {
  const shared = await takeWorkerEngine();
  return shared === undefined ? ownLocation() : { open: shared.open, remove: shared.giveBack };
}

/** The same on an engine of its own, which has the environment of its opening. */
export async function ownLocation(): Promise<StoreLocation> {
  const directory = await prepareStore(mkdtempSync(join(tmpdir(), "telltale-store-")));
  return {
    open: (options) => openStore({ directory, ...options }),
    remove: async () => rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  };
}

/** A database of its own on `servers`. */
export function locationOn(servers: ClickHouseServers): StoreLocation {
  const database = `contract_${randomUUID().replaceAll("-", "")}`;
  const urls = servers.urls.map((url) => `${url}/${database}`);
  return {
    open: (options) => openStore({ urls, readerUser: servers.reader, cluster: "shop", ...options }),
    async remove() {
      for (const url of servers.urls)
        for (const name of [database, rowsDatabase({ database, cluster: "shop" })]) await drop(url, name);
    },
  };
}

async function drop(url: string, database: string): Promise<void> {
  const { origin, username, password } = new URL(url);
  const client = connect({ url: origin, username, password, database: "default", settings: {} }, 1);
  await command(client, `DROP DATABASE IF EXISTS ${database} SYNC`);
  await client.close();
}

// the worker keeps them: they end with it
const worker = globalThis as { telltaleServers?: Promise<ClickHouseServers> };

/** On two servers that all such places of a worker share. */
export async function clusterLocation(): Promise<StoreLocation> {
  return locationOn(await (worker.telltaleServers ??= startServers(2)));
}
