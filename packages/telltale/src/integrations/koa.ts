// Koa 2 and 3, with @koa/router (or koa-router) and koa-mount: the route of a request, and the errors that reach the application. The span is node:http's.
import type { IncomingMessage } from "node:http";
import { readField } from "../calls/read-field.ts";
import { exchangeOf } from "./http/exchange.ts";
import { below } from "./http/mount-path.ts";
import { httpServerEmits } from "./http-server-integration.ts";
import { isMount, noteMount } from "./koa/mounts.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import { exportsOf, instrumenting, wrapEmit, wrapMethod } from "./patching/method.ts";

interface KoaContext {
  readonly req: IncomingMessage;
  /** Set by the router. */
  readonly _matchedRoute?: unknown;
}

/**
 * Has the server spans of requests that Koa answers say their route (by @koa/router, and the path of koa-mount) and the error they failed with.
 * Returns the same library. Call it before applications are put together: what was mounted before is seen without its path.
 *
 * An error that a middleware of yours answers is seen when it emits it, `ctx.app.emit("error", error, ctx)`, as Koa advises. Works on the span
 * of node:http: instrument that, too.
 *
 * @example
 * ```ts
 * import Koa from "koa";
 * import { instrumentKoa } from "telltale/koa";
 *
 * instrumentKoa(Koa) === Koa; // => true
 * ```
 */
export function instrumentKoa<L>(library: L): L {
  return koa.instrument(library) as L;
}

/** Koa for `telltale/register`. */
export const koa: LibraryIntegration = {
  name: "koa",
  modules: ["koa"],
  versions: [[2, 4]],
  instrument: (library) =>
    instrumenting(library, () => {
      for (const face of exportsOf(library)) instrumentApplication(readField(face, "prototype"));
    }),
  emits: httpServerEmits,
};

function instrumentApplication(prototype: unknown): void {
  if (typeof readField(prototype, "handleRequest") !== "function") return;
  wrapMethod(
    prototype,
    "handleRequest",
    (handle) =>
      function handleInside(this: unknown, context: KoaContext, ...rest) {
        const exchange = exchangeOf(context.req);
        if (exchange !== undefined) exchange.findRoute = () => routeOf(context, exchange.mounted);
        return handle.call(this, context, ...rest);
      },
  );
  wrapMethod(
    prototype,
    "use",
    (use) =>
      function usedInside(this: unknown, middleware, ...rest) {
        return use.call(this, isMount(middleware) ? noteMount(middleware) : middleware, ...rest);
      },
  );
  // all errors pass here, whether Koa or other code handles them
  wrapEmit(
    prototype,
    (emit) =>
      function emitHeard(this: unknown, event, ...rest) {
        if (event === "error") exchangeOf(readField(rest[1], "req"))?.handled(rest[0]);
        return emit.call(this, event, ...rest);
      },
  );
}

function routeOf({ _matchedRoute: route }: KoaContext, mounted: string | undefined): string | undefined {
  if (typeof route === "string") return below(mounted, route);
  return route instanceof RegExp ? String(route) : undefined;
}
