// Connections to ClickHouse, and what its errors mean to us.
import { randomUUID } from "node:crypto";
import { Agent } from "node:https";
import { Readable } from "node:stream";
import {
  type ClickHouseClient as HttpClient,
  ClickHouseError,
  ClickHouseLogLevel,
  type ClickHouseSettings,
  createClient,
  type ClickHouseClientConfigOptions,
} from "@clickhouse/client";

import { createRowAsker, type Question, type Server } from "./query/ask-rows.ts";

/** What is used of the client: the same for one server and for several that stand in for each other (`cluster/failover`). */
export interface ClickHouseClient extends Pick<
  HttpClient,
  "query" | "command" | "exec" | "insert" | "close"
> {
  /** Asks a question that changes nothing and gives all rows of the answer. */
  rows<Row>(question: Question): Promise<Row[]>;
}

/** What a server with certificates is reached by. */
export interface ClientTls {
  /** PEM of the authorities that are trusted. */
  readonly ca: Buffer;
  /** PEM of what the console shows of itself. */
  readonly own?: { readonly cert: Buffer; readonly key: Buffer } | undefined;
}

export interface Connection extends Server {
  readonly tls?: ClientTls | undefined;
}

export function connect(connection: Connection, maxConnections: number): ClickHouseClient {
  const client = createClient({
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
    ...(connection.tls === undefined ? {} : toTls(connection.tls, connection.password, maxConnections)),
  });
  // Over TLS the client knows more ways to say who one is.
  const asker = connection.tls === undefined ? createRowAsker(connection, maxConnections) : undefined;
  async function ask<Row>(question: Question): Promise<Row[]> {
    if (asker !== undefined) return asker.ask<Row>(question);
    const { query, query_params, clickhouse_settings, abort_signal } = question;
    const result = await client.query({
      query,
      format: "JSONEachRow",
      clickhouse_settings: { ...clickhouse_settings, wait_end_of_query: 1 },
      ...(query_params && { query_params: { ...query_params } }),
      ...(abort_signal && { abort_signal }),
    });
    return result.json<Row>();
  }
  return {
    rows: (question) => twice(() => ask(question), question.abort_signal),
    query: ((params) => twice(() => client.query(params), params.abort_signal)) as ClickHouseClient["query"],
    command: (params) => client.command(params),
    exec: (params) => client.exec(params),
    insert: (params) => client.insert(params),
    async close() {
      asker?.close();
      await client.close();
    },
  };
}

/** A server may end a connection at the very moment it is used again: what only reads is then asked once more, on a new one. */
async function twice<Result>(ask: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ECONNRESET" || signal?.aborted === true) throw error;
    return ask();
  }
}

/** Where a password is given the certificate is for the way alone: the client itself would have it stand for the user, which servers refuse then. */
function toTls(
  { ca, own }: ClientTls,
  password: string,
  maxSockets: number,
): Pick<ClickHouseClientConfigOptions, "tls"> | Pick<ClickHouseClientConfigOptions, "http_agent"> {
  if (own === undefined || password === "") return { tls: { ca_cert: ca, ...own } };
  return { http_agent: new Agent({ ca, ...own, keepAlive: true, maxSockets }) };
}

/** Runs a statement that returns nothing. */
export async function command(
  client: ClickHouseClient,
  query: string,
  params: Record<string, unknown> = {},
  settings: ClickHouseSettings = {},
): Promise<void> {
  await client.command({
    query,
    query_params: params,
    clickhouse_settings: { wait_end_of_query: 1, ...settings },
  });
}

/**
 * Runs a statement that may take minutes: the engine tells of its progress, or the connection would count as dead, and what is left
 * of it when it was dead all the same is known as one of this process.
 */
export async function longCommand(
  client: ClickHouseClient,
  query: string,
  params: Record<string, unknown>,
  settings: ClickHouseSettings,
): Promise<void> {
  await client.command({
    query,
    query_params: params,
    query_id: nextId(),
    clickhouse_settings: {
      wait_end_of_query: 1,
      send_progress_in_http_headers: 1,
      // all of them together have to fit into the headers of one answer
      http_headers_progress_interval_ms: "60000",
      ...settings,
    },
  });
}

/** Runs a query and returns its rows. */
export async function select<Row>(
  client: ClickHouseClient,
  query: string,
  params?: Record<string, unknown>,
  settings: ClickHouseSettings = {},
): Promise<Row[]> {
  return client.rows<Row>({ query, clickhouse_settings: settings, query_params: params });
}

/** What those servers answered that did answer: one that is away holds nothing up. @throws what a server refused. */
export async function amongReachable<Result>(
  nodes: readonly ClickHouseClient[],
  ask: (node: ClickHouseClient) => Promise<Result>,
): Promise<readonly Result[]> {
  const outcomes = await Promise.allSettled(nodes.map(ask));
  return outcomes.flatMap((one) => {
    if (one.status === "fulfilled") return [one.value];
    if (isRefusal(one.reason)) throw one.reason;
    return [];
  });
}

/** Whether the store refused (an answer came) instead of being away (none came). */
export function isRefusal(error: unknown): error is ClickHouseError {
  return error instanceof ClickHouseError;
}

/**
 * Inserts one Native block and resolves when it is stored.
 *
 * @param into the statement up to its format: `INSERT INTO t (a, b)`.
 * @param settings for this insert.
 */
export async function insertBlock(
  client: ClickHouseClient,
  into: string,
  chunks: Iterable<Uint8Array>,
  settings: ClickHouseSettings = {},
): Promise<void> {
  const { stream } = await client.exec({
    query: `${into} FORMAT Native`,
    query_id: nextId(),
    values: Readable.from(gathered(chunks), { objectMode: false }),
    clickhouse_settings: { ...insertSettings, ...settings },
  });
  // An insert answers nothing; text would be an error that came late.
  let answer = "";
  for await (const chunk of stream) answer += (chunk as Buffer).toString("utf8");
  if (answer.trim() !== "") throw new Error(`The insert was answered with: ${answer.slice(0, 1000)}`);
}

/** What the ids of all begin with that this process inserts: others may insert into the same store. */
export const insertsOfThisProcess: string = `telltale-${randomUUID()}-`;

let inserts = 0;

function nextId(): string {
  inserts += 1;
  return `${insertsOfThisProcess}${inserts}`;
}

const insertSettings = {
  async_insert: 0,
  wait_end_of_query: 1,
  insert_deduplicate: 0,
  max_partitions_per_insert_block: "0",
  max_execution_time: 60,
} as const;

/** Small pieces put together, so that each write to the socket is worth it. */
function* gathered(chunks: Iterable<Uint8Array>): Iterable<Buffer> {
  let small: Uint8Array[] = [];
  let bytes = 0;
  for (const chunk of chunks) {
    const isLarge = chunk.length >= 65_536;
    if (!isLarge) {
      small.push(chunk);
      bytes += chunk.length;
    }
    if (bytes > 0 && (isLarge || bytes >= 65_536)) {
      yield Buffer.concat(small);
      small = [];
      bytes = 0;
    }
    if (isLarge) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }
  if (bytes > 0) yield Buffer.concat(small);
}

/** Runs a query and returns its rows as `RowBinary`. */
export async function readBinary(
  client: ClickHouseClient,
  query: string,
  params: Record<string, unknown>,
): Promise<Buffer> {
  const { stream } = await client.exec({
    query: `${query} FORMAT RowBinary`,
    query_params: params,
    clickhouse_settings: { wait_end_of_query: 1 },
  });
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
