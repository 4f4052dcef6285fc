// Beside another SDK there is one active context: the library keeps its own where the other one's context manager keeps it,
// so that spans of either are parents of the other's.
import type { Context, ContextManager } from "@opentelemetry/api";
import { report } from "./diagnose.ts";
import { storage } from "./scope.ts";

/** A context manager; `attach` is known from API 1.10 on. */
type AnyManager = ContextManager & { attach?(context: Context): unknown };

/** Has the library use `manager` instead of its own storage. The returned function ends that. */
export function useForeignContext(manager: AnyManager): () => void {
  const instead = {
    getStore: () => manager.active(),
    run: (context: Context, fn: (...args: unknown[]) => unknown, ...args: unknown[]) =>
      manager.with(context, fn, undefined, ...args),
    enterWith(context: Context) {
      if (typeof manager.attach === "function") manager.attach(context);
      else report("context_attach_unsupported");
    },
  };
  // the methods of the instance go before those of its class, and cost nothing where there are none
  Object.assign(storage, instead);
  return () => {
    for (const name of Object.keys(instead)) delete (storage as unknown as Record<string, unknown>)[name];
  };
}
