import { shareOf } from "catalog/measures";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatMeasure } from "../../lib/format-measure.ts";
import { figureOf, Figures } from "../../ui/figures.tsx";
import { lateEndLabel } from "../../ui/late-end.tsx";
import { stuckCount, type TypeResult } from "./late-type.ts";

/** The figures of a type: instances, open and stuck ones, durations, illegal transitions and rework. */
export function TypeFigures({ result }: { readonly result: TypeResult }): JSX.Element {
  const { instances, open, stuck, ended, illegal, reworked, p50Ms, p95Ms, averageIntervalMs, timeoutMs } =
    result.summary;
  const { late } = result;
  return (
    <Figures
      figures={[
        {
          ...figureOf("instances"),
          value: formatCount(instances),
          title: `${instances} with a record in the range`,
        },
        { ...figureOf("endedInstances"), value: formatCount(ended), title: String(ended) },
        { ...figureOf("openInstances"), value: formatCount(open), title: `${open} at the end of the range` },
        {
          ...figureOf("stuck"),
          value: stuckCount(stuck, late),
          title:
            late !== undefined
              ? lateEndLabel(late)
              : timeoutMs === null
                ? "The definition has no timeoutMs"
                : `without an event for longer than ${formatDuration(timeoutMs)}`,
        },
        { label: "illegal transitions", value: formatCount(illegal), title: String(illegal) },
        {
          ...figureOf("reworkedShare"),
          value: formatMeasure("reworkedShare", shareOf(reworked, instances)),
          title: `${reworked} instances returned to an earlier state`,
        },
        { label: "median duration", value: formatDuration(p50Ms), title: `p95: ${formatDuration(p95Ms)}` },
        { label: "between events", value: formatDuration(averageIntervalMs), title: "average" },
      ]}
    />
  );
}
