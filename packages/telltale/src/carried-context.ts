// The active context as a value that `postMessage` and `workerData` take: AsyncLocalStorage ends at the edge of a thread.
import { defaultTextMapGetter, defaultTextMapSetter } from "./engine/api/propagation.ts";
import { type ContextValues, mergeContext } from "./engine/context/context-attributes.ts";
import { report } from "./engine/diagnostics/diagnose.ts";
import { activeScope, Scope, toScope } from "./engine/context/scope.ts";
import { runWhere } from "./engine/context/run-where.ts";
import { toAnyValue } from "./engine/attributes/value.ts";
import { baggagePropagator } from "./propagation/baggage.ts";
import { traceContextPropagator } from "./propagation/trace-context.ts";

/** A context on its way to another thread: plain values, which structured clone and, but for bytes and int64, JSON keep. */
export interface CarriedContext {
  /** The active span, as the W3C header. */
  readonly traceparent?: string | undefined;
  /** The vendors' part of the trace context, as the W3C header. */
  readonly tracestate?: string | undefined;
  /** The baggage, as the W3C header. */
  readonly baggage?: string | undefined;
  /** All context attributes, in a form that can be cloned. */
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  /** The names of those that metrics carry too. */
  readonly onMetrics?: readonly string[] | undefined;
}

/**
 * The active context, span, baggage and context attributes, as a value for a worker thread. Never throws.
 *
 * Spans made there inside {@link withCarriedContext} continue this trace. Call `start()` in the worker too: threads share nothing.
 *
 * @example
 * ```ts
 * import { carryContext, context, memoryExporter, start, trace, traceId, withCarriedContext, withContext } from "telltale";
 *
 * const telemetry = start({ service: "images", exporters: [memoryExporter()] });
 * const [message, here] = withContext({ "tenant.id": "t1" }, () =>
 *   trace("resize", () => [structuredClone(carryContext()), traceId()]),
 * );
 * // in the worker, where `message` came as `workerData` or with `postMessage`
 * withCarriedContext(message, () => trace("one tile", () => [context.get("tenant.id"), traceId() === here])); // => ["t1", true]
 * await telemetry.stop();
 * ```
 */
export function carryContext(): CarriedContext {
  const carried: Record<string, unknown> = {};
  try {
    const scope = activeScope();
    traceContextPropagator.inject(scope, carried, defaultTextMapSetter);
    baggagePropagator.inject(scope, carried, defaultTextMapSetter);
    if (scope.attributes === undefined) return carried;
    carried["attributes"] = toCloneable(scope.attributes.values);
    const onMetrics = Object.keys(scope.attributes.onMetrics ?? {});
    if (onMetrics.length > 0) carried["onMetrics"] = onMetrics;
  } catch (error) {
    report("propagation_failed", error);
  }
  return carried;
}

/**
 * Runs `fn` in the context that {@link carryContext} gave in another thread, and returns its result.
 *
 * Anything else than such a value, `undefined` included, only runs `fn`.
 */
export function withCarriedContext<T>(carried: CarriedContext | undefined, fn: () => T): T {
  return runWhere(() => arrive(carried), fn);
}

function arrive(carried: CarriedContext | undefined): Scope {
  const here = activeScope();
  if (typeof carried !== "object" || carried === null) return here;
  try {
    const traced = traceContextPropagator.extract(here, carried, defaultTextMapGetter);
    const scope = toScope(baggagePropagator.extract(traced, carried, defaultTextMapGetter));
    const { attributes, onMetrics } = carried;
    if (typeof attributes !== "object" || attributes === null) return scope;
    const merged = mergeContext(scope.attributes, attributes, Array.isArray(onMetrics) ? onMetrics : []);
    return new Scope(scope.span, merged, scope.outer, scope.base);
  } catch (error) {
    report("propagation_failed", error);
    return here;
  }
}

// as given, not as it leaves: nothing has left yet, and a pseudonym would be hashed once more over there
function toCloneable(values: ContextValues): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, toAnyValue(value)]));
}
