// A metric of the runtime is declared once: its instrument, which is observed at each collection, and the list of what is emitted are made
// from the declaration.
import type { DeclaredMetric } from "../../calls/declared-metric.ts";
import { keepObserving } from "../../engine/running/follow.ts";
import { state } from "../../engine/running/state.ts";
import { type Observable, type Observation, observable, type ObserveOne, takesFrom } from "../../metric.ts";
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

/**
 * Has `callback` asked at each collection with what its reader has seen, which it brings up to date. The first reader of an engine goes on with
 * `main`; for each other one `another` makes what it has seen from what `main` was before.
 */
export function observeSince<Seen extends object>(
  main: Seen,
  callback: (observe: ObserveOne, seen: Seen) => void,
  another: (began: Seen) => Seen = (began) => ({ ...began }),
): Observation {
  let generation: number | undefined;
  let began = main;
  let known = new WeakMap<object, Seen>();
  const stop = keepObserving((take, reader) => {
    if (generation !== state.generation) {
      ({ generation } = state);
      began = { ...main };
      known = new WeakMap([[reader, main]]);
    }
    const seen = known.get(reader) ?? another(began);
    known.set(reader, seen);
    callback(takesFrom(take), seen);
  });
  return { stop };
}
