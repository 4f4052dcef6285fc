// The figure of the bottleneck detectors among those of the store.
import type { StoreDetails } from "contract";

import { formatCount } from "../../lib/format.ts";
import { formatTime } from "../../lib/time.ts";
import type { Figure } from "../../ui/figures.tsx";

/** Work of the bottleneck detectors that is left, such as after an import. */
export function hoursToCompare(bottlenecks: StoreDetails["bottlenecks"]): Figure[] {
  if (bottlenecks === null) return [];
  const { hoursToCompare: hours, judgedUntil } = bottlenecks;
  return [
    {
      label: "hours to compare",
      value: formatCount(hours),
      title: `${hours} ${hours === 1 ? "hour" : "hours"} left to compare, including the current one${judgedUntil === null ? "" : `. Traces are judged until ${formatTime(judgedUntil)}`}`,
    },
  ];
}
