// The options of servers, read once into what runs per request.
import type { IncomingMessage } from "node:http";
import { wildcards } from "catalog/wildcard";
import { check } from "../../settings/check.ts";
import { type HttpServerOptions, httpServerSettings } from "../http-server-integration.ts";
import { readBusinessRoutes } from "./business-routes.ts";
import type { BusinessRules } from "./business-rule.ts";
import { type ClientPolicy, resolveClientPolicy } from "./client-address.ts";
import { type RecordedHeader, recordedHeaders } from "./header-name.ts";

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

/**
 * Reads `options`.
 *
 * @throws {TelemetryError} `TT_OPTION`, or `TT_RULE` for routes, where one is wrong.
 */
export function resolveServer(options: HttpServerOptions = {}): ServerSettings {
  check(httpServerSettings, options, "server");
  const { onRequest, onResponse, routes, traceHeaders = [] } = options;
  return {
    ignores: ignoreTest(options.ignore),
    client: resolveClientPolicy(options.clientAddress),
    requestHeaders: recordedHeaders("http.request.header", options.requestHeaders),
    responseHeaders: recordedHeaders("http.response.header", options.responseHeaders),
    sizes: options.sizes === true,
    requestId: requestIdOf(options.requestId),
    serverTiming: traceHeaders.includes("server-timing"),
    traceResponse: traceHeaders.includes("traceresponse"),
    onRequest,
    onResponse,
    business: routes === undefined ? undefined : readBusinessRoutes(routes),
  };
}

function ignoreTest(ignore: HttpServerOptions["ignore"]): ServerSettings["ignores"] {
  if (typeof ignore === "function") return ignore;
  if (ignore === undefined || ignore.length === 0) return undefined;
  const isIgnored = wildcards(ignore);
  return ({ url = "" }) => {
    const query = url.indexOf("?");
    return isIgnored(query === -1 ? url : url.slice(0, query));
  };
}

function requestIdOf(given: HttpServerOptions["requestId"]): ServerSettings["requestId"] {
  if (given === undefined || given === false) return undefined;
  const { header = "x-request-id", take = true } = given === true ? {} : given;
  return { header: header.toLowerCase(), take };
}
