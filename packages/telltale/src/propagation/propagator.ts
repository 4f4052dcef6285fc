// The propagators by their names in `OTEL_PROPAGATORS`, and several of them as one.
import type { TextMapPropagator } from "@opentelemetry/api";
import { report } from "../engine/diagnostics/diagnose.ts";
import { check } from "../settings/check.ts";
import type { Check } from "../settings/setting.ts";
import { has } from "../settings/shape.ts";
import { b3MultiPropagator, b3Propagator } from "./b3.ts";
import { baggagePropagator } from "./baggage.ts";
import { jaegerPropagator } from "./jaeger.ts";
import { traceContextPropagator } from "./trace-context.ts";

/**
 * A header format that context travels in: `tracecontext` and `baggage` (W3C), `b3` (one header) and `b3multi` (several),
 * which read each other's form too, and `jaeger`.
 */
export type PropagatorName = "tracecontext" | "baggage" | "b3" | "b3multi" | "jaeger";

const known: Readonly<Record<PropagatorName, TextMapPropagator>> = {
  tracecontext: traceContextPropagator,
  baggage: baggagePropagator,
  b3: b3Propagator,
  b3multi: b3MultiPropagator,
  jaeger: jaegerPropagator,
};

/** Propagators, by name or as such. */
export const propagatorList = {
  type: "list",
  of: {
    type: "either",
    of: [
      { type: "choice", values: ["tracecontext", "baggage", "b3", "b3multi", "jaeger", "none"] },
      {
        type: "custom",
        check: has("inject", "extract", "fields") as Check<TextMapPropagator>,
        expected: "a propagator of the OpenTelemetry shape",
      },
    ],
  },
} as const;

/** What of `given`, which was checked, is to be used, each once, in the order given. `none` alone means none. */
export function toPropagators(
  given: readonly (PropagatorName | "none" | TextMapPropagator)[],
): readonly (PropagatorName | TextMapPropagator)[] {
  return [...new Set(given)].filter((one) => one !== "none");
}

/**
 * Several formats as one propagator of the OpenTelemetry shape: for a channel that speaks another format than the rest of the
 * process, or a process without `start()`. What `start()` uses is chosen by its option `propagators`.
 *
 * Each reads and writes in the order given, so of two that find a span the later one's counts. One that throws is counted as
 * `propagation_failed` and does not stop the others.
 *
 * @throws {TelemetryError} `TT_OPTION` when one is neither a known name nor a propagator.
 * @example
 * ```ts
 * import { ROOT_CONTEXT, type TextMapGetter, trace } from "@opentelemetry/api";
 * import { compositePropagator } from "telltale/propagation";
 *
 * const legacy = compositePropagator(["b3", "jaeger"]);
 * const headers: Record<string, string> = { b3: "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1" };
 * const getter: TextMapGetter<typeof headers> = { get: (from, key) => from[key], keys: Object.keys };
 * const found = legacy.extract(ROOT_CONTEXT, headers, getter);
 * trace.getSpanContext(found)?.spanId; // => "00f067aa0ba902b7"
 * ```
 */
export function compositePropagator(
  propagators: readonly (PropagatorName | TextMapPropagator)[],
): TextMapPropagator {
  return createPropagator(checkPropagators(propagators));
}

function checkPropagators(
  given: readonly (PropagatorName | TextMapPropagator)[],
): readonly (PropagatorName | TextMapPropagator)[] {
  check(propagatorList, given ?? null, "propagators");
  return toPropagators(given);
}

/**
 * All of `chosen` as one. Each reads and writes in the order given, so of two that find a span the later one's counts.
 * One that throws (a hostile carrier) is counted and does not stop the others.
 */
export function createPropagator(chosen: readonly (PropagatorName | TextMapPropagator)[]): TextMapPropagator {
  const parts = chosen.map((one) => (typeof one === "string" ? known[one] : one));
  const fields = [...new Set(parts.flatMap((part) => part.fields()))];
  return {
    inject(context, carrier, setter) {
      for (const part of parts) {
        try {
          part.inject(context, carrier, setter);
        } catch (error) {
          report("propagation_failed", error);
        }
      }
    },
    extract(context, carrier, getter) {
      let extracted = context;
      for (const part of parts) {
        try {
          extracted = part.extract(extracted, carrier, getter);
        } catch (error) {
          report("propagation_failed", error);
        }
      }
      return extracted;
    },
    fields: () => [...fields],
  };
}
