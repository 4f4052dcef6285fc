// The two connections to ClickHouse, and what its errors mean to us.
import { type ClickHouseClient, ClickHouseError, ClickHouseLogLevel, createClient } from "@clickhouse/client";

export type { ClickHouseClient };

export interface Connection {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly database: string;
  /** Sent with every request. Empty where the user's profile has them already. */
  readonly settings: Readonly<Record<string, string | number>>;
}

export function connect(connection: Connection, maxConnections: number): ClickHouseClient {
  return createClient({
    url: connection.url,
    username: connection.username,
    password: connection.password,
    database: connection.database,
    clickhouse_settings: connection.settings,
    max_open_connections: maxConnections,
    request_timeout: 120_000,
    keep_alive: { enabled: true, idle_socket_ttl: 2500 },
    compression: { request: false, response: false },
    application: "telltale-console",
    log: { level: ClickHouseLogLevel.OFF },
  });
}

/** Runs a statement that returns nothing. */
export async function command(
  client: ClickHouseClient,
  query: string,
  params?: Record<string, unknown>,
): Promise<void> {
  await client.command({ query, ...(params === undefined ? {} : { query_params: params }) });
}

/** Runs a query and returns its rows. */
export async function select<Row>(
  client: ClickHouseClient,
  query: string,
  params?: Record<string, unknown>,
): Promise<Row[]> {
  const result = await client.query({
    query,
    format: "JSONEachRow",
    ...(params === undefined ? {} : { query_params: params }),
  });
  return result.json<Row>();
}

/** Whether the store refused (an answer came) instead of being away (none came). */
export function isRefusal(error: unknown): error is ClickHouseError {
  return error instanceof ClickHouseError;
}
