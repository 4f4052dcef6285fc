// Hono 4: the route of a request, and the errors that its handlers throw. On node:http the span is that one's; where Hono answers a `Request`
// without it, the span is made here.
import { readField } from "../calls/read-field.ts";
import { instrumentApplication, isApplication } from "./hono/application.ts";
import { httpServerEmits } from "./http-server-integration.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import { exportsOf, instrumenting, isFixed } from "./patching/method.ts";

/**
 * Has requests that Hono answers say their route and the error they failed with; where no node:http is below, as server spans of their own.
 *
 * Takes an application, before it has routes, and returns it. Given the library it returns one whose `Hono` makes such applications: what an
 * application needs is put on it when it is made, so the class that was imported stays as it is.
 *
 * @example
 * ```ts
 * import { Hono } from "hono";
 * import { instrumentHono } from "telltale/hono";
 *
 * const app = instrumentHono(new Hono());
 * app.get("/orders/:id", (c) => c.json({ id: c.req.param("id") }));
 * (await app.request("/orders/o1")).status; // => 200
 * ```
 */
export function instrumentHono<L>(library: L): L {
  return hono.instrument(library) as L;
}

const made: unique symbol = Symbol.for("telltale.hono.class") as never;

/** Hono for `telltale/register`. */
export const hono: LibraryIntegration = {
  name: "hono",
  modules: ["hono", "hono/quick", "hono/tiny"],
  versions: [[4, 5]],
  instrument(library) {
    let stand = library;
    instrumenting(library, () => {
      if (isApplication(library)) instrumentApplication(library);
      else stand = withClass(library);
    });
    return stand;
  },
  emits: httpServerEmits,
};

function withClass(library: unknown): unknown {
  const [face] = exportsOf(library);
  const original = readField(face, "Hono");
  if (face === undefined || typeof original !== "function" || made in original) return library;
  if (!isApplicationClass(original)) return library;
  const instrumented = new Proxy(original, {
    construct(target, args, newTarget) {
      const application = Reflect.construct(target, args, newTarget) as object;
      instrumenting(application, () => instrumentApplication(application));
      return application;
    },
    has: (target, key) => key === made || Reflect.has(target, key),
  });
  if (!isFixed(face, "Hono")) {
    Object.defineProperty(face, "Hono", {
      value: instrumented,
      enumerable: true,
      configurable: true,
      writable: true,
    });
    return library;
  }
  return { ...face, Hono: instrumented };
}

function isApplicationClass(original: object): boolean {
  try {
    return isApplication(new (original as new () => object)());
  } catch {
    return false;
  }
}
