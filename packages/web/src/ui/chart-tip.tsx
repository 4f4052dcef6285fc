// The tooltip of a chart: beside the crosshair, never over the point it names.
import type { JSX } from "react";

import { exactTime, formatTime, formatTimeMs } from "../lib/time.ts";
import { none } from "../lib/locale.ts";
import type { ChartSeries } from "./chart-model.ts";

export interface ChartTipProps {
  readonly index: number;
  /** Px from the left edge of the chart. */
  readonly x: number;
  readonly width: number;
  readonly times: readonly number[];
  readonly stepMs: number;
  readonly series: readonly ChartSeries[];
  readonly format: (value: number) => string;
}

const rows = 8;

export function ChartTip({
  index,
  x,
  width,
  times,
  stepMs,
  series,
  format,
}: ChartTipProps): JSX.Element | null {
  const at = times[index];
  if (at === undefined) return null;
  const onRight = x < width * 0.55;
  const shown = series.filter(({ values }) => (values[index] ?? null) !== null);
  const listed = shown.toReversed().slice(0, rows);
  const time = stepMs < 60_000 ? formatTimeMs(at).replace(/\.\d+$/, "") : formatTime(at);
  return (
    <div className="tip" style={onRight ? { left: x + 14 } : { right: width - x + 14 }}>
      <p className="t">
        {time}, {exactTime(at).slice(11, stepMs < 60_000 ? 19 : 16)} UTC
      </p>
      {listed.map(({ label, color, values }) => (
        <p className="r" key={label}>
          <i style={{ background: color.startsWith("--") ? `var(${color})` : color }} />
          <span className="ellip">{label}</span>
          <b>{format(values[index] ?? 0)}</b>
        </p>
      ))}
      {shown.length > rows && <p className="t">and {shown.length - rows} more</p>}
      {shown.length === 0 && (
        <p className="r">
          nothing measured <b>{none}</b>
        </p>
      )}
    </div>
  );
}
