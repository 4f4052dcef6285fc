// The propagators by their names in `OTEL_PROPAGATORS`, and several of them as one.
import type { TextMapPropagator } from "@opentelemetry/api";
import { report } from "../engine/diagnose.ts";
import { baggagePropagator } from "./baggage.ts";
import { traceContextPropagator } from "./trace-context.ts";

const known: Readonly<Record<string, TextMapPropagator>> = {
  tracecontext: traceContextPropagator,
  baggage: baggagePropagator,
};

/** The names that {@link createPropagator} knows. */
export const propagatorNames: readonly string[] = Object.keys(known);

/** All propagators of `names` as one. One that throws (a hostile carrier) is counted and does not stop the others. */
export function createPropagator(names: readonly string[]): TextMapPropagator {
  const parts = names.flatMap((name) => known[name] ?? []);
  const fields = parts.flatMap((part) => part.fields());
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
