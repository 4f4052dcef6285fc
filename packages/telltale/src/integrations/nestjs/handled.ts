// Messages and calls that a handler of NestJS is at work on, by the context that the handler gets: what NestJS knows of them further in, the
// method that answers and what it throws, comes onto their span.
import type { Span } from "@opentelemetry/api";
import type { Failure } from "../../calls/outlasting.ts";
import { readField } from "../../calls/read-field.ts";
import { activeScope } from "../../engine/context/scope.ts";
import { dress, type Method, wrapMethod } from "../patching/method.ts";

/** One of them. */
export interface Handled {
  readonly span: Span | undefined;
  /** What the method threw, whatever a filter made of it. */
  thrown?: Failure;
  /** Called with that. */
  failed?(error: unknown): void;
}

// a transport of the application may have one context for all of its messages
const handled = new WeakMap<object, readonly Handled[]>();

/** Notes that a handler is at work on what has `context`, until what it returns is called. */
export function noteHandled(context: object, one: Handled): () => void {
  handled.set(context, [...(handled.get(context) ?? []), one]);
  return () => {
    const others = handled.get(context)?.filter((other) => other !== one) ?? [];
    handled.set(context, others);
  };
}

/** Whether this is inside of the work of a handler on what has `context`. */
export function isHandled(context: object): boolean {
  const { span } = activeScope();
  return handled.get(context)?.some((one) => one.span === span) === true;
}

/** Has what `microservice` makes handlers with name the method and record what it throws. Its classes are not exported. */
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
  const { span } = activeScope();
  for (const arg of args) {
    const all = typeof arg === "object" && arg !== null ? handled.get(arg) : undefined;
    if (all === undefined) continue;
    // what emits an error may do so elsewhere
    return all.find((one) => one.span === span) ?? (all.length === 1 ? all[0] : undefined);
  }
  return undefined;
}

/** `Class.method` of a method of `instance`. */
export function methodName(instance: unknown, method: unknown): string | undefined {
  const owner = readField(readField(instance, "constructor"), "name");
  const parts = [owner, method].filter((part) => typeof part === "string" && part !== "");
  return parts.length === 0 ? undefined : parts.join(".");
}
