// Messages and calls that a handler of NestJS is at work on, by the context that the handler gets: what NestJS knows of them further in, the
// method that answers and what it throws, comes onto their span.
import type { Span } from "@opentelemetry/api";
import { readField } from "../../calls/read-field.ts";
import { activeScope } from "../../engine/context/scope.ts";
import { dress, type Method, wrapMethod } from "../patching/method.ts";

/** One of them. */
export interface Handled {
  readonly span: Span | undefined;
  /** What the method threw, whatever a filter made of it. */
  thrown?: { readonly error: unknown };
  /** Called with that. */
  failed?(error: unknown): void;
}

const handled = new WeakMap<object, Handled>();

/** Notes that a handler is at work on what has `context`. */
export function noteHandled(context: object, one: Handled): void {
  handled.set(context, one);
}

/** Whether this is inside of the work of a handler on what has `context`. */
export function isHandled(context: object): boolean {
  const one = handled.get(context);
  // a transport of the application may have one context for all of its messages
  return one !== undefined && one.span === activeScope().span;
}

/** Has what `microservice` makes handlers with name the method and tell what it throws. Its classes are not exported. */
export function instrumentMakers(microservice: unknown): void {
  const controller = readField(readField(microservice, "microservicesModule"), "listenersController");
  const maker = readField(controller, "contextCreator");
  const proxy = readField(maker, "rpcProxy");
  if (typeof readField(maker, "create") === "function")
    wrapMethod(Object.getPrototypeOf(maker), "create", naming);
  if (typeof readField(proxy, "handleError") === "function")
    wrapMethod(Object.getPrototypeOf(proxy), "handleError", noting);
}

/** `create(instance, callback, moduleKey, methodName, …)`. */
function naming(create: Method): Method {
  return function created(this: unknown, ...args) {
    const handler: unknown = create.apply(this, args);
    if (typeof handler !== "function") return handler;
    const name = methodName(args[0], args[3]);
    if (name === undefined) return handler;
    const named: Method = function (this: unknown, ...given) {
      find(given)?.span?.setAttribute("code.function.name", name);
      return handler.apply(this, given) as unknown;
    };
    dress(named, handler);
    return named;
  };
}

/** `handleError(exceptionsHandler, args, error, …)`. */
function noting(handleError: Method): Method {
  return function noted(this: unknown, exceptions, args, error, ...rest) {
    const one = Array.isArray(args) ? find(args) : undefined;
    if (one !== undefined) {
      one.thrown ??= { error };
      one.failed?.(error);
    }
    return handleError.call(this, exceptions, args, error, ...rest);
  };
}

function find(args: readonly unknown[]): Handled | undefined {
  for (const arg of args) {
    const one = typeof arg === "object" && arg !== null ? handled.get(arg) : undefined;
    if (one !== undefined) return one;
  }
  return undefined;
}

/** `Class.method` of a method of `instance`. */
export function methodName(instance: unknown, method: unknown): string | undefined {
  const owner = readField(readField(instance, "constructor"), "name");
  const parts = [owner, method].filter((part) => typeof part === "string" && part !== "");
  return parts.length === 0 ? undefined : parts.join(".");
}
