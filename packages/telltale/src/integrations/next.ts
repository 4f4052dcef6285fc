// Next.js, as it instruments itself: its spans are made through `@opentelemetry/api`, and the route they get goes on the server span of
// node:http, too. Nothing of its rendering is touched.
import { readField } from "../calls/read-field.ts";
import { activeExchange, followExchanges } from "./http/exchange.ts";
import { httpServerEmits } from "./http-server-integration.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import { facesOf, instrumenting, wrapMethod } from "./patching/method.ts";

/**
 * Has the server spans of requests that Next.js answers say their route. Takes what `next/dist/server/lib/trace/tracer` exports, and returns it.
 *
 * @example
 * ```ts
 * import { instrumentNext } from "telltale/next";
 *
 * const tracer = { setRootSpanAttribute: () => {} }; // await import("next/dist/server/lib/trace/tracer.js")
 * const library = { getTracer: () => tracer };
 * instrumentNext(library) === library; // => true
 * ```
 */
export function instrumentNext<L>(library: L): L {
  return next.instrument(library) as L;
}

/** Next.js for `telltale/register`. */
export const next: LibraryIntegration = {
  name: "next",
  modules: ["next/dist/server/lib/trace/tracer"],
  versions: [[13, 17]],
  instrument: (library) =>
    instrumenting(library, () => {
      for (const face of facesOf(library)) {
        const getTracer = readField(face, "getTracer");
        if (typeof getTracer !== "function") continue;
        const tracer: unknown = getTracer.call(face);
        const owner = typeof tracer === "object" && tracer !== null ? ownerOf(tracer) : undefined;
        if (owner !== undefined && wrapMethod(owner, "setRootSpanAttribute", telling)) followExchanges();
      }
    }),
  emits: httpServerEmits,
};

function ownerOf(tracer: object): object {
  return Object.hasOwn(tracer, "setRootSpanAttribute") ? tracer : (Object.getPrototypeOf(tracer) as object);
}

function telling(set: (...args: unknown[]) => unknown): (...args: unknown[]) => unknown {
  return function told(this: unknown, ...args) {
    const [key, value] = args;
    if (key === "next.route" && typeof value === "string") {
      const exchange = activeExchange();
      if (exchange !== undefined) exchange.route = value;
    }
    return set.apply(this, args);
  };
}
