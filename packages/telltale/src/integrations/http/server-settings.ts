// The options of servers, read once: what runs per request is what is left of them.
import type { IncomingMessage } from "node:http";
import { TelemetryError } from "../../error.ts";
import { wildcards } from "../../engine/text/wildcard.ts";
import type { HttpServerOptions } from "../http-server-integration.ts";
import { readBusinessRoutes } from "./business-routes.ts";
import type { BusinessRules } from "./business-rule.ts";
import { type ClientPolicy, settleClientPolicy } from "./client-address.ts";

/** A header that is recorded: its name, and the attribute's. */
interface RecordedHeader {
  readonly header: string;
  readonly attribute: string;
}

/** Options of servers as they are used. What is undefined costs nothing. */
export interface ServerSettings {
  readonly ignores: ((request: IncomingMessage) => boolean) | undefined;
  readonly client: ClientPolicy;
  readonly requestHeaders: readonly RecordedHeader[];
  readonly responseHeaders: readonly RecordedHeader[];
  readonly sizes: boolean;
  readonly requestId: { readonly header: string; readonly take: boolean } | undefined;
  readonly serverTiming: boolean;
  readonly traceResponse: boolean;
  readonly onRequest: HttpServerOptions["onRequest"];
  readonly onResponse: HttpServerOptions["onResponse"];
  readonly business: BusinessRules | undefined;
}

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Reads `options`.
 *
 * @throws {TelemetryError} `TT_OPTION`, or `TT_RULE` for routes, where one is wrong.
 */
export function settleServer(options: HttpServerOptions = {}): ServerSettings {
  const { onRequest, onResponse, routes } = options;
  const traceHeaders = listOf(
    "traceHeaders",
    options.traceHeaders,
    isTraceHeader,
    "server-timing and traceresponse",
  );
  return {
    ignores: settleIgnore(options.ignore),
    client: settleClientPolicy(options.clientAddress),
    requestHeaders: settleHeaders("requestHeaders", "http.request.header", options.requestHeaders),
    responseHeaders: settleHeaders("responseHeaders", "http.response.header", options.responseHeaders),
    sizes: booleanOf("sizes", options.sizes),
    requestId: settleRequestId(options.requestId),
    serverTiming: traceHeaders.includes("server-timing"),
    traceResponse: traceHeaders.includes("traceresponse"),
    onRequest: functionOf("onRequest", onRequest),
    onResponse: functionOf("onResponse", onResponse),
    business: routes === undefined || routes === null ? undefined : readBusinessRoutes(routes),
  };
}

function settleIgnore(ignore: HttpServerOptions["ignore"]): ServerSettings["ignores"] {
  if (typeof ignore === "function") return ignore;
  const paths = listOf(
    "ignore",
    ignore,
    (one) => one.startsWith("/"),
    "paths such as /health and /assets/*, or a function",
  );
  if (paths.length === 0) return undefined;
  const isIgnored = wildcards(paths);
  return ({ url = "" }) => {
    const query = url.indexOf("?");
    return isIgnored(query === -1 ? url : url.slice(0, query));
  };
}

function settleHeaders(option: string, prefix: string, names: unknown): RecordedHeader[] {
  return listOf(option, names, (name) => headerName.test(name), "names of headers").map((name) => {
    const header = name.toLowerCase();
    return { header, attribute: `${prefix}.${header}` };
  });
}

function settleRequestId(given: HttpServerOptions["requestId"]): ServerSettings["requestId"] {
  if (given === undefined || given === false) return undefined;
  if (given !== true && (typeof given !== "object" || given === null))
    throw wrong("requestId", given, "true, or { header, take }");
  const { header = "x-request-id", take = true } = given === true ? {} : given;
  if (typeof header !== "string" || !headerName.test(header))
    throw wrong("requestId.header", header, "the name of a header");
  return { header: header.toLowerCase(), take: booleanOf("requestId.take", take) };
}

function isTraceHeader(name: string): boolean {
  return name === "server-timing" || name === "traceresponse";
}

function listOf(
  option: string,
  given: unknown,
  isOne: (text: string) => boolean,
  expected: string,
): string[] {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) throw wrong(option, given, `a list of ${expected}`);
  for (const one of given as readonly unknown[])
    if (typeof one !== "string" || !isOne(one)) throw wrong(option, one, `a list of ${expected}`);
  return given as string[];
}

function booleanOf(option: string, given: unknown): boolean {
  if (given === undefined || given === null) return false;
  if (typeof given !== "boolean") throw wrong(option, given, "true or false");
  return given;
}

function functionOf<F>(option: string, given: F): F {
  if (given !== undefined && typeof given !== "function") throw wrong(option, given, "a function");
  return given;
}

function wrong(option: string, given: unknown, expected: string): TelemetryError {
  const text = typeof given === "string" || typeof given === "number" ? String(given) : typeof given;
  return new TelemetryError(
    "TT_OPTION",
    `Cannot use \`${text}\` as \`${option}\` of HTTP servers: expected ${expected}.`,
  );
}
