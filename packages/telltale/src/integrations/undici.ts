// undici 5 to 8 and the `fetch` of Node, which is undici inside: by their diagnostics channels.
import { exportsOf, wrapMethod } from "./patching/method.ts";
import { ownerOf, prototypeOf } from "./patching/class.ts";
import { activeScope, type Scope, storage } from "../engine/context/scope.ts";
import { readField } from "../calls/read-field.ts";
import { reportMistake } from "../engine/diagnostics/diagnose.ts";
import { errorMessage } from "../engine/errors/error-form.ts";
import { state } from "../engine/running/state.ts";
import { isTelemetryError } from "../error.ts";
import { resolveClient } from "./http/client-settings.ts";
import { clientEmits, type HttpClientOptions } from "./http-client-integration.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import { instrumentRequests } from "./undici/requests.ts";

export type { HttpClientOptions, HttpTarget, HttpTargets } from "./http-client-integration.ts";

/**
 * Has all requests of `fetch` and of every copy of undici in the process traced, with the context in their headers. Options that are given here
 * take precedence, also if `telltale/register` was first.
 *
 * A span ends with the answer's last byte; who stops reading earlier has not failed. From 400 on it is an error. Each redirect and each
 * retry is a span, counted in `http.request.resend_count`. With `library`, the copy of undici that is used, requests that wait in a pool
 * whose connections are bounded keep to their callers.
 *
 * @throws {TelemetryError} `TT_OPTION` where an option is wrong; only before `start()`. After it the mistake is counted, and nothing is done.
 *
 * @example
 * ```ts
 * import { instrumentUndici } from "telltale/undici";
 *
 * instrumentUndici({ propagateTo: ["*.internal", "localhost"], phases: true });
 * ```
 */
export function instrumentUndici(options?: HttpClientOptions, library?: object): void {
  try {
    instrumentRequests(resolveClient(options, ""), options !== undefined);
    keepCallers(library);
  } catch (error) {
    if (state.engine === undefined && isTelemetryError(error)) throw error;
    reportMistake("instrument_failed", errorMessage(error));
  }
}

/** undici for `telltale/register`; there is nothing to load for `fetch`. */
export const undici: LibraryIntegration<HttpClientOptions> = {
  name: "undici",
  modules: ["undici"],
  versions: [[5, 9]],
  atStart: true,
  instrument: (library, options) => {
    try {
      // what the application has said by itself stays
      instrumentRequests(resolveClient(options, ""), false);
      keepCallers(library);
    } catch (error) {
      reportMistake("instrument_failed", errorMessage(error));
    }
    return library;
  },
  emits: clientEmits(["connect", "sent", "first_byte"]),
};

// Pools of undici whose connections are bounded send a request that waits from the turn of another one. Whose it is stays known by its
// handler, which goes along from the first dispatcher to the last.
const callers = new WeakMap<object, Scope>();

/** Has the dispatchers of `library`, a copy of undici, send each request where it was asked for. Does nothing for anything else. Never throws. */
function keepCallers(library: unknown): void {
  for (const face of exportsOf(library)) {
    const pool = prototypeOf(readField(face, "Pool"));
    wrapMethod(
      ownerOf(pool, "dispatch"),
      "dispatch",
      (dispatch) =>
        function dispatching(this: unknown, ...args: unknown[]) {
          const handler = args[1];
          if (state.engine === undefined || typeof handler !== "object" || handler === null)
            return dispatch.apply(this, args);
          const active = activeScope();
          const caller = callers.get(handler);
          if (caller === undefined) callers.set(handler, active);
          if (caller === undefined || caller === active) return dispatch.apply(this, args);
          return storage.run(caller, () => dispatch.apply(this, args) as unknown);
        },
    );
  }
}
