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
  // dear, and most callbacks that are bound take nothing
  if (fn.length > 0) Object.defineProperty(bound, "length", { value: fn.length, configurable: true });
  return bound as T;
}

type Listener = (this: unknown, ...args: unknown[]) => unknown;
type Add = (event: string | symbol, listener: Listener) => EventEmitter;

const adders = ["addListener", "on", "prependListener"] as const;
// the adder that puts the listener at the same end
const onceAdders = [
  ["once", "on"],
  ["prependOnceListener", "prependListener"],
] as const;
const boundEmitters = new WeakSet<EventEmitter>();

/** Listeners added to `emitter` from now on run in `context`; they can be removed by the original function. */
function bindEmitter<T extends EventEmitter>(context: Context, emitter: T): T {
  if (boundEmitters.has(emitter)) return emitter;
  boundEmitters.add(emitter);
  const target = emitter as unknown as Record<string, Add>;
  for (const [name, adder] of onceAdders) {
    const add = target[adder];
    const original = target[name];
    if (typeof add !== "function" || typeof original !== "function") continue;
    target[name] = function once(this: EventEmitter, event, listener) {
      // what is no function is answered by the emitter itself
      if (typeof listener !== "function") return original.call(this, event, listener);
      const bound = bindListener(context, listener, () => this.removeListener(event, bound));
      return add.call(this, event, bound);
    };
  }
  for (const name of adders) {
    const original = target[name];
    if (typeof original !== "function") continue;
    target[name] = function add(this: EventEmitter, event, listener) {
      const bound = typeof listener === "function" ? bindListener(context, listener) : listener;
      return original.call(this, event, bound);
    };
  }
  return emitter;
}

/** `listener` in `context`; `before` is called before it. Node finds a listener to remove by the property that leads to it. */
function bindListener(context: Context, listener: Listener, before?: () => void): Listener {
  function bound(this: unknown, ...args: unknown[]): unknown {
    before?.();
    return storage.run(context, () => listener.apply(this, args));
  }
  bound.listener = listener;
  return bound;
}
