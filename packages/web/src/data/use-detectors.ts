import type { Detector } from "contract";

import { useIsFirstDataThere } from "./first-data.ts";
import { useApi } from "./use-api.ts";

/** How far the detectors are; without `detectors` until they have answered. */
export function useDetectors(): {
  readonly detectors: readonly Detector[] | undefined;
  readonly isError: boolean;
} {
  const enabled = useIsFirstDataThere();
  const { data, isError } = useApi(
    "/api/detectors",
    {},
    { everyMs: 15_000, enabled, part: "how far detectors are" },
  );
  return { detectors: data?.detectors, isError };
}
