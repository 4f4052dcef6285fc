// A metric of the runtime is declared once: its instrument, which is observed at each collection, and the list of what is emitted are made
// from the declaration.
import type { DeclaredMetric } from "../../calls/declared-metric.ts";
import { type Observable, observable } from "../../metric.ts";
import { type Emitted, emittedMetric } from "../library-integration.ts";

/** A declared metric, and the attributes of its points. */
export interface RuntimeMetric extends DeclaredMetric {
  readonly attributes?: readonly string[] | undefined;
}

const kinds = { counter: "counter", gauge: "gauge", updowncounter: "upDownCounter" } as const;

/** A metric whose values are observed. */
export interface ObservedMetric extends RuntimeMetric {
  readonly form: keyof typeof kinds;
}

/** The instruments of `metrics`, under the same keys. */
export function observablesOf<Key extends string>(
  metrics: Readonly<Record<Key, ObservedMetric>>,
): Readonly<Record<Key, Observable>> {
  const made = Object.entries<ObservedMetric>(metrics).map(([key, metric]) => [
    key,
    observable(kinds[metric.form], metric.name, metric),
  ]);
  return Object.fromEntries(made) as Record<Key, Observable>;
}

/** What an integration that observes `metrics` emits. */
export function emittedOf(metrics: readonly RuntimeMetric[]): Emitted[] {
  return metrics.map((metric) =>
    emittedMetric(
      metric,
      (metric.attributes ?? []).map((name) => ({ name })),
    ),
  );
}
