// Servers that answer a `Request` with a `Response`, where no node:http is below: Hono and h3 on other runtimes, in workers, or called by hand. The
// span is over when the response is there; its body may still be on its way.
import type { TextMapGetter } from "@opentelemetry/api";
import { SpanKind } from "../../engine/api/enums.ts";
import { knownMethod } from "../../calls/http-method.ts";
import { readField } from "../../calls/read-field.ts";
import { types } from "../../engine/runtime/builtin.ts";
import { passingOn, throwingOn } from "../../engine/diagnostics/guard.ts";
import { report } from "../../engine/diagnostics/diagnose.ts";
import { activeScope, type Scope, storage } from "../../engine/context/scope.ts";
import { state } from "../../engine/running/state.ts";
import { Exchange, extractParent } from "./exchange.ts";
import { isIgnored } from "./incoming.ts";
import { serverSettings } from "./installed.ts";
import { readHost, readTarget, type RequestFacts } from "./request-facts.ts";
import type { ServerSettings } from "./server-settings.ts";

/** The part of a `Request` that is used. */
interface FetchRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { get(name: string): string | null };
}

/**
 * Runs `answer`, which is to answer `request`, in an exchange of its own and hands that over; inside of another server's exchange it only runs
 * it. What `answer` gives is given back.
 */
export function answerInside<T>(request: unknown, answer: (exchange: Exchange | undefined) => T): T {
  const exchange = begin(request);
  if (exchange === undefined) return answer(undefined);
  const answered = passingOn((response) => exchange.end({ status: statusOf(response), aborted: false }));
  const broken = throwingOn((error) => {
    exchange.handled(error);
    exchange.end({ status: undefined, aborted: false });
  });
  let result: T;
  try {
    result = storage.run(exchange.scope, answer, exchange);
  } catch (error) {
    return broken(error);
  }
  return (types.isPromise(result) ? result.then(answered, broken) : answered(result)) as T;
}

function statusOf(response: unknown): number | undefined {
  const status = readField(response, "status");
  return typeof status === "number" ? status : undefined;
}

function begin(given: unknown): Exchange | undefined {
  const { engine } = state;
  if (engine === undefined || isInsideServer()) return undefined;
  try {
    const request = given as FetchRequest;
    const facts = readFacts(request);
    const settings = serverSettings();
    if (isIgnored(settings, likeNode(request, facts))) return undefined;
    addHeaders(facts, request, settings);
    return new Exchange(engine, facts, extractParent(request, headersOfFetch), undefined);
  } catch (error) {
    report("http_server_failed", error);
    return undefined;
  }
}

/** Whether a request is being answered already: one application may be mounted in another. */
function isInsideServer(): boolean {
  for (let at: Scope | undefined = activeScope(); at !== undefined; at = at.outer) {
    const span = at.span as { readonly kind?: unknown; readonly ended?: unknown } | undefined;
    if (span?.kind === SpanKind.SERVER && span.ended !== true) return true;
  }
  return false;
}

function readFacts(request: FetchRequest): RequestFacts {
  const { path, query, host } = readTarget(request.url);
  const method = knownMethod(request.method);
  const scheme = request.url.startsWith("https:") ? "https" : "http";
  const server = readHost(host, scheme);
  const attributes: Record<string, unknown> = {
    "http.request.method": method,
    "url.scheme": scheme,
    "url.path": path,
    "url.query": query,
    "server.address": server?.address,
    "server.port": server?.port,
    "user_agent.original": request.headers.get("user-agent") ?? undefined,
  };
  if (method !== request.method) attributes["http.request.method_original"] = request.method;
  return { method, scheme, version: undefined, path, query, attributes };
}

function addHeaders({ attributes }: RequestFacts, { headers }: FetchRequest, settings: ServerSettings): void {
  for (const { header, attribute } of settings.requestHeaders) {
    const value = headers.get(header);
    if (value !== null) attributes[attribute] = [value];
  }
}

function likeNode(request: FetchRequest, { path, query }: RequestFacts): never {
  return {
    method: request.method,
    url: query === undefined ? path : `${path}?${query}`,
    get headers() {
      return Object.fromEntries(request.headers as unknown as Iterable<[string, string]>);
    },
  } as never;
}

const headersOfFetch: TextMapGetter<FetchRequest> = {
  get: ({ headers }, key) => headers.get(key) ?? undefined,
  keys: () => [],
};
