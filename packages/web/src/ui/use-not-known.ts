// What the console cannot say about the range of the page.
import { useMemo } from "react";
import type { Detector } from "contract";

import { useDetectors } from "../data/use-detectors.ts";
import { useFiringAlerts } from "../data/use-firing-alerts.ts";
import { resolveRange, type TimeRange } from "../lib/time-range.ts";
import { type NotKnown, unknownOfDetector, unknownRules } from "../lib/unknown-words.ts";
import { useScope } from "../state/scope.ts";

export interface KnownOrNot {
  readonly notKnown: readonly NotKnown[];
  /** Whether all is known; `undefined` until the console has said so. */
  readonly isKnown: boolean | undefined;
}

/** What these detectors have not judged of `range`: that of the page, unless a list has its own. */
export function useNotDetected(names: readonly Detector["name"][], range?: TimeRange): KnownOrNot {
  const scope = useScope();
  const { detectors, isLost } = useDetectors();
  const { fromMs, toMs } = resolveRange(range ?? scope.range);
  const notKnown = (detectors ?? [])
    .filter(({ name }) => names.includes(name))
    .flatMap((one) => unknownOfDetector(one, fromMs, toMs) ?? []);
  const isAsking = detectors === undefined && !isLost;
  return { notKnown, isKnown: isAsking ? undefined : !isLost && notKnown.length === 0 };
}

const allDetectors = ["anomalies", "bottlenecks", "history"] as const;

/** Rules that are not evaluated, and what the detectors have not judged. */
export function useNotKnown(): KnownOrNot {
  const { data } = useFiringAlerts();
  const { notKnown, isKnown } = useNotDetected(allDetectors);
  const rules = useMemo(() => (data === undefined ? undefined : unknownRules(data.evaluation)), [data]);
  return rules === undefined ? { notKnown, isKnown } : { notKnown: [rules, ...notKnown], isKnown: false };
}
