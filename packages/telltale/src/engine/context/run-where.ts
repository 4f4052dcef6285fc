// Work in a context that the library finds. Where it finds none because of an error of its own, the work is done where it is called.
import type { Context } from "@opentelemetry/api";
import { report } from "../diagnostics/diagnose.ts";
import { storage } from "./scope.ts";

/** Calls `fn` once, in the context that `find` returns; what `find` throws is counted, and `fn` runs where it is called. */
export function runWhere<T>(find: () => Context, fn: () => T): T {
  let context: Context;
  try {
    context = find();
  } catch (error) {
    report("internal_error", error);
    return fn();
  }
  return storage.run(context, fn);
}
