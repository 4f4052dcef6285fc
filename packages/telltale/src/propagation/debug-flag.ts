// The debug flag of B3 and Jaeger, for which an OpenTelemetry span context has no place. It is kept in the context with
// the trace it came with, so that it goes on with that trace and not with another one begun in the same context.
import type { Context } from "@opentelemetry/api";
import { createContextKey } from "../engine/api/context.ts";

const debugKey: symbol = createContextKey("telltale debug trace");

/** `context` knowing whether the trace is to be debugged. */
export function withDebug(context: Context, traceId: string, debug: boolean): Context {
  if (debug) return context.setValue(debugKey, traceId);
  return context.getValue(debugKey) === undefined ? context : context.deleteValue(debugKey);
}

/** Whether the trace came with the debug flag. */
export function isDebug(context: Context, traceId: string): boolean {
  return context.getValue(debugKey) === traceId;
}
