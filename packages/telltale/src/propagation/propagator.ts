// The propagators by their names in `OTEL_PROPAGATORS`, and several of them as one.
import type { TextMapPropagator } from "@opentelemetry/api";
import { report } from "../engine/diagnose.ts";
import type { Environment } from "../engine/environment.ts";
import { TelemetryError } from "../error.ts";
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
const expected = [...Object.keys(known), "none"].join(", ");

// what is used when nobody chooses
const defaultPropagators: readonly PropagatorName[] = ["tracecontext", "baggage"];

/**
 * What of the option or, where there is none, of `OTEL_PROPAGATORS` is to be used, each once, in the order given.
 *
 * An unknown name in the variable warns and is ignored; when no known one is left, the defaults are used. `none` alone
 * means none.
 *
 * @throws {TelemetryError} `TT_OPTION` when the option holds what is no propagator.
 */
export function settlePropagators(
  given: readonly unknown[] | undefined,
  env: Environment,
): readonly (PropagatorName | TextMapPropagator)[] {
  if (given !== undefined) return checkPropagators(given);
  const names = env.list("OTEL_PROPAGATORS")?.map((name) => name.toLowerCase());
  if (names === undefined) return defaultPropagators;
  if (names.some((name) => name !== "none" && !isName(name))) {
    env.ignore("OTEL_PROPAGATORS", `some of ${expected}`);
  }
  const chosen = [...new Set(names)].filter(isName);
  return chosen.length > 0 || names.includes("none") ? chosen : defaultPropagators;
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
 * import { ROOT_CONTEXT, trace } from "@opentelemetry/api";
 * import { compositePropagator } from "telltale/propagation";
 *
 * const legacy = compositePropagator(["b3", "jaeger"]);
 * const headers = { b3: "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1" };
 * const getter = { get: (from, key) => from[key], keys: (from) => Object.keys(from) };
 * const found = legacy.extract(ROOT_CONTEXT, headers, getter);
 * trace.getSpanContext(found)?.spanId; // => "00f067aa0ba902b7"
 * ```
 */
export function compositePropagator(
  propagators: readonly (PropagatorName | TextMapPropagator)[],
): TextMapPropagator {
  return createPropagator(checkPropagators(propagators));
}

function checkPropagators(given: readonly unknown[]): readonly (PropagatorName | TextMapPropagator)[] {
  if (!Array.isArray(given)) throw wrong(given);
  const chosen = [...new Set<unknown>(given)].filter((one) => one !== "none");
  for (const one of chosen) if (!isName(one) && !isPropagator(one)) throw wrong(one);
  return chosen as (PropagatorName | TextMapPropagator)[];
}

function wrong(value: unknown): TelemetryError {
  const text = typeof value === "string" ? value : typeof value;
  return new TelemetryError(
    "TT_OPTION",
    `Cannot use \`${text}\` in \`propagators\`: expected a list of ${expected}, or OpenTelemetry propagators.`,
  );
}

function isName(value: unknown): value is PropagatorName {
  return typeof value === "string" && Object.hasOwn(known, value);
}

function isPropagator(value: unknown): value is TextMapPropagator {
  const propagator = value as Partial<TextMapPropagator> | null | undefined;
  return ["inject", "extract", "fields"].every(
    (method) => typeof propagator?.[method as keyof TextMapPropagator] === "function",
  );
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
