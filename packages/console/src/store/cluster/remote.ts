// A ClickHouse of the user: one server, its replicas, or the shards of a cluster. Statements of the schema go to every address,
// rows and queries to one of them that answers.
import { ProblemError } from "../../problem/problem.ts";
import type { Backend } from "../backend.ts";
import { type ClickHouseClient, type ClientTls, command, connect, isRefusal } from "../client.ts";
import { analysis, database as defaultDatabase, readerLimits, usualGroupBytes } from "../engine/config.ts";
import { claimsTo } from "./claims.ts";
import { createFailover } from "./failover.ts";
import { withoutReplicas, withReplicas } from "./latest.ts";
import { type Layout, rowsDatabase } from "./layout.ts";
import { withPartialAnswers } from "./partial.ts";
import { createSchema } from "./schema.ts";
import { createTenantUsers } from "../tenants/users.ts";

/** A name with its password. */
interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface RemoteOptions {
  /** `http://user:password@host:8123/database`, one for each server; user `default` and database `telltale` when they name none. */
  readonly urls: readonly string[];
  /** Who writes; absent: the user of the address. */
  readonly writerUser?: Credentials | undefined;
  /** Who reads; absent: who writes. */
  readonly readerUser?: Credentials | undefined;
  readonly tls?: ClientTls | undefined;
  /** Sent with each request, over those of the console. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  readonly cluster?: Layout["cluster"];
  readonly onCluster?: boolean | undefined;
  readonly replicated?: Layout["replicated"];
  /** Other consoles write to it as well: then roll-ups cannot be put right after a failed insert. */
  readonly shared?: boolean | undefined;
  /** Ends unfinished changes of a table that keep failing, where a step of the schema has to wait for them. */
  readonly endFailedChanges?: boolean | undefined;
}

/**
 * Reaches the servers, and makes their databases.
 *
 * @param note called with the one that is away.
 */
export async function reach(options: RemoteOptions, note: (note: string) => void): Promise<Backend> {
  const servers = options.urls.map((url) => readServer(url, options));
  const database = servers[0]!.database;
  const layout: Layout = { ...options, database };
  const rows = rowsDatabase(layout);
  const connections = openConnections(servers, options, layout);
  const { nodes, writer, reader, close } = connections;
  const tenants = createTenantUsers({
    nodes,
    databases: [...new Set([database, rows])],
    secret: servers[0]!.writer.password,
    open: connections.readAs,
  });
  const schema = createSchema(nodes, layout, { note, endsFailed: options.endFailedChanges });
  const latest = layout.replicated === undefined ? withoutReplicas : withReplicas;
  try {
    await createDatabases(servers, [...new Set([database, rows])], options, note);
    await schema.prepare();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    name: layout.cluster === undefined ? "ClickHouse" : `ClickHouse cluster ${layout.cluster}`,
    database,
    rowsDatabase: rows,
    writer,
    reader,
    readerOf: tenants,
    nodes,
    latest,
    enginePid: () => undefined,
    restarts: () => 0,
    marker: undefined,
    isSoleWriter: options.shared !== true,
    feedsRollups: false,
    ready: async (timeoutMs) =>
      ping(writer, layout.cluster === undefined ? "SELECT 1" : allShards, timeoutMs),
    answers: async (timeoutMs) => ping(reader, "SELECT 1", timeoutMs),
    isUpToDate: schema.isUpToDate,
    migrate: schema.migrate,
    define: schema.define,
    claimsTo: (name) => claimsTo(writer, name, latest),
    close,
  };
}

interface Connections {
  readonly nodes: readonly ClickHouseClient[];
  readonly writer: ClickHouseClient;
  readonly reader: ClickHouseClient;
  /** Connects as a user who reads. */
  readonly readAs: (user: Credentials) => ClickHouseClient;
  readonly close: () => Promise<void>;
}

