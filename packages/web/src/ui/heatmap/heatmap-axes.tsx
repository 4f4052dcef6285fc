// The axes of a heatmap: durations on the left with their grid lines, times below.
import type { JSX, ReactNode } from "react";

import { durationLines, type HeatmapLayout, shareOfDuration } from "../../draw/heatmap-layout.ts";
import { timeLabels } from "../../lib/axis.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatNumber } from "../../lib/format.ts";
import css from "./heatmap.module.css";

export interface HeatmapAxesProps {
  readonly layout: HeatmapLayout;
  /** Px left of the picture. */
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly children: ReactNode;
}

export function HeatmapAxes({ layout, left, width, height, children }: HeatmapAxesProps): JSX.Element {
  const lines = durationLines(layout).map((ms) => ({ ms, share: shareOfDuration(layout, ms) }));
  return (
    <>
      <div className={css["picture"]} style={{ marginLeft: left, height }}>
        {lines.map(({ ms, share }) => (
          <i key={ms} className={css["gridLine"]} style={{ bottom: `${share * 100}%` }} />
        ))}
        {lines.map(({ ms, share }) => (
          <span
            key={ms}
            className={css["durationLabel"]}
            style={{ bottom: `${share * 100}%`, width: left - 8 }}
          >
            {labelOf(ms)}
          </span>
        ))}
        {children}
      </div>
      <div className={css["timeLabels"]} style={{ marginLeft: left }} aria-hidden="true">
        {timeLabels(layout.fromMs, layout.toMs, width < 420 ? 3 : 5).map(({ at, text }) => (
          <span key={at} style={{ left: `${at * 100}%` }}>
            {text}
          </span>
        ))}
      </div>
    </>
  );
}

/** A power of ten beside its line, in the one unit that keeps it short: `10 ms`, `100 s`, `1,000 s`. */
function labelOf(ms: number): string {
  if (ms >= 60_000) return `${formatNumber(ms / 1000)} s`;
  return formatDuration(ms).replace(/[.,]0+ /, " ");
}
