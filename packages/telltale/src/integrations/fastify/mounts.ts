// What `use(path, handler)` of @fastify/middie and @fastify/express has put at a path: it answers before Fastify looks for a route.
import type { IncomingMessage } from "node:http";
import { exchangeOf } from "../http/exchange.ts";
import { below } from "../http/mount-path.ts";
import { type Method, wrapMethod } from "../patching/method.ts";

/** Has the handlers that plugins of `instance` will mount say where they are mounted. */
export function noteMounts(instance: object): void {
  wrapMethod(
    instance,
    "decorate",
    (decorate) =>
      function decorated(this: unknown, name, value, ...rest) {
        const isUse = name === "use" && typeof value === "function";
        return decorate.call(this, name, isUse ? mounting(value as Method) : value, ...rest) as unknown;
      },
  );
}

function mounting(use: Method): Method {
  return function used(this: { readonly prefix?: string }, path, handler, ...rest) {
    const text = pathText(path);
    if (text === undefined) return use.call(this, path, handler, ...rest) as unknown;
    const mounted = below(this.prefix === "" ? undefined : this.prefix, text);
    const note = (one: unknown): unknown =>
      typeof one === "function" ? noteMount(one as Method, mounted) : one;
    const noted: unknown = Array.isArray(handler) ? handler.map(note) : note(handler);
    return use.call(this, path, noted, ...rest) as unknown;
  };
}

function noteMount(handler: Method, mounted: string): Method {
  return function mountedAt(this: unknown, request: IncomingMessage, response, next: Method, ...rest) {
    const exchange = exchangeOf(request);
    if (exchange === undefined) return handler.call(this, request, response, next, ...rest) as unknown;
    const outer = exchange.mounted;
    exchange.mounted = mounted;
    const handOn = (error?: unknown): unknown => {
      if (!error) exchange.mounted = outer;
      return next(error);
    };
    return handler.call(this, request, response, handOn, ...rest) as unknown;
  };
}

function pathText(path: unknown): string | undefined {
  if (typeof path === "string") return path === "/" ? undefined : path;
  if (Array.isArray(path) && path.every((one) => typeof one === "string")) return path.join(",");
  return undefined;
}
