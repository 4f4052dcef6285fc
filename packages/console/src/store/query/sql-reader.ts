// Queries that people write: with the limits of every query and some of their own. The answer includes what they cost.
import { ProblemError, type ProblemOptions } from "../../problem/problem.ts";
import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { type ClickHouseClient, type ClickHouseSettings, isRefusal } from "../client.ts";
import { withoutFormulas } from "./csv-formulas.ts";
import { priorities, type QueryParams, toStoreError } from "./query.ts";
import type { QueryLane, QueryPriority, QueryTurn } from "./queue.ts";
import { inOwnWords } from "./own-words.ts";
import { toParamTexts } from "./param-texts.ts";
import { queryTag } from "./progress.ts";

export interface SqlRequest {
  readonly text: string;
  readonly params: QueryParams;
  /** Most rows of the answer; `isTruncated` or `isFull` says that there may be more. */
  readonly maxRows: number;
  readonly signal?: AbortSignal | undefined;
  /** Default `sql`: a person wrote it. */
  readonly priority?: QueryPriority | undefined;
  /** Called when it has a slot. */
  readonly onSlot?: (() => void) | undefined;
  /** What is checked before it runs; absent for queries of the console itself. */
  readonly check?: SqlTreeCheck | undefined;
}

/** A check of the query tree that the engine makes (`EXPLAIN QUERY TREE`). The tree is not shown to anyone. */
interface SqlTreeCheck {
  /** The query to explain: the text itself, or the text behind its own EXPLAIN, at the same position. */
  readonly query: string;
  /** The same as the person wrote it, when the console changed it: mistakes of grammar are reported with positions in it. */
  readonly written?: string | undefined;
  /**
   * Called twice: with the query as it was parsed, before anything is evaluated, and then with all names resolved.
   *
   * @returns why it may not run.
   */
  readonly refusal: (tree: string) => string | undefined;
}

/** The cost of a query. */
interface SqlCost {
  readonly elapsedMs: number;
  readonly rowsRead: number;
  readonly bytesRead: number;
}

interface SqlTable extends SqlCost {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** 64-bit integers and decimals are text, as are `nan` and `inf`. */
  readonly rows: readonly (readonly unknown[])[];
  readonly isTruncated: boolean;
}

interface SqlFile extends SqlCost {
  /** Complete and without error: the store sends it only when the query has ended. */
  readonly body: Readable;
  /** It has as many rows as were asked for: there may be more. */
  readonly isFull: boolean;
}

export type SqlFileFormat = "CSVWithNames" | "JSONEachRow" | "Parquet";

/**
 * Runs queries that people wrote, as the user of its connection.
 *
 * Both throw {@link ProblemError}: `SQL_INVALID` when the store cannot make sense of it, `SQL_NOT_ALLOWED` when the reader may not, and
 * those of every query.
 */
export interface SqlReader {
  table(request: SqlRequest): Promise<SqlTable>;
  /** @param format one value a row, or names and then a line a row; in CSV nothing begins like a formula. */
  file(format: SqlFileFormat, request: SqlRequest): Promise<SqlFile>;
  /** Makes the checks of `request` without running it. Resolves to the names of its columns, as far as the engine says them. */
  columns(request: SqlRequest): Promise<readonly string[]>;
}

/** A table is held in memory, a file on the store's disk. */
const maxTableBytes = 32_000_000;
const maxFileBytes = 256_000_000;

/** People do not write queries with a larger tree. */
const maxTreeBytes = 4_000_000;

const whatIsAllowed = "Read from the tables of `/api/sql/schema`, with the functions that are listed there.";

/** What the writer of Parquet holds in memory; its own default is a million. */
const rowsOfParquetGroup = "20000";

const settings: ClickHouseSettings = {
  output_format_json_quote_decimals: 1,
  output_format_json_quote_denormals: 1,
  wait_end_of_query: 1,
};

/** The connection of a reader. */
interface ReaderConnection {
  readonly client: ClickHouseClient;
  readonly lane: QueryLane;
  /** Settings over those of every query. */
  readonly more: ClickHouseSettings;
}

/** How a query is answered. */
interface AnswerForm {
  readonly format: "JSONCompact" | SqlFileFormat;
  readonly maxRows: number;
  readonly maxBytes: number;
}

