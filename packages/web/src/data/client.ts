// The HTTP client of the console's API: typed routes in, contract types or an `ApiError` out.
import {
  type BodyOf,
  fillPath,
  pageHeader,
  pathOf,
  type PathParams,
  type Problem,
  type QueryOf as QueryOfRoute,
  type ResultOf as ResultOfRoute,
  type RouteName,
  splitRoute,
} from "contract";

import { stringifySearch } from "../lib/search-params.ts";
import { ApiError, unreachable } from "./api-error.ts";

/** Marks the requests of this page: `use-progress.ts` asks how far they are. */
export const pageId: string = randomId();

/** 32 random hex digits, also where the page is not served over https. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

/** Only the console's own pages can send this header; the console rejects bodies from a browser without it. */
const own = { "x-telltale-request": "1" } as const;
const json = { "content-type": "application/json" } as const;

/** Paths that respond to GET with JSON. Parameters are written `:name`, as in the contract. */
export type Endpoint = {
  [Name in RouteName]: Name extends `GET ${infer Path}`
    ? [ResultOfRoute<Name>] extends [never]
      ? never
      : Path
    : never;
}[RouteName];
type QueryOf<P extends Endpoint> = QueryOfRoute<`GET ${P}`>;
export type ResultOf<P extends Endpoint> = ResultOfRoute<`GET ${P}`>;
/** Endpoints that return pages with a cursor. */
export type PagedEndpoint = {
  [P in Endpoint]: ResultOf<P> extends { readonly nextCursor: string | null } ? P : never;
}[Endpoint];

/** The parameters of the path and the query of a request, both typed by the path. */
export type RequestOf<P extends Endpoint> = (unknown extends PathParams<P>
  ? { readonly params?: undefined }
  : { readonly params: PathParams<P> }) & {
  readonly query?: QueryOf<P> | undefined;
};

/**
 * Fetches `path` and returns its result, or that of the request that `requestAhead` has begun.
 *
 * Aborting `signal` also cancels the query in the store.
 *
 * @throws {ApiError} with the API's `Problem`, or `CONSOLE_UNREACHABLE` without a response.
 */
export async function request<P extends Endpoint>(
  path: P,
  { params, query }: RequestOf<P>,
  signal?: AbortSignal,
): Promise<ResultOf<P>> {
  const url = urlOf(path, params as Readonly<Record<string, string>> | undefined, query);
  const begun = ahead.get(url);
  ahead.delete(url);
  if (begun === undefined) return (await resultOf(url, signal)) as ResultOf<P>;
  if (signal?.aborted === true) begun.abort.abort(signal.reason);
  signal?.addEventListener("abort", () => begun.abort.abort(signal.reason));
  return (await begun.result) as ResultOf<P>;
}

/** By URL. */
const ahead = new Map<string, { readonly result: Promise<unknown>; readonly abort: AbortController }>();

/** Begins a request whose result the next `request` with the same arguments returns. */
export function requestAhead(path: Endpoint, input: object): void {
  const { params, query } = input as RequestOf<"/api/traces/:id">;
  const url = urlOf(path, params, query);
  const abort = new AbortController();
  const result = resultOf(url, abort.signal);
  // It is thrown to the caller of `request`.
  result.catch(() => undefined);
  ahead.set(url, { result, abort });
}

async function resultOf(url: string, signal?: AbortSignal): Promise<unknown> {
  const response = await ask(url, {
    headers: { accept: "application/json", [pageHeader]: pageId },
    ...(signal === undefined ? {} : { signal }),
  });
  return response.json();
}

/** Routes that change something, or whose request has a body. */
type Sent = Exclude<RouteName, `GET ${string}`>;

interface SentWith<Name extends Sent> {
  readonly params?: PathParams<Name>;
  readonly body?: BodyOf<Name>;
  /** The ETag of the version that the body replaces. */
  readonly ifMatch?: string;
  readonly accept?: string;
  readonly signal?: AbortSignal;
}

