// What every handler of the API gets, and what a route is.
import type { Access } from "contract";
import type { Principal } from "../auth/principal.ts";
import { ProblemError } from "../problem/problem.ts";
import type { QueryName } from "../sql/query-name.ts";
import type { AlertRecords } from "../store/alert-records.ts";
import type { Documents } from "../store/documents.ts";
import type { NoteStore } from "../store/notes.ts";
import type { SourceMapStore } from "../store/source-maps.ts";
import type { QueryPriority } from "../store/query/queue.ts";
import type { SqlReader } from "../store/query/sql-reader.ts";

/** Values of a query's named parameters. */
export type QueryParams = Readonly<Record<string, unknown>>;

/** The part of the store the API uses: named queries, read-only and bounded. */
export interface ApiQueries {
  run<Row>(
    name: QueryName,
    params: QueryParams,
    options?: {
      readonly signal?: AbortSignal | undefined;
      readonly priority?: QueryPriority;
      /** Sees all that was stored before, though replicas lag. */
      readonly isLatest?: boolean;
      /** Hears the text that is sent, and its parameters. */
      readonly onText?: ((name: string, text: string, params: QueryParams) => void) | undefined;
    },
  ): Promise<Row[]>;
}

/** What a request carries besides its parameters. */
interface ApiRequest {
  /** Read as JSON. */
  readonly body: unknown;
  readonly ifMatch: string | undefined;
}

/** What the caller may see: the data of a tenant. */
export interface ApiView {
  readonly queries: ApiQueries;
  /** For queries that people write. */
  readonly sql?: SqlReader | undefined;
  /** Documents that people saved. */
  readonly documents?: Documents | undefined;
  /** Writes notes of people. */
  readonly notes?: NoteStore | undefined;
  /** Writes source maps that people uploaded. */
  readonly sourceMaps?: SourceMapStore | undefined;
  /** What the evaluation of alert rules keeps. */
  readonly alertRecords?: AlertRecords | undefined;
}

/** `refused`: the query is not allowed; `failed`: it was allowed, and something else went wrong. */
export type SqlOutcome = "allowed" | "refused" | "failed";

/** The caller. */
interface ApiCaller {
  readonly principal: Principal;
  readonly address: string;
  /** May see totals of all tenants: the caller runs the console, or there are no tenants. */
  readonly seesAll: boolean;
}

export interface ApiContext extends ApiView {
  readonly caller?: ApiCaller | undefined;
  /** Writes a query of the caller to the audit log; absent: no audit log. */
  readonly noteSql?: ((outcome: SqlOutcome, text: string, durationMs: number) => void) | undefined;
  /** Only of requests that change something. */
  readonly request?: ApiRequest | undefined;
  /** The clock that relative times are counted from, Unix ms. */
  readonly nowMs: () => number;
  /** Of the queries; default `interactive`. */
  readonly priority?: QueryPriority | undefined;
  /** Aborted when the caller disconnects; running queries are cancelled then. */
  readonly signal?: AbortSignal | undefined;
}

/** Parameters as received, those of the path and of the query together; a repeated parameter is an array. */
export type RawParams = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface ApiRoute {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** With `:name` for path parameters. */
  readonly path: string;
  /** What the caller needs; absent: `read` for a GET, else `admin`. */
  readonly access?: Access | undefined;
  /** Whether the answer may have more than 8 MB, and is sent in pieces. */
  readonly isLong?: boolean | undefined;
  /** Whether the handler itself writes the audit log; else the path of every request that needs more than `read` is written. */
  readonly audited?: boolean;
  /** Written to the audit log although it only reads, because it exports much data. */
  readonly noted?: boolean;
  /** Resolves to the body of a 200. @throws {ProblemError} for every error that the caller can fix. */
  readonly handler: (params: RawParams, context: ApiContext) => Promise<unknown>;
}

/**
 * Runs a query for this request: cancelled with it.
 *
 * @throws {ProblemError} 422 `QUERY_TOO_BROAD` when it reaches a limit of time, memory or rows, 503 `STORE_UNAVAILABLE` when the store does not answer.
 */
export async function run<Row>(context: ApiContext, name: QueryName, params: QueryParams): Promise<Row[]> {
  const { signal, priority } = context;
  return context.queries.run<Row>(name, params, { signal, ...(priority === undefined ? {} : { priority }) });
}

/** Whether a query needed more than it may: the rest of an answer does without it. A busy store is asked again. */
export const failsAlone = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && error.bound !== undefined;

/** Whether a query was refused because its range has more rows than one may read. */
export function isTooManyRows(error: unknown): boolean {
  return error instanceof ProblemError && error.bound === "rows";
}
