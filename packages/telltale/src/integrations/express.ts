// Express 4 and 5: the route of a request, through mounted routers and applications, and the errors that its handlers hand on. The span is node:http's.
// Its layers are patched although newer routers have a channel: that channel makes an object of every layer of every request (ADR 22).
import { instrumentLayers, instrumentRouters } from "./express/layers.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import { exportsOf, instrumenting } from "./patching/method.ts";
import { httpServerEmits } from "./http-server-integration.ts";

/** What of Express is recorded. */
export interface ExpressOptions {
  /** Whether each middleware is a span of its own; off by default, for it costs as much as all else together. */
  readonly middleware?: boolean | undefined;
}

/**
 * Has the server spans of requests that Express answers say their route and the error they failed with. Returns the same library. Call it before
 * routers are made; those made before are seen without the path they are mounted at.
 *
 * Works on the span of node:http: instrument that, too.
 *
 * @example
 * ```ts
 * import express from "express";
 * import { instrumentExpress } from "telltale/express";
 *
 * instrumentExpress(express) === express; // => true
 * ```
 */
export function instrumentExpress<L>(library: L, options: ExpressOptions = {}): L {
  return express.instrument(library, options) as L;
}

/** Express for `telltale/register`. */
export const express: LibraryIntegration<ExpressOptions> = {
  name: "express",
  modules: ["express"],
  versions: [[4, 6]],
  instrument: (library, options = {}) =>
    instrumenting(library, () => {
      for (const face of exportsOf(library)) {
        instrumentRouters(face);
        instrumentLayers(face, options.middleware === true);
      }
    }),
  emits: [
    ...httpServerEmits,
    {
      kind: "span",
      name: "middleware {name}",
      form: "internal",
      description: "A middleware, where `middleware` is asked for.",
      attributes: [{ name: "code.function.name" }],
    },
  ],
};
