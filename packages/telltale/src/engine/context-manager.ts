// The ContextManager of `@opentelemetry/api` on the same AsyncLocalStorage that the library's own calls use.
import { EventEmitter } from "node:events";
import { type Context, type ContextManager, ROOT_CONTEXT } from "@opentelemetry/api";
import { storage } from "./scope.ts";

/** A context manager with the `attach` that API 1.10 knows and 1.9 does not ask for. */
export interface ScopeManager extends ContextManager {
  /**
   * Makes `context` active until the token is disposed of: what was active before is then active again, whatever was attached
   * since. Disposing twice does nothing. Before the first `await` of an async function it leaks into the caller: prefer `with`.
   */
  attach(context: Context): { dispose(): void };
}

/** The context manager over the library's own storage. */
export function createContextManager(): ScopeManager {
  const manager: ScopeManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with(context, fn, thisArg, ...args) {
      const call = fn as unknown as (...values: unknown[]) => never;
      if (thisArg === undefined || thisArg === null) return storage.run(context, call, ...args);
      return storage.run(context, () => call.apply(thisArg, args));
    },
    bind(context, target) {
      if (target instanceof EventEmitter) return bindEmitter(context, target);
      return typeof target === "function" ? bindFunction(context, target) : target;
    },
    enable: () => manager,
    disable() {
      storage.disable();
      return manager;
    },
    attach(context: Context) {
      const before = storage.getStore() ?? ROOT_CONTEXT;
      storage.enterWith(context);
      let attached = true;
      return {
        dispose() {
          if (attached) storage.enterWith(before);
          attached = false;
        },
      };
    },
  };
  return manager;
}

function bindFunction<T>(context: Context, target: T): T {
  const fn = target as (...args: unknown[]) => unknown;
  function bound(this: unknown, ...args: unknown[]): unknown {
    return storage.run(context, () => fn.apply(this, args));
  }
  Object.defineProperty(bound, "length", { value: fn.length, configurable: true });
  return bound as T;
}

const adders = ["addListener", "on", "once", "prependListener", "prependOnceListener"] as const;
const removers = ["removeListener", "off"] as const;

type Listener = (...args: unknown[]) => void;
type Add = (event: string | symbol, listener: Listener) => EventEmitter;

const boundEmitters = new WeakSet<EventEmitter>();

/** Listeners added to `emitter` from now on run in `context`; they can be removed by the original function. */
function bindEmitter<T extends EventEmitter>(context: Context, emitter: T): T {
  if (boundEmitters.has(emitter)) return emitter;
  boundEmitters.add(emitter);
  // weak: a listener that was taken off, and is used nowhere else, goes
  const bound = new WeakMap<Listener, Listener>();
  const target = emitter as unknown as Record<string, Add>;
  // `once` adds through `on` inside: a listener that is bound already must not be bound again
  const products = new WeakSet<Listener>();
  const isBound = (listener: Listener): boolean =>
    products.has(listener) || products.has((listener as { listener?: Listener }).listener as Listener);
  for (const name of adders) {
    const original = target[name];
    if (typeof original !== "function") continue;
    target[name] = function add(this: EventEmitter, event, listener) {
      // what is no function is answered by the emitter itself
      if (typeof listener !== "function" || isBound(listener)) return original.call(this, event, listener);
      let wrapped = bound.get(listener);
      if (wrapped === undefined) {
        wrapped = bindFunction(context, listener);
        // Node finds a listener to remove by this property too
        (wrapped as { listener?: Listener }).listener = listener;
        bound.set(listener, wrapped);
        products.add(wrapped);
      }
      return original.call(this, event, wrapped);
    };
  }
  for (const name of removers) {
    const original = target[name];
    if (typeof original !== "function") continue;
    target[name] = function remove(this: EventEmitter, event, listener) {
      return original.call(this, event, bound.get(listener) ?? listener);
    };
  }
  return emitter;
}
