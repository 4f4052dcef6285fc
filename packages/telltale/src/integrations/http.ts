// node:http and node:https. Servers and, where Node publishes early enough, clients are seen through diagnostics channels, whatever loads them; see
// http/server.ts and http/client.ts.
import { count, reportMistake } from "../engine/diagnostics/diagnose.ts";
import { errorMessage } from "../engine/errors/error-form.ts";
import { warnSetting } from "../engine/diagnostics/notice.ts";
import { state } from "../engine/running/state.ts";
import { isTelemetryError } from "../error.ts";
import { zeroCodeSettings } from "../settings/zero-code.ts";
import { instrumentClients } from "./http/client.ts";
import { resolveClient } from "./http/client-settings.ts";
import { instrumentServers } from "./http/server.ts";
import { resolveServer } from "./http/server-settings.ts";
import { clientEmits, type HttpClientOptions } from "./http-client-integration.ts";
import { httpServerEmits, type HttpServerOptions } from "./http-server-integration.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import { exportsOf } from "./patching/method.ts";

export type { BusinessRoute, BusinessRoutes, Expected } from "./http/business-route.ts";
export type { HttpClientOptions, HttpTarget, HttpTargets } from "./http-client-integration.ts";
export type { ClientAddressPolicy, HttpServerOptions, RequestIdOptions } from "./http-server-integration.ts";

/** What of node:http is recorded. */
export interface HttpOptions {
  /** `false` for no servers. */
  readonly server?: HttpServerOptions | false | undefined;
  /** `false` for no requests that are sent. `fetch` and undici are `telltale/undici`'s. */
  readonly client?: HttpClientOptions | false | undefined;
}

/**
 * Has every request that a server of node:http, node:https or node:http2 (its compatible form) answers recorded as a span with its metrics,
 * and its handlers run in that span, as the child of what the request's headers name. Returns the same module. Options that are given here take precedence,
 * also where `telltale/register` was first.
 *
 * Requests that are sent are spans too, with the context in their headers, those of libraries on top of node:http (axios, got) included.
 *
 * Frameworks add the route: instrument them too. The benchmarks say what it costs.
 *
 * @throws {TelemetryError} `TT_OPTION`, or `TT_RULE` for `routes`, where an option is wrong; only before `start()`. After it the mistake is
 *   counted, and that half is left as it is.
 *
 * @example
 * ```ts
 * import http from "node:http";
 * import { instrumentHttp } from "telltale/http";
 *
 * const routes = { "POST /orders": { transaction: "purchase", id: "response.body.id", amount: "response.body.total" } };
 * instrumentHttp(http, { server: { ignore: ["/health"], routes } }) === http; // => true
 * ```
 */
export function instrumentHttp<L>(library: L, options: HttpOptions = {}): L {
  const { server, client } = options;
  return instrument(library, options, { server: server !== undefined, client: client !== undefined });
}

function instrument<L>(
  library: L,
  options: HttpOptions,
  overrides: { readonly server: boolean; readonly client: boolean },
): L {
  const { server, client } = options;
  if (server !== false) setUp(() => instrumentServers(resolveServer(withRoutes(server)), overrides.server));
  if (client !== false)
    setUp(() => instrumentClients(exportsOf(library), resolveClient(client), overrides.client));
  return library;
}

/** node:http for `telltale/register`. */
export const http: LibraryIntegration<HttpOptions> = {
  name: "http",
  modules: ["node:http", "node:https"],
  // servers need no module, and may be in the process already
  atStart: true,
  instrument: (library, options) => {
    try {
      // what the application has said by itself stays
      return instrument(library, options ?? {}, { server: false, client: false });
    } catch (error) {
      reportMistake("instrument_failed", errorMessage(error));
      return library;
    }
  },
  emits: [
    ...httpServerEmits,
    ...clientEmits(
      ["dns", "connect", "tls", "sent", "first_byte"],
      [{ name: "network.protocol.version", when: "a response began" }],
    ),
  ],
};

/** A mistake is heard before the start, and counted after it (ADR 8). */
function setUp(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (state.engine === undefined && isTelemetryError(error)) throw error;
    reportMistake("instrument_failed", errorMessage(error));
  }
}

/** `TELLTALE_ROUTES` where the options say nothing; an invalid one is reported, and ignored. */
function withRoutes(options: HttpServerOptions = {}): HttpServerOptions {
  const { variable } = zeroCodeSettings.settings.routes;
  const text = process.env[variable];
  if (options.routes !== undefined || text === undefined || text.trim() === "") return options;
  try {
    // as JSON, which it is read from, too
    const routes = text as unknown as NonNullable<HttpServerOptions["routes"]>;
    resolveServer({ routes });
    return { ...options, routes };
  } catch (error) {
    count("routes_ignored", 1);
    warnSetting(`${variable}: ${errorMessage(error)}`);
    return options;
  }
}