/** @param more settings of the connection, over those of every query. */
export function createSqlReader(
  client: ClickHouseClient,
  lane: QueryLane,
  more: ClickHouseSettings = {},
): SqlReader {
  const connection = { client, lane, more };
  return {
    async table(request) {
      const form = { format: "JSONCompact", maxRows: request.maxRows + 1, maxBytes: maxTableBytes } as const;
      const { stream, cost } = await ask(connection, request, form);
      const { meta, data } = JSON.parse(await text(stream)) as Compact;
      return {
        columns: meta,
        rows: data.slice(0, request.maxRows),
        isTruncated: data.length > request.maxRows,
        ...cost,
      };
    },
    async file(format, request) {
      const form = { format, maxRows: request.maxRows, maxBytes: maxFileBytes };
      const { stream, cost, rows } = await ask(connection, request, form);
      const body = format === "CSVWithNames" ? withoutFormulas(stream) : stream;
      return { body, isFull: rows >= request.maxRows, ...cost };
    },
    async columns(request) {
      return columnsOf(await inTurn(connection, request, async () => checkTree(connection, request)));
    },
  };
}

/** Checks the query and runs it, when it has a slot. */
async function ask(
  connection: ReaderConnection,
  request: SqlRequest,
  form: AnswerForm,
): Promise<QueryResult> {
  return inTurn(connection, request, async () => {
    await checkTree(connection, request);
    return send(connection, request, form);
  });
}

/** When there is a slot. What the store says becomes a problem. */
async function inTurn<Result>(
  { lane }: ReaderConnection,
  { text: query, params, signal, priority = "sql", onSlot }: SqlRequest,
  run: () => Promise<Result>,
): Promise<Result> {
  // The client writes the parameters itself: this throws when they are too large.
  toParamTexts(params);
  const begin = async (turn: QueryTurn): Promise<Result> => {
    onSlot?.();
    try {
      return await run();
    } catch (error) {
      throw error instanceof ProblemError ? error : explain(error, query, signal, turn);
    }
  };
  return lane.run(begin, { signal, priority });
}

/** Of the outermost query in a resolved tree, or of the first of a union: each is a line of a name and a type. */
function columnsOf(tree: string): readonly string[] {
  const [, columns = ""] = /^ *PROJECTION COLUMNS\n((?: +.+\n)+?) *PROJECTION\n/m.exec(tree) ?? [];
  return columns.split("\n").flatMap((line) => /^ *(.*?) [A-Z]\w*(?:\(.*\))?$/.exec(line)?.[1] ?? []);
}

/** The format is a setting: in the text it could become a word of the query. */
async function send(
  { client, more }: ReaderConnection,
  { text: query, params, signal, priority = "sql" }: SqlRequest,
  { format, maxRows, maxBytes }: AnswerForm,
): Promise<QueryResult> {
  const tag = queryTag();
  const { stream, response_headers } = await client.exec({
    query,
    query_id: tag === undefined ? undefined : tag + randomUUID(),
    query_params: { ...params },
    clickhouse_settings: {
      ...settings,
      ...priorities[priority],
      ...more,
      ...(format === "Parquet" ? { output_format_parquet_row_group_size: rowsOfParquetGroup } : {}),
      default_format: format,
      limit: String(maxRows),
      max_result_bytes: String(maxBytes),
    },
    ...(signal === undefined ? {} : { abort_signal: signal }),
  });
  return { stream: stream as Readable, ...costOf(response_headers) };
}

/** The tree with all names resolved; empty for a request without a check. */
async function checkTree(connection: ReaderConnection, request: SqlRequest): Promise<string> {
  if (request.check === undefined) return "";
  const { query, written = query, refusal } = request.check;
  let last = "";
  for (const [isResolved, passes, explainedText] of [
    [false, "run_passes = 0", written],
    ...(written === query ? [] : [[false, "run_passes = 0", query] as const]),
    [true, "passes = 1", query],
  ] as const) {
    const explained = explainTree(connection, request, `EXPLAIN QUERY TREE ${passes}\n${explainedText}`);
    const tree = await explained.catch((error: unknown) => {
      if (isResolved || request.signal?.aborted === true || !isRefusal(error)) throw error;
      throw grammarError(error) ?? error;
    });
    const reason = refusal(tree);
    if (reason !== undefined) throw new ProblemError("SQL_NOT_ALLOWED", `${reason}.`, whatIsAllowed);
    last = tree;
  }
  return last;
}

