// The tooltip of a chart: beside the crosshair, never over the point it names.
import type { JSX } from "react";

import { completeWords, describeLate, type Late } from "../lib/completeness.ts";
import { none } from "../lib/locale.ts";
import { exactTime, formatTime, formatTimeMs } from "../lib/time.ts";
import css from "./chart.module.css";
import type { ChartSeries } from "./chart-model.ts";
import { ui } from "./styles.ts";

export interface ChartTipProps {
  readonly index: number;
  /** Px from the left edge of the chart. */
  readonly x: number;
  readonly width: number;
  readonly times: readonly number[];
  readonly stepMs: number;
  readonly series: readonly ChartSeries[];
  readonly late?: Late | undefined;
  readonly format: (value: number) => string;
}

const rows = 8;
const widest = 320;
/** Between the crosshair and the tooltip. */
const distance = 14;

export function ChartTip({
  index,
  x,
  width,
  times,
  stepMs,
  series,
  late,
  format,
}: ChartTipProps): JSX.Element | null {
  const at = times[index];
  if (at === undefined) return null;
  const onRight = x < width * 0.55;
  const shown = series.filter(({ values }) => (values[index] ?? null) !== null);
  const listed = shown.toReversed().slice(0, rows);
  const time = stepMs < 60_000 ? formatTimeMs(at).replace(/\.\d+$/, "") : formatTime(at);
  const utc = exactTime(at).slice(11, stepMs < 60_000 ? 19 : 16);
  return (
    <div
      className={css["tip"]}
      role="tooltip"
      style={{
        // Within the chart: long names are cut.
        maxWidth: Math.min(widest, (onRight ? width - x : x) - distance),
        ...(onRight ? { left: x + distance } : { right: width - x + distance }),
      }}
    >
      <p className={css["time"]}>
        {/* Once, where the viewer's time is UTC. */}
        {time.endsWith(utc) ? time : `${time}, ${utc}`} UTC
      </p>
      {listed.map(({ label, color, values }) => (
        <p className={css["row"]} key={label}>
          <i style={{ background: color.startsWith("--") ? `var(${color})` : color }} />
          <span className={ui.text["ellip"]}>{label}</span>
          <b>{format(values[index] ?? 0)}</b>
        </p>
      ))}
      {shown.length > rows && <p className={css["time"]}>and {shown.length - rows} more</p>}
      {shown.length === 0 && (
        <p className={css["row"]}>
          nothing measured <b>{none}</b>
        </p>
      )}
      {late !== undefined && at + stepMs > late.upToMs && (
        <p className={css["time"]}>
          {completeWords(late)}: {describeLate(late)}
        </p>
      )}
    </div>
  );
}
