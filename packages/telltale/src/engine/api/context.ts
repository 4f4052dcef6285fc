// The context of `@opentelemetry/api`: its keys are registered symbols, so all copies of it find the same values under them.
import type { Context } from "@opentelemetry/api";
import { ownCopy } from "./own-copy.ts";

/** The key `name` of a context, the same in every copy of the API. */
export function createContextKey(name: string): symbol {
  return Symbol.for(name);
}

function contextOf(values: ReadonlyMap<symbol, unknown>): Context {
  return {
    getValue: (key) => values.get(key),
    setValue: (key, value) => contextOf(new Map(values).set(key, value)),
    deleteValue(key) {
      const rest = new Map(values);
      rest.delete(key);
      return contextOf(rest);
    },
  };
}

/** The context in which nothing was set: that of our copy of the API, which programs compare with, where there is one. */
export const ROOT_CONTEXT: Context = ownCopy?.ROOT_CONTEXT ?? contextOf(new Map());