function openConnections(servers: readonly Server[], options: RemoteOptions, layout: Layout): Connections {
  const writerSettings = { async_insert: 0, ...analysis, ...clusterSettings(layout), ...options.settings };
  const readerSettings = { ...remoteReaderSettings, ...clusterSettings(layout), ...options.settings };
  const opened: ClickHouseClient[] = [];

  function open(
    user: "writer" | "reader" | Credentials,
    settings: Record<string, string | number>,
    database: string,
  ): ClickHouseClient[] {
    return servers.map((server) => {
      const { url, tls } = server;
      const credentials = typeof user === "string" ? server[user] : user;
      const client = connect({ url, tls, ...credentials, database, settings }, 16);
      opened.push(client);
      return client;
    });
  }

  function readAs(user: "reader" | Credentials): ClickHouseClient {
    const plain = createFailover(open(user, readerSettings, layout.database));
    return layout.cluster === undefined ? plain : withPartialAnswers(plain);
  }

  return {
    nodes: open("writer", writerSettings, rowsDatabase(layout)),
    writer: createFailover(open("writer", writerSettings, layout.database)),
    reader: readAs("reader"),
    readAs,
    async close() {
      await Promise.all(opened.map((client) => client.close()));
    },
  };
}

interface Server {
  readonly url: string;
  readonly database: string;
  readonly tls: ClientTls | undefined;
  readonly writer: Credentials;
  readonly reader: Credentials;
}

function readServer(text: string, options: RemoteOptions): Server {
  const address = new URL(text);
  const own = {
    username: decodeURIComponent(address.username) || "default",
    password: decodeURIComponent(address.password),
  };
  const writer = options.writerUser ?? own;
  return {
    url: address.origin,
    database: decodeURIComponent(address.pathname.slice(1)) || defaultDatabase,
    tls: options.tls,
    writer,
    reader: options.readerUser ?? writer,
  };
}

/** What the profile of our own engine's reader says, sent with each query. */
const remoteReaderSettings = {
  ...readerLimits,
  ...analysis,
  max_bytes_before_external_group_by: usualGroupBytes,
  readonly: 2,
  cancel_http_readonly_queries_on_client_close: 1,
  output_format_json_quote_64bit_integers: 1,
} as const;

/** Acknowledged means stored on the shard, on most of its replicas; subqueries are asked once and handed to all shards. */
function clusterSettings({ cluster, replicated }: Layout): Record<string, string | number> {
  return {
    ...(cluster === undefined
      ? {}
      : { distributed_foreground_insert: 1, distributed_product_mode: "global" }),
    ...(replicated === undefined ? {} : { insert_quorum: "auto" }),
  };
}

/** Reads nothing, of each shard. */
const allShards = "SELECT count() FROM leases WHERE name = ''";

async function ping(client: ClickHouseClient, query: string, timeoutMs: number): Promise<void> {
  await client.command({ query, abort_signal: AbortSignal.timeout(timeoutMs) });
}

async function createDatabases(
  servers: readonly Server[],
  names: readonly string[],
  { onCluster, cluster }: RemoteOptions,
  note: (note: string) => void,
): Promise<void> {
  const suffix = onCluster === true && cluster !== undefined ? " ON CLUSTER {cluster:Identifier}" : "";
  let reached = 0;
  let failure: ProblemError | undefined;
  for (const { url, tls, writer } of servers) {
    const client = connect({ url, tls, ...writer, database: "default", settings: {} }, 1);
    try {
      for (const name of names)
        await command(client, `CREATE DATABASE IF NOT EXISTS {name:Identifier}${suffix}`, { name, cluster });
      reached += 1;
    } catch (cause) {
      failure = new ProblemError(
        "STORE_UNAVAILABLE",
        `Cannot use the database \`${names.join("` and `")}\` at ${url}: ${(cause as Error).message}`,
        "Check the address, user and password given with `--clickhouse`, and that the user may create that database.",
        { cause },
      );
      if (isRefusal(cause)) throw failure;
      note(failure.message);
    } finally {
      await client.close();
    }
  }
  // One that is away may come back; all of them away is a mistake.
  if (failure !== undefined && reached === 0) throw failure;
}
