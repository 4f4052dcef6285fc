// One Hono application. Its methods are its own, not its class's: `fetch` opens or finds the exchange, the router has the matched routes, and the
// handlers of errors get what was thrown. What it lists as its routes stays as it is.
import { readField } from "../../calls/read-field.ts";
import { type Exchange, exchangeOf, heard } from "../http/exchange.ts";
import { answerInside } from "../http/fetch-server.ts";
import { below } from "../http/mount-path.ts";
import { isWrapped, type Method, wrapMethod } from "../patching/method.ts";

interface Application {
  readonly fetch: Method;
  readonly router: { match(method: string, path: string): MatchResult };
  errorHandler: Method;
}

const routerKey: unique symbol = Symbol.for("telltale.hono.router") as never;

/** Whether `value` is an application of Hono. */
export function isApplication(value: unknown): value is object {
  return (
    typeof readField(value, "fetch") === "function" &&
    typeof readField(readField(value, "router"), "match") === "function" &&
    typeof readField(value, "onError") === "function"
  );
}

// matching is done before `fetch` returns: no other request comes in between
let current: Exchange | undefined;

/** Puts what is needed on `application`. */
export function instrumentApplication(application: object): void {
  const app = application as Application;
  instrumentRouter(app.router);
  wrapMethod(
    app,
    "onError",
    (onError) =>
      function onErrorHeard(this: unknown, handler: Method) {
        return onError.call(this, hearing(handler)) as unknown;
      },
  );
  wrapMethod(
    app,
    "fetch",
    (fetch) =>
      function fetched(this: unknown, ...args) {
        // the default one cannot be taken before: applications compare it when they are put together
        if (!isWrapped(app.errorHandler)) wrapMethod(app, "errorHandler", hearing);
        const onNode = exchangeOf(readField(args[1], "incoming"));
        if (onNode !== undefined)
          return matching(onNode, args[0], () => heard(onNode, () => fetch.apply(this, args) as unknown));
        return answerInside(args[0], (exchange) =>
          matching(exchange, args[0], () => fetch.apply(this, args)),
        );
      },
  );
}

const exchanges = new WeakMap<object, Exchange>();

function matching<T>(exchange: Exchange | undefined, request: object, run: () => T): T {
  const before = current;
  current = exchange ?? before;
  if (exchange !== undefined) exchanges.set(request, exchange);
  try {
    return run();
  } finally {
    current = before;
  }
}

function hearing(handler: Method): Method {
  if (isWrapped(handler)) return handler;
  return function errorHeard(this: unknown, error, context) {
    const request: unknown = readField(readField(context, "req"), "raw");
    const exchange = exchangeOf(readField(readField(context, "env"), "incoming"));
    (exchange ?? exchanges.get(request as object))?.handled(error);
    return handler.call(this, error, context) as unknown;
  };
}

/** Routers put another `match` in the place of the first when they have been asked once. */
function instrumentRouter(router: Application["router"]): void {
  if (routerKey in router) return;
  let { match } = router;
  Object.defineProperty(router, routerKey, { value: true });
  Object.defineProperty(router, "match", {
    configurable: true,
    enumerable: true,
    get: () => matched,
    set(next: typeof match) {
      match = next;
    },
  });
  function matched(this: unknown, method: string, path: string): MatchResult {
    const result = match.call(router, method, path);
    // of applications in each other the outermost says it
    if (current === undefined || current.route !== undefined) return result;
    const route = routeIn(result);
    if (route === undefined) return noteMounts(result, current);
    current.route = below(current.mounted, route);
    return result;
  }
}

// Requests of Hono that no route has met: what `use` and `mount` have put at a path answers them, or nothing does. The one that was asked last
// is the one that answers, unless it hands on.
/** `result` with handlers that note on `exchange` where they are mounted. */
function noteMounts([matched, ...rest]: MatchResult, exchange: Exchange): MatchResult {
  const outer = exchange.mounted;
  const note = ([[handler, route], parameters]: Matched): Matched => {
    const path = route.path.replace(/\/?\*$/, "");
    const mounted = path === "" ? outer : below(outer, path);
    return [[noteMount(handler, mounted, exchange), route], parameters];
  };
  return [matched.map(note), ...rest];
}

function noteMount(handler: Method, mounted: string | undefined, exchange: Exchange): Method {
  const outer = exchange.mounted;
  return function mountedAt(this: unknown, context, next: Method, ...rest) {
    exchange.mounted = mounted;
    const handOn = (): unknown => {
      exchange.mounted = outer;
      return next();
    };
    return handler.call(this, context, handOn, ...rest) as unknown;
  };
}

// What a router of Hono has matched: handlers in the order they run, middleware among them. The route is that of the first that answers.
/** What a handler was added with. */
interface Route {
  readonly path: string;
  readonly method: string;
}

/** A handler with its route, and where its parameters are. */
type Matched = readonly [readonly [handler: Method, route: Route], unknown];

/** As routers give it. */
type MatchResult = readonly [readonly Matched[], ...unknown[]];

/** The pattern of what answers; undefined where only middleware was met. */
function routeIn(result: MatchResult): string | undefined {
  for (const [[handler, route]] of result[0]) if (!isMiddleware(handler, route)) return route.path;
  return undefined;
}

/** `use` and `all` leave the same behind: what is met by many paths, or is given `next`, is taken for middleware. */
function isMiddleware(handler: { readonly length: number }, { method, path }: Route): boolean {
  return method === "ALL" && (path.includes("*") || handler.length > 1);
}
