import type { Detector } from "contract";

import { useIsFirstDataThere } from "./first-data.ts";
import { useApi } from "./use-api.ts";

/** How far the detectors are; without `detectors` until they have answered. `isLost`: they did not. */
export function useDetectors(): {
  readonly detectors: readonly Detector[] | undefined;
  readonly isLost: boolean;
} {
  const enabled = useIsFirstDataThere();
  const { data, isError, isFetching } = useApi(
    "/api/detectors",
    {},
    { everyMs: 15_000, enabled, part: "how far detectors are" },
  );
  return {
    detectors: data?.detectors,
    isLost: isError || (enabled && data === undefined && !isFetching),
  };
}
