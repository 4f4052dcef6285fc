// What a router of Hono has matched: handlers in the order they run, middleware among them. The route is that of the first that answers.
import type { Method } from "../patching/method.ts";

/** What a handler was added with. */
export interface Route {
  readonly path: string;
  readonly method: string;
}

/** A handler with its route, and where its parameters are. */
export type Matched = readonly [readonly [handler: Method, route: Route], unknown];

/** As routers give it. */
export type MatchResult = readonly [readonly Matched[], ...unknown[]];

/** The pattern of what answers; undefined where only middleware was met. */
export function routeIn(result: MatchResult): string | undefined {
  for (const [[handler, route]] of result[0]) if (!isMiddleware(handler, route)) return route.path;
  return undefined;
}

/** `use` and `all` leave the same behind: what is met by many paths, or is given `next`, is taken for middleware. */
function isMiddleware(handler: { readonly length: number }, { method, path }: Route): boolean {
  return method === "ALL" && (path.includes("*") || handler.length > 1);
}
