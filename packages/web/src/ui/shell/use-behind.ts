// What detectors that are behind make unknown, for the navigation.
import type { Detector } from "contract";

import { useDetectors } from "../../data/use-detectors.ts";
import { detectorTitle } from "../../lib/unknown-words.ts";

/** A few words each: `Anomalies unknown`. */
export function useBehind(names: readonly Detector["name"][]): readonly string[] {
  const { detectors } = useDetectors();
  return (detectors ?? [])
    .filter(({ name, unknown }) => names.includes(name) && unknown !== null)
    .map(({ name }) => detectorTitle(name));
}
