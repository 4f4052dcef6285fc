// A request that somebody asked to be followed whatever the rules say, and was allowed to: known to the context it came with.
import type { Context } from "@opentelemetry/api";
import { createContextKey } from "./api/context.ts";

const key: symbol = createContextKey("telltale debug request");

/** `context` with the mark. */
export function asDebugRequest(context: Context): Context {
  return context.setValue(key, true);
}

/** Whether `context` has the mark. */
export function isDebugRequest(context: Context): boolean {
  return context.getValue(key) === true;
}
