// The wrapper of a decorated function: same name, length, prototype and own fields.
import type { Callable } from "./call.ts";

/** Which function wraps which, and which decorator made it. */
interface Origin {
  readonly fn: Callable;
  readonly kind: string;
}

const origins = new WeakMap<Callable, Origin>();

/** The part of `reflect-metadata` that is needed. Where it is not loaded there is nothing to keep. */
interface Metadata {
  getOwnMetadataKeys(target: object): unknown[];
  getOwnMetadata(key: unknown, target: object): unknown;
  defineMetadata(key: unknown, value: unknown, target: object): void;
}

/**
 * Makes `call` look like `fn`: name, length, kind (async, generator), own fields and what `reflect-metadata` knows of it.
 * Routes, guards and pipes that decorators below have put on `fn` are kept by that.
 */
export function standIn(kind: string, fn: Callable, call: Callable): Callable {
  origins.set(call, { fn, kind });
  try {
    // distinguishes `async` and generator functions from others
    Object.setPrototypeOf(call, Object.getPrototypeOf(fn) as object);
    Object.defineProperty(call, "prototype", {
      value: (fn as { readonly prototype?: unknown }).prototype,
      writable: true,
    });
    for (const key of Reflect.ownKeys(fn)) {
      if (key === "prototype" || key === "arguments" || key === "caller") continue;
      Object.defineProperty(call, key, Object.getOwnPropertyDescriptor(fn, key) as PropertyDescriptor);
    }
    copyMetadata(fn, call);
  } catch {
    // an exotic function that throws on access is called all the same
  }
  return call;
}

function copyMetadata(from: object, to: object): void {
  const metadata = Reflect as Partial<Metadata>;
  if (metadata.getOwnMetadataKeys === undefined || metadata.defineMetadata === undefined) return;
  for (const key of metadata.getOwnMetadataKeys(from))
    metadata.defineMetadata(key, metadata.getOwnMetadata?.(key, from), to);
}

/** The original function, before any wrapper of the library. */
export function originalOf(fn: Callable): Callable {
  let at = fn;
  for (let origin = origins.get(at); origin !== undefined; origin = origins.get(at)) at = origin.fn;
  return at;
}

/** Whether `fn` is `inner`, or wraps it. */
export function standsFor(fn: unknown, inner: Callable): boolean {
  let at = fn as Callable | undefined;
  while (typeof at === "function" && at !== inner) at = origins.get(at)?.fn;
  return at === inner;
}

/** Whether a wrapper of `kind` is around `fn` already. */
export function hasStandIn(kind: string, fn: Callable): boolean {
  for (let at = origins.get(fn); at !== undefined; at = origins.get(at.fn)) if (at.kind === kind) return true;
  return false;
}
