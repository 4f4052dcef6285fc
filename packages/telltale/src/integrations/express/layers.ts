// The router of Express: a list of layers, each with a path, a route or a handler. Layers are tagged with their pattern when they are added; when a
// layer is entered, what is before it in the URL (`req.baseUrl`) is known by the pattern it has met.
import { state } from "../../engine/running/state.ts";
import { calledBack } from "../../engine/completion/called-back.ts";
import { activeScope, enterScope, storage } from "../../engine/context/scope.ts";
import type { IncomingMessage } from "node:http";
import { readField } from "../../calls/read-field.ts";
import { exchangeOf } from "../http/exchange.ts";
import { type Method, watchMethod, wrapMethod } from "../patching/method.ts";
import { enterLayer, enterRouter, prefixOf } from "./mounts.ts";
import { joinPaths, pathText } from "./path-text.ts";

/** The part of a layer that is used, and its tag. */
interface Layer {
  readonly name?: string;
  readonly handle?: unknown;
  readonly route?: { readonly path: unknown } | undefined;
  [tagKey]?: Tag;
}

/** Where a layer was added: its router, and the pattern of its path; empty where every path is met. */
interface Tag {
  readonly router: object;
  readonly pattern: string;
}

const tagKey: unique symbol = Symbol.for("telltale.express.layer") as never;
const outermost: unique symbol = Symbol.for("telltale.express.outermost") as never;

/** Has the routers of `express` tag their layers, and records errors without a handler. */
export function instrumentRouters(express: object): void {
  const owner = routerPrototype(express);
  if (owner === undefined) return;
  wrapMethod(owner, "use", (use) =>
    tagging(use, (args) => (startsWithPath(args[0]) ? pathText(args[0]) : "")),
  );
  wrapMethod(owner, "route", (route) => tagging(route, () => ""));
  wrapMethod(
    owner,
    "handle",
    (handle) =>
      function handleInside(this: object, request, response, done) {
        const exchange = exchangeOf(request);
        if (exchange === undefined) return handle.call(this, request, response, done);
        enterRouter(this, request);
        if (request[outermost] === true || typeof done !== "function")
          return handle.call(this, request, response, done);
        request[outermost] = true;
        const outOf = calledBack(done, ([error]) => {
          if (error) exchange.handled(error);
          // all have handed on
          else exchange.mounted = undefined;
          return undefined;
        });
        return handle.call(this, request, response, outOf);
      },
  );
}

function routerPrototype(express: object): object | undefined {
  const router = readField(express, "Router");
  const prototype = readField(router, "prototype");
  // Express 4 has the methods on the function itself
  return [prototype, router].find((one) => typeof readField(one, "handle") === "function") as
    | object
    | undefined;
}

function startsWithPath(first: unknown): boolean {
  const inner: unknown = Array.isArray(first) ? first.flat(Infinity)[0] : first;
  return inner !== undefined && typeof inner !== "function";
}

function tagging(add: Method, patternOf: (args: unknown[]) => string): Method {
  return function tagged(this: { readonly stack?: Layer[] }, ...args) {
    const before = this.stack?.length ?? 0;
    const result: unknown = add.apply(this, args);
    const added = this.stack?.slice(before) ?? [];
    if (added.length > 0) {
      const pattern = patternOf(args);
      const tag = { router: this, pattern: pattern === "/" ? "" : pattern };
      for (const layer of added) Object.defineProperty(layer, tagKey, { value: tag });
    }
    return result;
  };
}

/** Has the layers of `express` note themselves on the exchange of their request. */
export function instrumentLayers(express: object, middleware: boolean): void {
  const prototype = layerPrototype(express);
  if (prototype === undefined) return;
  for (const name of ["handle_request", "handleRequest"]) {
    if (middleware) wrapMethod(prototype, name, runningMiddleware);
    else watchMethod(prototype, name, enter);
  }
  for (const name of ["handle_error", "handleError"])
    watchMethod(prototype, name, (_layer, error, request) => exchangeOf(request)?.handled(error));
}

function runningMiddleware(handle: Method): Method {
  return function handleInside(this: Layer, request, response, next) {
    enter(this, request);
    if (!isMiddleware(this)) return handle.call(this, request, response, next);
    return runMiddleware(this.name ?? "", request, next, (inner) =>
      handle.call(this, request, response, inner),
    );
  };
}

/** The class of layers, which is not exported: read from a layer that is made for the purpose. */
function layerPrototype(express: object): object | undefined {
  const make = readField(express, "Router");
  if (typeof make !== "function" || routerPrototype(express) === undefined) return undefined;
  const router = (make as () => { use(fn: () => void): void; readonly stack: readonly object[] })();
  router.use(() => {});
  const [layer] = router.stack;
  return layer === undefined ? undefined : (Object.getPrototypeOf(layer) as object);
}

function enter(layer: Layer, request: IncomingMessage): void {
  const tag = layer[tagKey];
  const exchange = exchangeOf(request);
  if (exchange === undefined) return;
  const { route } = layer;
  if (route !== undefined) {
    const prefix = tag === undefined ? "" : prefixOf(tag.router, request);
    exchange.route = joinPaths(prefix, pathText(route.path));
  } else if (tag !== undefined) {
    // what is entered last is what answers, or all hand on
    exchange.mounted = mountOf(layer, enterLayer(tag, request));
  }
}

/** Where a layer without a route is mounted. One that is asked about every path answers for no path, except with a file. */
function mountOf({ name }: Layer, prefix: string): string | undefined {
  if (prefix !== "") return prefix;
  return name === "serveStatic" ? "/" : undefined;
}

// what Express puts on an application by itself
const own = new Set(["mounted_app", "expressInit", "query"]);

/** Whether what a layer holds is the application's own function, and not a router. */
function isMiddleware({ route, handle, name, [tagKey]: tag }: Layer): boolean {
  return (
    route === undefined &&
    tag !== undefined &&
    !own.has(name ?? "") &&
    readField(handle, "stack") === undefined
  );
}

// A middleware as a span, where that is asked for: it lasts until it hands on, or until the answer.
type Next = (error?: unknown) => unknown;

/** Runs `handle` in a span `middleware {name}`; what follows it runs outside again. */
function runMiddleware(
  name: string,
  request: IncomingMessage,
  next: Next,
  handle: (next: Next) => unknown,
): unknown {
  const { engine } = state;
  const exchange = exchangeOf(request);
  if (engine === undefined || exchange === undefined) return handle(next);
  const scope = activeScope();
  const attributes = { "code.function.name": name };
  const span = engine.tracer.start(`middleware ${name}`, { attributes }, scope.span, scope);
  // one that answers by itself never says that it is over
  (exchange.inner ??= []).push(span);
  return storage.run(enterScope(scope, span), () =>
    handle(
      calledBack(next, () => {
        span.close();
        return scope;
      }),
    ),
  );
}
