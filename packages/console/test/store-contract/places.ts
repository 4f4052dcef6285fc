// Where a store of the contract lives: the embedded engine, or two servers that are the shards of a cluster.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type Store, type StoreOptions } from "../../src/store/store.ts";
import { type ClickHouseServers, startServers } from "../support/clickhouse-servers.ts";
import { prepareStore } from "../support/prepared-store.ts";

type Options = Pick<StoreOptions, "writer" | "retention" | "onNote" | "takesRows" | "lateDays">;

/** A place that holds one store; each opening finds what those before it left. */
export interface Place {
  open(options?: Options): Promise<Store>;
  /** Takes it away with all that is in it. */
  remove(): Promise<void>;
}

export async function embeddedPlace(): Promise<Place> {
  const directory = mkdtempSync(join(tmpdir(), "telltale-store-"));
  return {
    open: (options) => openStore({ directory, ...options }),
    remove: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** The same, with all steps of the schema done before. */
export async function preparedPlace(): Promise<Place> {
  const directory = await prepareStore(mkdtempSync(join(tmpdir(), "telltale-store-")));
  return {
    open: (options) => openStore({ directory, ...options }),
    remove: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

let databases = 0;

/** A database of its own on `servers`. */
export function placeOn(servers: ClickHouseServers): Place {
  const database = `contract_${++databases}`;
  const urls = servers.urls.map((url) => `${url}/${database}`);
  return {
    open: (options) => openStore({ urls, readerUser: servers.reader, cluster: "shop", ...options }),
    remove: async () => undefined,
  };
}

/** Two servers of its own. */
export async function clusterPlace(): Promise<Place> {
  const servers = await startServers(2);
  return { ...placeOn(servers), remove: () => servers.stop() };
}
