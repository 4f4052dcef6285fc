// Statements for ClickHouse, and what its errors mean.
import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { setImmediate as nextTurn } from "node:timers/promises";
import { AnswerTooLarge, readRows } from "./answer-rows.ts";
import { ClickHouseError, parseError } from "./clickhouse-error.ts";
import {
  type ClickHouseSettings,
  type ClientTls,
  createTransport,
  type Server,
  type Statement,
  type Transport,
} from "./transport.ts";

export type { ClickHouseSettings, ClientTls, Server };

/** A query that changes nothing. */
export interface Question extends Omit<Statement, "values" | "query_id"> {
  /** The beginning of its id. Each attempt has an id of its own. */
  readonly tag?: string | undefined;
  /** The answer is read up to here; absent: whatever it has. */
  readonly maxBytes?: number | undefined;
}

/** Rows to insert. */
interface Insert {
  readonly table: string;
  readonly values: readonly object[];
  readonly clickhouse_settings?: ClickHouseSettings;
}

/** One server, or several that stand in for each other (`cluster/failover.ts`). */
export interface ClickHouseClient {
  /** Returns all rows. Asked once more when a reused connection was just closed. @throws {AnswerTooLarge} */
  rows<Row>(question: Question): Promise<Row[]>;
  /** Runs a statement that returns nothing. */
  command(statement: Statement): Promise<void>;
  /** Runs a statement whose answer the caller reads. */
  exec(statement: Statement): Promise<{
    readonly stream: Readable;
    readonly response_headers: IncomingHttpHeaders;
  }>;
  insert(insert: Insert): Promise<void>;
  close(): Promise<void>;
}

/** Keeps up to `maxConnections` connections to the server. */
export function connect(server: Server, maxConnections: number): ClickHouseClient {
  const transport = createTransport(server, maxConnections);
  return {
    rows: (question) => twice(() => askRows(transport, question), question.abort_signal),
    command: async (statement) => drain(await sendOnce(transport, statement)),
    async exec(statement) {
      const answer = await sendOnce(transport, statement);
      return { stream: answer, response_headers: answer.headers };
    },
    async insert({ table, values, clickhouse_settings }) {
      const lines = values.map((row) => `${JSON.stringify(row)}\n`).join("");
      const query = `INSERT INTO ${table} FORMAT JSONEachRow`;
      await drain(await sendOnce(transport, { query, values: lines, clickhouse_settings }));
    },
    close: async () => transport.close(),
  };
}

async function askRows<Row>(
  transport: Transport,
  { tag, maxBytes = Number.POSITIVE_INFINITY, ...question }: Question,
): Promise<Row[]> {
  // A text that is not a query cannot have a format, and the server refuses it.
  const query = `${question.query.trimEnd().replace(/;$/, "")}\nFORMAT JSONEachRow`;
  const clickhouse_settings = { ...question.clickhouse_settings, ...wholeAnswer };
  const query_id = tag === undefined ? undefined : tag + randomUUID();
  return readRows(await transport.send({ ...question, query, query_id, clickhouse_settings }), maxBytes);
}

/**
 * The server holds the answer back until the query has ended: in memory up to `buffer_size` bytes, not in a file, and written by the
 * thread of the query. Starting two threads for that, and making a file, took half of the time of a small query.
 */
const wholeAnswer = {
  wait_end_of_query: 1,
  buffer_size: "1048576",
  output_format_parallel_formatting: 0,
} as const;

/** Sends a statement that is not repeated: a connection that the server has just closed is noticed before it is used. */
async function sendOnce(transport: Transport, statement: Statement): Promise<IncomingMessage> {
  await nextTurn();
  return transport.send(statement);
}

/** Reads an answer that says nothing, so that its connection can be used again. */
async function drain(answer: IncomingMessage): Promise<void> {
  for await (const chunk of answer) void chunk;
}

/** A server may close a connection at the moment it is used again: a query is then sent once more, on a new one. */
async function twice<Result>(ask: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ECONNRESET" || signal?.aborted === true) throw error;
    return ask();
  }
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
 * Runs a statement that may take minutes. The engine sends its progress, or the connection would time out; a statement whose
 * connection was lost is found by its id, as one of this process.
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
      // All of them must fit into the headers of one answer.
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

/**
 * Runs a query and returns its rows as lines of JSON, while they arrive.
 *
 * @throws {ClickHouseError} also after the first rows: the server then sends its error in place of the next row.
 */
export async function* streamRows(client: ClickHouseClient, question: Question): AsyncGenerator<string> {
  const { stream } = await client.exec({
    ...question,
    clickhouse_settings: {
      ...question.clickhouse_settings,
      default_format: "JSONEachRow",
    },
  });
  let failure = "";
  for await (const line of splitLines(stream)) {
    if (failure === "" && line.startsWith("{")) yield line;
    else failure += `${line}\n`;
  }
  if (failure !== "") throw parseError(failure);
}

async function* splitLines(stream: Readable): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of stream.setEncoding("utf8")) {
    const lines = (rest + (chunk as string)).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/** The results of the servers that answer; a server that does not answer is left out. @throws the error of a server that refused. */
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

/** Whether the store answered, though not with rows: another server would answer the same. */
export function isAnswer(error: unknown): boolean {
  return isRefusal(error) || error instanceof AnswerTooLarge;
}

/** Whether the store answered with an error; otherwise no answer came. */
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
  // The answer of an insert is empty; a text is an error that came late.
  const answer = await text(stream);
  if (answer.trim() !== "") throw new Error(`The insert was answered with: ${answer.slice(0, 1000)}`);
}

/** Prefix of the ids of all inserts of this process: others may insert into the same store. */
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

/** Joins small pieces, so that the socket gets few large writes. */
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
  return buffer(stream);
}
