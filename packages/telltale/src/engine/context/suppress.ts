// Work of the library itself is not traced: inside, the context says "suppressed" and the tracer makes passive spans.
import type { Context } from "@opentelemetry/api";
import { createContextKey, ROOT_CONTEXT } from "../api/context.ts";
import { rootScope, type Scope, storage } from "./scope.ts";

/** The key of the stock SDK, so that its instrumentations see it too. */
export const suppressKey: symbol = createContextKey("OpenTelemetry SDK Context Key SUPPRESS_TRACING");

/** Where nothing is traced. */
export const quietScope: Scope = rootScope.setValue(suppressKey, true);

/** Whether what is made in `context` is not to be traced. Nearly always it is the root, which needs no look-up. */
export function isSuppressed(context: Context): boolean {
  return context !== ROOT_CONTEXT && context.getValue(suppressKey) === true;
}

/** Runs `fn` without being traced. */
export function suppressed<T>(fn: () => T): T {
  return storage.run(quietScope, fn);
}
