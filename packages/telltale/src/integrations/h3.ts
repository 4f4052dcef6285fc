// h3 version 2: the route of a request, and what its handlers throw. On node:http the span is that one's; where h3 answers a
// `Request` without it, the span is made here.
import { readField, readTextField } from "../calls/read-field.ts";
import { type Exchange, exchangeOf, heard } from "./http/exchange.ts";
import { answerInside } from "./http/fetch-server.ts";
import { httpServerEmits } from "./http-server-integration.ts";
import type { LibraryIntegration, LibraryPlugin } from "./library-integration.ts";
import { exportsOf, instrumenting, type Method, wrapMethod } from "./patching/method.ts";

export { instrumentNitro, instrumentNuxt, type NitroApplication, type NuxtApplication } from "./h3/nitro.ts";

// The libraries whose builds have h3 inside, and the plugins that report what happens there.
const onServer = { call: "instrumentNitro", file: "server/plugins/telltale.ts" };

/** Of Nitro, which answers requests, and of Nuxt, whose server is one and which renders pages. */
const plugins: readonly LibraryPlugin[] = [
  { library: "nitropack", versions: [[2, 3]], ...onServer },
  { library: "nitro", versions: [[3, 4]], call: "instrumentNitro", file: "plugins/telltale.ts" },
  { library: "nuxt", versions: [[3, 5]], ...onServer },
  { library: "nuxt", versions: [[3, 4]], call: "instrumentNuxt", file: "plugins/telltale.server.ts" },
  { library: "nuxt", versions: [[4, 5]], call: "instrumentNuxt", file: "app/plugins/telltale.server.ts" },
];

/**
 * Has requests that h3 answers say their route and the error they failed with; where no node:http is below, as server spans of their own.
 * Returns the same library. Call it before applications are made.
 *
 * @example
 * ```ts
 * import * as h3 from "h3";
 * import { instrumentH3 } from "telltale/h3";
 *
 * instrumentH3(h3) === h3; // => true
 * ```
 */
export function instrumentH3<L>(library: L): L {
  return h3.instrument(library) as L;
}

/** h3 for `telltale/register`. */
export const h3: LibraryIntegration = {
  name: "h3",
  modules: ["h3"],
  versions: [[2, 3]],
  plugins,
  instrument: (library) =>
    instrumenting(library, () => {
      for (const face of exportsOf(library)) {
        const prototype = readField(readField(face, "H3Core") ?? readField(face, "H3"), "prototype");
        wrapMethod(prototype, "~request", requesting);
        wrapMethod(prototype, "handler", handling);
      }
    }),
  emits: httpServerEmits,
};

const exchanges = new WeakMap<object, Exchange>();

function requesting(request: Method): Method {
  return function requested(this: unknown, ...args) {
    const [given] = args as [object];
    if (onNode(given) !== undefined) return request.apply(this, args);
    return answerInside(given, (exchange) => {
      if (exchange !== undefined) exchanges.set(given, exchange);
      return request.apply(this, args);
    });
  };
}

function handling(handle: Method): Method {
  return function handled(this: { "~findRoute"?: (event: unknown) => unknown }, event: unknown) {
    const given = readField(event, "req");
    const exchange = onNode(given) ?? exchanges.get(given as object);
    if (exchange === undefined) return handle.call(this, event);
    // of applications in each other the outermost says it: what they pass to their events, the inner one would say
    exchange.route ??= routeOf(this["~findRoute"]?.(event));
    return heard(exchange, () => handle.call(this, event));
  };
}

function routeOf(match: unknown): string | undefined {
  return readTextField(readField(match, "data"), ["route"]);
}

function onNode(request: unknown): Exchange | undefined {
  return exchangeOf(readField(readField(readField(request, "runtime"), "node"), "req"));
}
