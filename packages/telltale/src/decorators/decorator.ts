// One decorator for both kinds there are: the standard one of TC39, which gets a value and a context, and the legacy one of
// `experimentalDecorators`, which gets a target, a key and a descriptor.
import { reportMistake } from "../engine/diagnostics/diagnose.ts";
import { errorMessage } from "../engine/errors/error-form.ts";
import { isTelemetryError } from "../error.ts";
import type { Callable } from "./call.ts";
import { classSite, knownSite, memberName, nameOf, openSite, type OpenSite, type Site } from "./site.ts";
import { hasStandIn } from "./stand-in.ts";

/** Puts something around a function. May throw: the function then stays as it is. */
export type Around = (fn: Callable, site: Site) => Callable;

type Context = Pick<DecoratorContext, "kind" | "name"> & {
  readonly static?: boolean;
  addInitializer(initialize: (this: unknown) => void): void;
};

/**
 * A decorator that is used with options or without: `@traced` and `@traced({ … })`. What it is put on is wrapped by what `toAround` makes
 * of the options. What it cannot decorate stays as it is, and is reported once.
 */
export function createDecorator<Options, Decorator>(
  kind: string,
  toAround: (options: Options | undefined) => Around,
): Decorator {
  const decorator = (...args: unknown[]): unknown => {
    if (isApplied(args)) return decorate(kind, toAround(undefined), args);
    const around = toAround(args[0] as Options | undefined);
    return (...target: unknown[]) => decorate(kind, around, target);
  };
  return decorator as Decorator;
}

function isApplied(args: readonly unknown[]): boolean {
  return args.length > 1 || typeof args[0] === "function";
}

/** Decorates: returns what replaces the value, or undefined. */
function decorate(kind: string, around: Around, args: readonly unknown[]): unknown {
  const safe = guarded(kind, around);
  const [target, second, third] = args;
  if (isContext(second)) return decorateStandard(kind, safe, target, second);
  if (typeof third === "object" && third !== null)
    return decorateMember(kind, safe, target as object, second as string, third as PropertyDescriptor);
  if (typeof target === "function" && second === undefined && prototypeOf(target) !== undefined)
    return decorateClass(kind, safe, target as NewableFunction, undefined);
  misplaced(kind);
  return undefined;
}

/** The prototype of a class; undefined for a function that has none, or throws on access. */
function prototypeOf(target: object): object | undefined {
  try {
    const { prototype } = target as { readonly prototype?: unknown };
    return typeof prototype === "object" && prototype !== null ? prototype : undefined;
  } catch {
    return undefined;
  }
}

function misplaced(kind: string): void {
  reportMistake("decorator_misplaced", `${kind} decorates methods, accessors and classes`);
}

function isContext(value: unknown): value is Context {
  return typeof value === "object" && value !== null && "kind" in value && "addInitializer" in value;
}

/**
 * The form of a decorator for functions: `fn` with `around` put around it, named by itself, or like `options` where it has no name.
 * What is not a function is returned as it is, and reported once.
 */
export function aroundFunction<Fn>(kind: string, fn: Fn, options: unknown, around: Around): Fn {
  if (typeof fn !== "function") {
    reportMistake("decorator_misplaced", `${kind} takes a function`);
    return fn;
  }
  const site = knownSite("", nameOf(fn) || nameOf(options) || "anonymous");
  return guarded(kind, around)(fn as unknown as Callable, site) as Fn;
}

function guarded(kind: string, around: Around): Around {
  return (fn, site) => {
    try {
      return around(fn, site);
    } catch (error) {
      // a wrong name of a metric is reported as by `counter` and `timer`
      if (isTelemetryError(error)) throw error;
      reportMistake("decorator_failed", `${kind} of ${site.name}: ${errorMessage(error)}`);
      return fn;
    }
  };
}

function decorateStandard(kind: string, around: Around, value: unknown, context: Context): unknown {
  switch (context.kind) {
    case "class":
      return decorateClass(kind, around, value as NewableFunction, context.name as string | undefined);
    case "method":
      return occupied(around, value as Callable, context, "");
    case "getter":
      return occupied(around, value as Callable, context, "get ");
    case "setter":
      return occupied(around, value as Callable, context, "set ");
    case "accessor": {
      const { get, set } = value as { readonly get: Callable; readonly set: Callable };
      return {
        get: occupied(around, get, context, "get "),
        set: occupied(around, set, context, "set "),
      };
    }
    default:
      misplaced(kind);
      return undefined;
  }
}

function occupied(around: Around, fn: Callable, context: Context, prefix: string): Callable {
  const site: OpenSite = openSite(context.name as string | symbol, prefix);
  const standing = around(fn, site);
  site.occupy(standing);
  context.addInitializer(function met(this: unknown) {
    if (!site.settled) site.met(this, context.static === true);
  });
  return standing;
}

function decorateMember(
  kind: string,
  around: Around,
  target: object,
  key: string | symbol,
  descriptor: PropertyDescriptor,
): PropertyDescriptor {
  const owner = typeof target === "function" ? target : target.constructor;
  const site = (prefix: string): Site => knownSite(nameOf(owner), prefix + memberName(key));
  const { get, set } = descriptor;
  const value: unknown = descriptor.value;
  // in place too: code that composes decorators may ignore what one returns
  if (typeof value === "function") descriptor.value = around(value as Callable, site(""));
  // a field, as another compiler hands it over
  else if (get === undefined && set === undefined) misplaced(kind);
  if (get !== undefined) descriptor.get = around(get as Callable, site("get ")) as () => unknown;
  if (set !== undefined) descriptor.set = around(set as Callable, site("set "));
  return descriptor;
}

/** The own methods of the prototype, except those that have the same decorator already: the decorator of the method counts. */
function decorateClass(
  kind: string,
  around: Around,
  target: NewableFunction,
  name: string | undefined,
): undefined {
  const prototype = target.prototype as object;
  for (const key of Reflect.ownKeys(prototype)) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, key);
    const method: unknown = descriptor?.value;
    if (key === "constructor" || typeof method !== "function") continue;
    if (hasStandIn(kind, method as Callable)) continue;
    const value = around(method as Callable, classSite(name ?? nameOf(target), memberName(key)));
    try {
      Object.defineProperty(prototype, key, { ...descriptor, value });
    } catch (error) {
      reportMistake("decorator_failed", `${kind} of ${nameOf(target)}: ${errorMessage(error)}`);
    }
  }
}
