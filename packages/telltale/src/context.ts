// Context attributes: facts set once around a piece of work and stamped on every span and log record made inside.
import { propagation } from "@opentelemetry/api";
import { type ContextAttributes, mergeContext } from "./engine/context-attributes.ts";
import { activeScope, Scope, storage } from "./engine/scope.ts";
import { carriedMark } from "./propagation/baggage.ts";

/** What happens to the attributes beyond the stamping. */
export interface ContextOptions {
  /** Keys that travel to other services in W3C baggage; there they are context attributes again. */
  readonly propagate?: readonly string[] | undefined;
  /**
   * Keys that metrics recorded inside carry too. None by default: a user id on a metric makes a series per user.
   */
  readonly metrics?: readonly string[] | undefined;
}

/**
 * Runs `fn` with `attributes` set for everything made inside: spans and log records, and the metrics named in `metrics`.
 *
 * Nests (inner values win), is restored afterwards, crosses `await`, timers and callbacks. Works also before `start()`.
 *
 * @example
 * ```ts
 * import { context, withContext } from "telltale";
 *
 * withContext({ "tenant.id": "t1" }, () => context.get("tenant.id")); // => "t1"
 * context.get("tenant.id"); // => undefined
 * ```
 */
export function withContext<T>(attributes: object, fn: () => T, options: ContextOptions = {}): T {
  const scope = activeScope();
  const merged = mergeContext(scope.attributes, attributes, options.metrics);
  const inner = new Scope(scope.span, merged, scope.outer, scope.base);
  return storage.run(carry(inner, options.propagate), fn);
}

/** Reads the context attributes. */
export const context: {
  /** The value of one context attribute; undefined where it is not set. */
  get(key: string): unknown;
  /** All context attributes. */
  all(): Readonly<Record<string, unknown>>;
} = {
  get: (key) => current()?.values[key],
  all: () => ({ ...current()?.values }),
};

function current(): ContextAttributes | undefined {
  return activeScope().attributes;
}

function carry(scope: Scope, keys: readonly string[] | undefined): Scope {
  if (keys === undefined || keys.length === 0) return scope;
  let baggage = propagation.getBaggage(scope) ?? propagation.createBaggage();
  for (const key of keys) {
    const value = scope.attributes?.values[key];
    if (!isCarriable(value)) continue;
    baggage = baggage.setEntry(key, { value: String(value), metadata: carriedMark(value) });
  }
  return propagation.setBaggage(scope, baggage) as Scope;
}

function isCarriable(value: unknown): value is string | number | boolean | bigint {
  return ["string", "number", "boolean", "bigint"].includes(typeof value);
}
