// The ContextManager of `@opentelemetry/api` on the same AsyncLocalStorage that the library's own calls use.
import { EventEmitter } from "node:events";
import type { Context, ContextManager } from "@opentelemetry/api";
import { ROOT_CONTEXT } from "../api/context.ts";
import type { ApiCopy } from "../api/registered.ts";
import { ambient, storage } from "./scope.ts";

/** A context manager with the `attach` that API 1.10 knows and 1.9 does not ask for. */
export interface ScopeManager extends ContextManager {
  /**
   * Makes `context` active until the token is disposed of: what was active before is then active again, whatever was attached
   * since. Disposing twice does nothing. Before the first `await` of an async function it leaks into the caller: prefer `with`.
   */
  attach(context: Context): { dispose(): void };
}

// programs compare what is active with the root of their copy of the API
let root = ROOT_CONTEXT;

/** Has the context managers give the root of the first of `copies` where nothing was entered. */
export function useRootContext([copy]: readonly ApiCopy[]): void {
  root = copy?.ROOT_CONTEXT ?? root;
}

/** The context manager over the library's own storage. */
export function createContextManager(): ScopeManager {
  const manager: ScopeManager = {
    active: () => storage.getStore() ?? ambient.context ?? root,
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
      const before = manager.active();
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
type Add = (this: EventEmitter, event: string | symbol, listener: Listener) => EventEmitter;
type Adders = Record<string, Add>;

// an emitter has its context itself, and what is made from it has it too; a table of all emitters takes three times as long
const held: unique symbol = Symbol("telltale.context");
type Holder = { [held]?: Context };
const names = ["on", "addListener", "prependListener", "once", "prependOnceListener"] as const;
// one function for all emitters and each name: an instrumented server binds two of them for every request
const shared = createAdders((emitter, name, add) => inherited(emitter, name, add));

/** Listeners added to `emitter` from now on run in `context`; they can be removed by the original function. */
function bindEmitter<T extends EventEmitter>(context: Context, emitter: T): T {
  if (Object.hasOwn(emitter, held)) return emitter;
  (emitter as Holder)[held] = context;
  const target = emitter as unknown as Adders;
  let adders = shared;
  if (names.some((name) => Object.hasOwn(emitter, name))) {
    // other code has put methods on this emitter: ours go through them
    const before = Object.fromEntries(names.map((name) => [name, target[name] as Add]));
    adders = createAdders((_emitter, name) => before[name] as Add);
  }
  return Object.assign(emitter, adders);
}

/** The methods that add listeners, over those that `original` finds. */
function createAdders(original: (emitter: EventEmitter, name: string, add: Add) => Add): Adders {
  const always = (name: string): Add =>
    function add(event, listener) {
      const context = (this as Holder)[held];
      // what is not a function is answered by the emitter itself
      const bound =
        context === undefined || typeof listener !== "function" ? listener : bindListener(context, listener);
      return original(this, name, add).call(this, event, bound);
    };
  // through the method that adds at the same end, which does not add through another one in turn
  const once = (name: string, through: string): Add =>
    function add(event, listener) {
      const context = (this as Holder)[held];
      if (context === undefined || typeof listener !== "function")
        return original(this, name, add).call(this, event, listener);
      const bound = bindListener(context, listener, () => this.removeListener(event, bound));
      return original(this, through, adders[through] as Add).call(this, event, bound);
    };
  const adders: Adders = {
    on: always("on"),
    addListener: always("addListener"),
    prependListener: always("prependListener"),
    once: once("once", "on"),
    prependOnceListener: once("prependOnceListener", "prependListener"),
  };
  return adders;
}

/** The method `name` that is below `add`. */
function inherited(emitter: EventEmitter, name: string, add: Add): Add {
  let at = Object.getPrototypeOf(emitter) as Adders;
  while (at[name] === add) at = Object.getPrototypeOf(at) as Adders;
  return at[name] as Add;
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