async function explainTree(
  { client, more }: ReaderConnection,
  { params, signal, priority = "sql" }: SqlRequest,
  query: string,
): Promise<string> {
  const { stream } = await client.exec({
    query,
    query_params: { ...params },
    clickhouse_settings: {
      wait_end_of_query: 1,
      ...priorities[priority],
      ...more,
      default_format: "TabSeparatedRaw",
      max_result_bytes: String(maxTreeBytes),
    },
    ...(signal === undefined ? {} : { abort_signal: signal }),
  });
  return text(stream as Readable);
}

interface QueryResult {
  readonly stream: Readable;
  readonly cost: SqlCost;
  /** Of the answer. */
  readonly rows: number;
}

interface Compact {
  readonly meta: SqlTable["columns"];
  readonly data: readonly (readonly unknown[])[];
}

function costOf(headers: Readonly<Record<string, unknown>>): {
  readonly cost: SqlCost;
  readonly rows: number;
} {
  const header = headers["x-clickhouse-summary"];
  const summary = JSON.parse(typeof header === "string" ? header : "{}") as Readonly<Record<string, string>>;
  const figure = (name: string): number => Number(summary[name] ?? 0);
  return {
    cost: {
      elapsedMs: figure("elapsed_ns") / 1e6,
      rowsRead: figure("read_rows"),
      bytesRead: figure("read_bytes"),
    },
    rows: figure("result_rows"),
  };
}

const denials: ReadonlySet<string> = new Set(["ACCESS_DENIED", "READONLY", "INTO_OUTFILE_NOT_ALLOWED"]);

/** Errors whose words the console itself wrote, without anything of the engine's. */
const plainErrors: ReadonlySet<string> = new Set(["QUERY_CANCELLED", "STORE_BUSY", "QUERY_TOO_BROAD"]);

const namesPart = /while reading (column|from part)|\.bin\b/;

/** What the engine says of a failure may hold what it read: only the caller's own words of it are shown. */
function explain(
  cause: unknown,
  query: string,
  signal: AbortSignal | undefined,
  turn: QueryTurn,
): ProblemError {
  const error = toStoreError("sql", cause, signal, turn);
  if (plainErrors.has(error.code)) return error;
  if (!isRefusal(cause))
    return new ProblemError(
      "STORE_UNAVAILABLE",
      "The store did not answer the query.",
      "Try again in a moment; see /readyz.",
      { cause },
    );
  // A value of the query that cannot be read is not damage: that names the part of the table.
  const isOfQuery =
    error.code === "QUERY_FAILED" || (error.code === "STORE_DAMAGED" && !namesPart.test(cause.message));
  if (!isOfQuery)
    return new ProblemError(error.code, "The store cannot read or write its files.", error.fix, { cause });
  if (denials.has(cause.type ?? "")) {
    return new ProblemError(
      "SQL_NOT_ALLOWED",
      `The store does not allow this: ${inOwnWords(cause.message, query)}`,
      "Read from the tables of `/api/sql/schema`.",
      { cause },
    );
  }
  const message = inOwnWords(cause.message, query);
  return new ProblemError("SQL_INVALID", message, "Correct the query.", { cause, place: placeIn(message) });
}

/** Where the engine saw a mistake. */
function placeIn(message: string): ProblemOptions["place"] {
  const [, line, column] = /\(line (\d+), col (\d+)\)/.exec(message) ?? [];
  return line === undefined ? undefined : { line: Number(line), column: Number(column) };
}

/**
 * A mistake of grammar, found before anything was evaluated, so that all of its words are those of the query. Its place is counted from
 * the line behind ours; its beginning is left out.
 */
function grammarError(cause: {
  readonly type?: string | undefined;
  readonly message: string;
}): ProblemError | undefined {
  if (cause.type !== "SYNTAX_ERROR") return undefined;
  const [, what, line, column, rest] =
    /^(.*?): failed at position \d+ (?:\(.*?\) )?\(line (\d+), col (\d+)\):?(.*)/s.exec(cause.message) ?? [];
  if (line === undefined) return undefined;
  const near = rest!
    .split(/\bExpected one of\b/)[0]!
    .replaceAll(/\s+/g, " ")
    .replace(/[.\s]+$/, "")
    .slice(0, 300);
  return new ProblemError(
    "SQL_INVALID",
    `${what} (line ${Number(line) - 1}, col ${column})${near === "" ? "" : `:${near}`}.`,
    "Correct the query.",
    {
      cause,
      place: { line: Number(line) - 1, column: Number(column) },
    },
  );
}
