// Queries that people write: under the bounds of every query and some of their own, with what they cost beside the answer.
import type { Readable } from "node:stream";
import type { ClickHouseSettings } from "@clickhouse/client";
import { type ClickHouseClient, isRefusal } from "./client.ts";
import { type QueryParams, toStoreError } from "./query.ts";
import type { QueryLane } from "./query-queue.ts";
import { StoreError } from "./store-error.ts";

export interface SqlRequest {
  readonly text: string;
  readonly params: QueryParams;
  /** No row more comes; that there would be more is told. */
  readonly maxRows: number;
  readonly signal?: AbortSignal | undefined;
}

/** What reading cost. */
export interface SqlCost {
  readonly elapsedMs: number;
  readonly rowsRead: number;
  readonly bytesRead: number;
}

export interface SqlTable extends SqlCost {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** 64-bit integers and decimals are text, as are `nan` and `inf`. */
  readonly rows: readonly (readonly unknown[])[];
  readonly isTruncated: boolean;
}

export interface SqlFile extends SqlCost {
  /** Whole and without error: the store holds it back until the query has ended. */
  readonly body: Readable;
  /** Has as many rows as were asked for: there may be more. */
  readonly isFull: boolean;
}

export type SqlFileFormat = "CSVWithNames" | "JSONEachRow";

/**
 * Runs what a person wrote, as the reader whose connection it has.
 *
 * Both throw {@link StoreError}: `query_text` when the store cannot make sense of it, `query_denied` when the reader may not, and
 * those of every query.
 */
export interface SqlReader {
  table(request: SqlRequest): Promise<SqlTable>;
  /** @param format one value a row, or names and then a line a row. */
  file(format: SqlFileFormat, request: SqlRequest): Promise<SqlFile>;
}

/** An answer is held in memory as a table, and on disk as a file. */
const maxBytes = { table: 32_000_000, file: 256_000_000 } as const;

const exact: ClickHouseSettings = {
  output_format_json_quote_decimals: 1,
  output_format_json_quote_denormals: 1,
};

export function createSqlReader(client: ClickHouseClient, lane: QueryLane): SqlReader {
  async function ask<Result>(
    { signal }: SqlRequest,
    run: (signal: { abort_signal?: AbortSignal }) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await lane.run(() => run(signal === undefined ? {} : { abort_signal: signal }), { signal });
    } catch (error) {
      throw error instanceof StoreError ? error : explain(error, signal);
    }
  }

  return {
    table: (request) =>
      ask(request, async (signal) => {
        const result = await client.query({
          query: request.text,
          query_params: { ...request.params },
          format: "JSONCompact",
          clickhouse_settings: settingsOf(request.maxRows + 1, maxBytes.table),
          ...signal,
        });
        const { meta = [], data } = await result.json<unknown[]>();
        return {
          columns: meta,
          rows: data.slice(0, request.maxRows),
          isTruncated: data.length > request.maxRows,
          ...costOf(result.response_headers).cost,
        };
      }),
    file: (format, request) =>
      ask(request, async (signal) => {
        const { stream, response_headers } = await client.exec({
          query: `${request.text}\nFORMAT ${format}`,
          query_params: { ...request.params },
          clickhouse_settings: settingsOf(request.maxRows, maxBytes.file),
          ...signal,
        });
        const { cost, rows } = costOf(response_headers);
        return { body: stream as Readable, isFull: rows >= request.maxRows, ...cost };
      }),
  };
}

function settingsOf(limit: number, bytes: number): ClickHouseSettings {
  return {
    ...exact,
    limit: String(limit),
    max_result_bytes: String(bytes),
    wait_end_of_query: 1,
  };
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

function explain(cause: unknown, signal: AbortSignal | undefined): StoreError {
  const error = toStoreError("sql", cause, signal);
  if (error.code !== "query" || !isRefusal(cause)) return error;
  if (denials.has(cause.type ?? "")) {
    return new StoreError(
      "query_denied",
      `The store does not allow this: ${readable(cause.message)}`,
      "Read from the tables of `/api/sql/schema`.",
      cause,
    );
  }
  return new StoreError("query_text", readable(cause.message), "Correct the query.", cause);
}

/** Without what the console has put behind the query, and without lists of everything the grammar knows. */
function readable(message: string): string {
  const first = message
    .split(/\bExpected one of\b|\bStack trace\b/)[0]!
    .replaceAll(/\s+/g, " ")
    .trim();
  const shown = first.length > 600 ? `${first.slice(0, 600)}…` : first;
  return shown.replace(/[.\s]+$/, "") + ".";
}
