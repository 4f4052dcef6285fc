// The ContextManager of `@opentelemetry/api` on the same AsyncLocalStorage that the library's own calls use.
import { EventEmitter } from "node:events";
import { type Context, type ContextManager, ROOT_CONTEXT } from "@opentelemetry/api";
import { storage } from "./scope.ts";

/** A context manager with the `attach` that API 1.10 knows and 1.9 does not ask for. */
export interface ScopeManager extends ContextManager {
  attach(context: Context): { dispose(): void };
}

/** The context manager over the library's own storage. */
export function createContextManager(): ScopeManager {
  const manager: ScopeManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (context, fn, thisArg, ...args) =>
      storage.run(context, () => (fn as unknown as (...values: unknown[]) => never).apply(thisArg, args)),
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
      const before = storage.getStore();
      storage.enterWith(context);
      return { dispose: () => storage.enterWith(before ?? ROOT_CONTEXT) };
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
  const bound = new WeakMap<Listener, Listener>();
  const target = emitter as unknown as Record<string, Add>;
  // `once` adds through `on` inside: a listener that is bound already must not be bound again
  const products = new WeakSet<Listener>();
  for (const name of adders) {
    const original = (emitter as unknown as Record<string, Add>)[name] as Add;
    target[name] = function add(this: EventEmitter, event, listener) {
      if (
        products.has(listener) ||
        products.has((listener as { listener?: Listener }).listener as Listener)
      ) {
        return original.call(this, event, listener);
      }
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
    const original = (emitter as unknown as Record<string, Add>)[name] as Add;
    target[name] = function remove(this: EventEmitter, event, listener) {
      return original.call(this, event, bound.get(listener) ?? listener);
    };
  }
  return emitter;
}
