// The options of clients, read once into what runs per request.
import { wildcard } from "catalog/wildcard";
import { check } from "../../settings/check.ts";
import {
  type HttpClientOptions,
  httpClientSettings,
  type HttpTarget,
  type HttpTargets,
} from "../http-client-integration.ts";
import { type RecordedHeader, recordedHeaders } from "./header-name.ts";

/** Options of clients as they are used. What is undefined costs nothing. */
export interface ClientSettings {
  readonly ignores: ((target: HttpTarget) => boolean) | undefined;
  readonly propagates: ((target: HttpTarget) => boolean) | undefined;
  readonly template: HttpClientOptions["template"];
  readonly phases: boolean;
  readonly requestHeaders: readonly RecordedHeader[];
  readonly responseHeaders: readonly RecordedHeader[];
  readonly onRequest: HttpClientOptions["onRequest"];
  readonly onResponse: HttpClientOptions["onResponse"];
}

/**
 * Reads `options`, which are at `path` of what the caller gave.
 *
 * @throws {TelemetryError} `TT_OPTION` where one is wrong.
 */
export function resolveClient(options: HttpClientOptions = {}, path = "client"): ClientSettings {
  check(httpClientSettings, options, path);
  return {
    ignores: targetTest(options.ignore),
    propagates: targetTest(options.propagateTo),
    template: options.template,
    phases: options.phases === true,
    requestHeaders: recordedHeaders("http.request.header", options.requestHeaders),
    responseHeaders: recordedHeaders("http.response.header", options.responseHeaders),
    onRequest: options.onRequest,
    onResponse: options.onResponse,
  };
}

function targetTest(targets: HttpTargets | undefined): ClientSettings["ignores"] {
  if (targets === undefined) return undefined;
  const list = (Array.isArray(targets) ? targets : [targets]) as readonly (
    | string
    | ((target: HttpTarget) => boolean)
  )[];
  const tests = list.map((one) => (typeof one === "function" ? one : testOf(one.toLowerCase())));
  return (target) => tests.some((test) => test(target));
}

function testOf(pattern: string): (target: HttpTarget) => boolean {
  const matches = wildcard(pattern);
  if (pattern.includes("/"))
    return ({ scheme, host, port, path }) => {
      const at = `${scheme}://${host.includes(":") ? `[${host}]` : host}`;
      const isDefault = port === (scheme === "https" ? 443 : 80);
      return matches(`${at}:${port}${path}`) || (isDefault && matches(`${at}${path}`));
    };
  return ({ host, port }) => matches(host) || matches(`${host}:${port}`);
}
