// What a router of Hono has matched: handlers in the order they run, middleware among them. The route is that of the first that answers.

interface Route {
  readonly path: string;
  readonly method: string;
}

/** As routers give it: handlers with their routes, and where parameters are. */
export type MatchResult = readonly [
  readonly (readonly [readonly [handler: { readonly length: number }, route: Route], unknown])[],
  ...unknown[],
];

/** The pattern of what answers; undefined where only middleware was met. */
export function routeIn(result: MatchResult): string | undefined {
  for (const [[handler, route]] of result[0]) if (!isMiddleware(handler, route)) return route.path;
  return undefined;
}

/** `use` and `all` leave the same behind: what is met by many paths, or is given `next`, is taken for middleware. */
function isMiddleware(handler: { readonly length: number }, { method, path }: Route): boolean {
  return method === "ALL" && (path.includes("*") || handler.length > 1);
}
