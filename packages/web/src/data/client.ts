// The only place that speaks HTTP with the console's API: typed paths in, contract types or an `ApiError` out.
import { type Problem, type SqlQuery, sqlPath } from "contract";

import { stringifySearch } from "../lib/search-params.ts";
import { ApiError, unreachable } from "./api-error.ts";
import type { Endpoint, ParamsOf, QueryOf, ResultOf } from "./endpoints.ts";

/** Only the console's own page can send this header: what has a body is not taken from a browser without it. */
const own = { "x-telltale-request": "1", "content-type": "application/json" } as const;

/** What a request needs beside its path: the path's parameters and the query, both typed by the path. */
export type RequestOf<P extends Endpoint> = (unknown extends ParamsOf<P>
  ? { readonly params?: undefined }
  : { readonly params: ParamsOf<P> }) & {
  readonly query?: QueryOf<P> | undefined;
};

/**
 * Reads `path` and answers its result.
 *
 * Aborted when `signal` is; the console then cancels the query in its store.
 *
 * @throws {ApiError} with the API's `Problem`, or `CONSOLE_UNREACHABLE` when there was no answer.
 */
export async function request<P extends Endpoint>(
  path: P,
  { params, query }: RequestOf<P>,
  signal?: AbortSignal,
): Promise<ResultOf<P>> {
  const url = urlOf(path, params as Readonly<Record<string, string>> | undefined, query);
  let response: Response;
  try {
    response = await fetch(url, {
      headers: { accept: "application/json" },
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new ApiError(unreachable, { cause: error });
  }
  if (!response.ok)
    throw new ApiError(await problemOf(response), { retryAfterMs: retryAfterMs(response.headers) });
  return (await response.json()) as ResultOf<P>;
}

/**
 * Saves `body` at `path`, on top of what has the tag `ifMatch`, and answers what stands there now.
 *
 * @throws {ApiError} with the API's `Problem`: 412 when somebody else has saved meanwhile.
 */
export async function save<P extends Endpoint>(path: P, body: object, ifMatch: string): Promise<ResultOf<P>> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: "PUT",
      headers: { ...own, accept: "application/json", "if-match": ifMatch },
      body: JSON.stringify(body),
    });
  } catch (error) {
    throw new ApiError(unreachable, { cause: error });
  }
  if (!response.ok) throw new ApiError(await problemOf(response));
  return (await response.json()) as ResultOf<P>;
}

/**
 * Asks `query` of the store and answers its result; as a file for `csv`.
 *
 * Aborted when `signal` is; the console then cancels the query.
 *
 * @throws {ApiError} with the API's `Problem`, which has the place of a mistake.
 */
export async function askSql(query: SqlQuery, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(sqlPath, {
      method: "POST",
      headers: { ...own, accept: "application/json, text/csv" },
      body: JSON.stringify(query),
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ApiError(unreachable, { cause: error });
  }
  if (!response.ok) throw new ApiError(await problemOf(response));
  return response;
}

/**
 * Sends what changes something and answers what came of it; undefined where the answer is empty.
 *
 * @throws {ApiError} with the API's `Problem`.
 */
export async function send(method: "POST" | "DELETE", path: string, body?: object): Promise<unknown> {
  const { "content-type": _json, ...bodiless } = own;
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: { ...(body === undefined ? bodiless : own), accept: "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    throw new ApiError(unreachable, { cause: error });
  }
  if (!response.ok) throw new ApiError(await problemOf(response));
  return response.status === 204 ? undefined : response.json();
}

/** The address of an endpoint, for links that open the JSON itself. */
export function urlOf(
  path: string,
  params: Readonly<Record<string, string>> | undefined,
  query: object | undefined,
): string {
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params?.[name] ?? ""));
  return `${filled}${stringifySearch((query ?? {}) as Readonly<Record<string, unknown>>)}`;
}

/** Of `Retry-After` only the seconds are read: the console sends no dates. */
function retryAfterMs(headers: Headers): number | undefined {
  const text = headers.get("retry-after") ?? "";
  return /^\d{1,4}$/.test(text) ? Number(text) * 1000 : undefined;
}

async function problemOf(response: Response): Promise<Problem> {
  // The session has ended: the form leads back here.
  if (response.status === 401)
    location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
  const fallback: Problem = {
    status: response.status,
    code: "UNEXPECTED_ANSWER",
    message: `The console answered ${response.status} ${response.statusText}`.trim() + ".",
    fix: "Try again; if it stays, look into the console's log.",
  };
  try {
    const body = (await response.json()) as Partial<Problem>;
    return typeof body.message === "string" ? { ...fallback, ...body } : fallback;
  } catch {
    return fallback;
  }
}