/**
 * Sends a change and returns its result.
 *
 * @throws {ApiError} with the API's `Problem`: 412 when another change was saved since `ifMatch` was read.
 */
export async function send<Name extends Sent>(
  name: Name,
  input: SentWith<Name>,
): Promise<ResultOfRoute<Name>> {
  return (await (await sendForResponse(name, input)).json()) as ResultOfRoute<Name>;
}

/** The same for responses that may be files. @throws {ApiError} with the API's `Problem`. */
export async function sendForResponse<Name extends Sent>(
  name: Name,
  { params, body, ifMatch, accept = "application/json", signal }: SentWith<Name>,
): Promise<Response> {
  return ask(pathOf(name, params), {
    method: splitRoute(name).method,
    headers: {
      ...own,
      [pageHeader]: pageId,
      accept,
      ...(body === undefined ? {} : json),
      ...(ifMatch === undefined ? {} : { "if-match": ifMatch }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Sends a file as it is. @throws {ApiError} with the API's `Problem`. */
export async function sendFile<Name extends "POST /api/import">(
  name: Name,
  file: Blob,
  query: QueryOfRoute<Name>,
  signal: AbortSignal,
): Promise<ResultOfRoute<Name>> {
  const { method, path } = splitRoute(name);
  const headers = { ...own, [pageHeader]: pageId, "content-type": "application/octet-stream" };
  const response = await ask(urlOf(path, undefined, query), { method, headers, body: file, signal });
  return (await response.json()) as ResultOfRoute<Name>;
}

/** Reads a file as text. @throws {ApiError} with the API's `Problem`. */
export async function requestText(url: string, signal?: AbortSignal): Promise<string> {
  const headers = { [pageHeader]: pageId };
  const response = await ask(url, { headers, ...(signal === undefined ? {} : { signal }) });
  return response.text();
}

/** Ends the session. @throws {ApiError} with the API's `Problem`. */
export async function endOwnSession(): Promise<void> {
  await ask("/logout", { method: "POST", headers: own });
}

/** The URL of an endpoint, for links that open the JSON itself. */
export function urlOf(
  path: string,
  params: Readonly<Record<string, string>> | undefined,
  query: object | undefined,
): string {
  return `${fillPath(path, params)}${stringifySearch((query ?? {}) as Readonly<Record<string, unknown>>)}`;
}

async function ask(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new ApiError(unreachable, { cause: error });
  }
  if (response.ok) return response;
  throw new ApiError(await problemOf(response), { retryAfterMs: retryAfterMs(response.headers) });
}

/** Of `Retry-After` only the seconds are read: the console sends no dates. */
function retryAfterMs(headers: Headers): number | undefined {
  const text = headers.get("retry-after") ?? "";
  return /^\d{1,4}$/.test(text) ? Number(text) * 1000 : undefined;
}

let leavesForLogin = false;

/** The way to the login takes less, also on a slow network. */
const longestLeaveMs = 20_000;

/**
 * The session has ended: the login form leads back here. A page asks for several things at once, and each answer would begin the way
 * anew, so only the first does, until the page is shown again by *Back*, or is still there because the user stayed with a draft.
 */
function goToLogin(): void {
  if (leavesForLogin) return;
  leavesForLogin = true;
  addEventListener("pageshow", ({ persisted }) => (leavesForLogin &&= !persisted));
  location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
  setTimeout(() => (leavesForLogin = false), longestLeaveMs);
}

async function problemOf(response: Response): Promise<Problem> {
  if (response.status === 401) goToLogin();
  const fallback: Problem = {
    status: response.status,
    code: "UNEXPECTED_ANSWER",
    message: `The console answered ${response.status} ${response.statusText}`.trim() + ".",
    fix: "Retry. If the error persists, check the console's log.",
  };
  try {
    const body = (await response.json()) as Partial<Problem>;
    return typeof body.message === "string" ? { ...fallback, ...body } : fallback;
  } catch {
    return fallback;
  }
}
