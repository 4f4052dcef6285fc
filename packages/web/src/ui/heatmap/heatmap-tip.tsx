// The exact figures of the cells under the pointer or of a selection: time, duration, spans, errors.
import type { JSX } from "react";

import {
  type CellRange,
  countRegion,
  type HeatmapGrid,
  type HeatmapLayout,
  type HeatmapRegion,
  regionOf,
} from "../../draw/heatmap-layout.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { locale } from "../../lib/locale.ts";
import { exactTime, formatTime } from "../../lib/time.ts";
import { StatusMark } from "../status.tsx";
import { ui } from "../styles.ts";
import css from "./heatmap.module.css";

export interface HeatmapTipProps {
  readonly layout: HeatmapLayout;
  readonly grid: HeatmapGrid;
  readonly range: CellRange;
  readonly unit: string;
}

const exact = new Intl.NumberFormat(locale);

export function HeatmapTip(
  props: HeatmapTipProps & { readonly width: number; readonly height: number },
): JSX.Element {
  const { layout, grid, range, unit, width, height } = props;
  const region = regionOf(layout, range);
  const { spans, errors } = countRegion(grid, region);
  const x = ((range.to.column + 0.5) / layout.columns) * width;
  const y = (1 - (range.to.row + 0.5) / layout.rows) * height;
  return (
    <div
      className={css["tip"]}
      role="tooltip"
      style={{
        ...(y > height / 2 ? { bottom: height - y + 14 } : { top: y + 14 }),
        ...(x > width * 0.6 ? { right: width - x + 14 } : { left: x + 14 }),
      }}
    >
      <span className={ui.text["dim"]}>{timesOf(region)}</span>
      <span className={ui.text["dim"]}>{durationsOf(region)}</span>
      <b>
        {exact.format(spans)} {unit}
      </b>
      {errors !== undefined && errors > 0 && (
        <span className={css["errorLine"]}>
          <StatusMark kind="error" /> {exact.format(errors)} in error
        </span>
      )}
    </div>
  );
}

/** The same in one line, for screen readers. */
export function describeCell({ layout, grid, range, unit }: HeatmapTipProps): string {
  const region = regionOf(layout, range);
  const { spans, errors } = countRegion(grid, region);
  const inError = errors === undefined || errors === 0 ? "" : `, ${exact.format(errors)} in error`;
  return `${formatTime(region.fromMs)}, ${durationsOf(region)}: ${exact.format(spans)} ${unit}${inError}`;
}

/** `14:02 – 14:03, 13:02 – 13:03 UTC`; with seconds where the columns need them. */
function timesOf({ fromMs, toMs }: HeatmapRegion): string {
  const precise = fromMs % 60_000 !== 0 || toMs % 60_000 !== 0;
  const local = (ms: number): string => {
    if (!precise) return formatTime(ms);
    return `${formatTime(ms)}:${String(new Date(ms).getSeconds()).padStart(2, "0")}`;
  };
  const utc = (ms: number): string => exactTime(ms).slice(11, precise ? 19 : 16);
  return `${local(fromMs)} – ${local(toMs)}, ${utc(fromMs)} – ${utc(toMs)} UTC`;
}

/** `119 ms – 168 ms`. */
export function durationsOf({ minMs, maxMs }: HeatmapRegion): string {
  return `${formatDuration(minMs)} – ${formatDuration(maxMs)}`;
}
