// The options of clients, read once: what runs per request is what is left of them.
import { wildcard } from "../../engine/text/wildcard.ts";
import { TelemetryError } from "../../error.ts";
import type { HttpClientOptions, HttpTarget, HttpTargets } from "../http-client-integration.ts";

/** A header that is recorded: its name, and the attribute's. */
export interface WantedHeader {
  readonly header: string;
  readonly attribute: string;
}

/** Options of clients as they are used. What is undefined costs nothing. */
export interface ClientSettings {
  readonly ignores: ((target: HttpTarget) => boolean) | undefined;
  readonly propagates: ((target: HttpTarget) => boolean) | undefined;
  readonly template: HttpClientOptions["template"];
  readonly phases: boolean;
  readonly requestHeaders: readonly WantedHeader[];
  readonly responseHeaders: readonly WantedHeader[];
  readonly onRequest: HttpClientOptions["onRequest"];
  readonly onResponse: HttpClientOptions["onResponse"];
}

/**
 * Reads `options`.
 *
 * @throws {TelemetryError} `TT_OPTION` where one is wrong.
 */
export function settleClient(options: HttpClientOptions = {}): ClientSettings {
  if (typeof options !== "object" || options === null) throw wrong("client", options, "an object of options");
  const { phases } = options;
  if (phases !== undefined && typeof phases !== "boolean") throw wrong("phases", phases, "true or false");
  return {
    ignores: settleTargets("ignore", options.ignore),
    propagates: settleTargets("propagateTo", options.propagateTo),
    template: settleFunction("template", options.template),
    phases: phases === true,
    requestHeaders: settleHeaders("requestHeaders", "http.request.header", options.requestHeaders),
    responseHeaders: settleHeaders("responseHeaders", "http.response.header", options.responseHeaders),
    onRequest: settleFunction("onRequest", options.onRequest),
    onResponse: settleFunction("onResponse", options.onResponse),
  };
}

function settleTargets(option: string, given: HttpTargets | undefined): ClientSettings["ignores"] {
  if (given === undefined || given === null) return undefined;
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  const tests = list.map((one) => {
    if (typeof one === "function") return one as (target: HttpTarget) => boolean;
    if (typeof one !== "string" || one === "")
      throw wrong(option, one, "hosts such as api.example and *.internal, URLs, or functions");
    return testOf(one.toLowerCase());
  });
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

function settleHeaders(option: string, prefix: string, names: unknown): WantedHeader[] {
  if (names === undefined || names === null) return [];
  if (!Array.isArray(names)) throw wrong(option, names, "a list of names of headers");
  return names.map((name: unknown) => {
    if (typeof name !== "string" || !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      throw wrong(option, name, "a list of names of headers");
    return { header: name.toLowerCase(), attribute: `${prefix}.${name.toLowerCase()}` };
  });
}

function settleFunction<F>(option: string, given: F): F {
  if (given !== undefined && typeof given !== "function") throw wrong(option, given, "a function");
  return given;
}

function wrong(option: string, given: unknown, expected: string): TelemetryError {
  const text = typeof given === "string" || typeof given === "number" ? String(given) : typeof given;
  return new TelemetryError(
    "TT_OPTION",
    `Cannot use \`${text}\` as \`${option}\` of HTTP clients: expected ${expected}.`,
  );
}
