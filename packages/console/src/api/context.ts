// What every handler of the API gets, and what a route is.
import type { QueryName } from "../sql/queries.ts";

/** Values of a query's named parameters, as `@clickhouse/client` takes them. */
export type QueryParams = Readonly<Record<string, unknown>>;

/** The part of the store the API uses: named queries, read-only and bounded. */
export interface ApiQueries {
  run<Row>(
    name: QueryName,
    params: QueryParams,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<Row[]>;
}

export interface ApiContext {
  readonly queries: ApiQueries;
  /** The clock that relative times are counted from, Unix ms. */
  readonly nowMs: () => number;
  /** Aborted when the caller goes away; running queries are cancelled then. */
  readonly signal?: AbortSignal | undefined;
}

/** Parameters as they came: of the path and of the query together, several of a name as an array. */
export type RawParams = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface ApiRoute {
  readonly method: "GET";
  /** With `:name` for path parameters. */
  readonly path: string;
  /** Resolves to the body of a 200. @throws {ProblemError} for everything the caller can do something about. */
  readonly handler: (params: RawParams, context: ApiContext) => Promise<unknown>;
}

/** Runs a query for this request: cancelled with it. */
export function run<Row>(context: ApiContext, name: QueryName, params: QueryParams): Promise<Row[]> {
  return context.queries.run<Row>(name, params, { signal: context.signal });
}
