// The one chart of the console: uPlot for lines and stacked bars, HTML for labels, tooltip, flags and exemplars.
import "uplot/dist/uPlot.min.css";

import { useMemo, useRef, type JSX, type ReactNode } from "react";

import type { Late } from "../lib/completeness.ts";
import { ChartExport } from "./chart-export.tsx";
import css from "./chart.module.css";
import type { ChartMark, ChartPeriod, ChartPoint, ChartSeries } from "./chart-model.ts";
import { axisWidthOf, splitsOf } from "./chart-options.ts";
import {
  ChartExemplars,
  ChartLateEnd,
  ChartMarks,
  ChartPeriods,
  TimeLabels,
  type ChartScale,
} from "./chart-overlays.tsx";
import { ChartTip } from "./chart-tip.tsx";
import { useNoteMarks } from "./notes/use-notes.ts";
import { usePlot } from "./use-plot.ts";
import { useSize } from "./use-size.ts";

export interface ChartProps {
  /** Unix ms of each column. */
  readonly times: readonly number[];
  readonly stepMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** At most eight lines; bars from the bottom up. */
  readonly series: readonly ChartSeries[];
  readonly format: (value: number) => string;
  /** How the tooltip writes values; absent: as the axis does. */
  readonly tipFormat?: (value: number) => string;
  readonly height?: number;
  /** The accessible name of the picture. */
  readonly label: string;
  readonly marks?: readonly ChartMark[];
  readonly exemplars?: readonly ChartPoint[];
  /** Stretches of time on a ground of their own. */
  readonly periods?: readonly ChartPeriod[];
  /** What is late of the data of the chart: its end is hatched. */
  readonly late: Late | undefined;
  /** `zoomed`: need not begin at 0, for values that are compared with a limit. Else its first and last value, such as those of a scale. */
  readonly axis?: "zoomed" | readonly [first: number, last: number] | undefined;
  /** The series, by their index, between which lies the expected band. */
  readonly band?: readonly [upper: number, lower: number] | undefined;
  /** Renders the link of an exemplar; `className` draws its diamond. */
  readonly renderExemplar?: (point: ChartPoint, className: string) => ReactNode;
  /** Called after a drag over the picture. */
  readonly onSelect?: (fromMs: number, toMs: number) => void;
}

const noMarks: readonly ChartMark[] = [];
const noPoints: readonly ChartPoint[] = [];
const noPeriods: readonly ChartPeriod[] = [];

/** Crosshair shared by all charts of the page; a drag selects a time range. Notes of the range are marks on every chart. */
export function Chart({
  times,
  stepMs,
  fromMs,
  toMs,
  series,
  format,
  tipFormat = format,
  height = 180,
  label,
  marks = noMarks,
  exemplars = noPoints,
  periods = noPeriods,
  late,
  axis,
  band,
  renderExemplar,
  onSelect,
}: ChartProps): JSX.Element {
  const container = useRef<HTMLDivElement>(null);
  const { width } = useSize(container);
  const points = exemplars;
  const picture = { times, stepMs, fromMs, toMs, series, points, format, width, height, axis, band };
  const cursor = usePlot(container, { ...picture, onSelect });
  const splits = useMemo(() => splitsOf({ series, points, format, axis }), [series, points, format, axis]);
  const [low, high] = [splits[0] ?? 0, splits.at(-1) ?? 1];
  const notes = useNoteMarks();
  const axisWidth = axisWidthOf(splits, format);
  const scale: ChartScale = { fromMs, toMs, width, height, low, high, axisWidth };
  return (
    <div className={css["chart"]} role="figure" aria-label={label}>
      <div className={css["plot"]} ref={container} style={{ height }}>
        {width > 0 && <ChartPeriods scale={scale} periods={periods} />}
        {width > 0 && <ChartLateEnd scale={scale} late={late} />}
        {width > 0 && <ChartMarks scale={scale} marks={[...marks, ...notes]} />}
        {width > 0 && renderExemplar !== undefined && (
          <ChartExemplars scale={scale} exemplars={exemplars} render={renderExemplar} />
        )}
        {cursor !== undefined && (
          <ChartTip
            index={cursor.index}
            x={axisWidth + cursor.left}
            width={width}
            {...{ times, stepMs, series, late, format: tipFormat }}
          />
        )}
      </div>
      <TimeLabels scale={scale} />
      <ChartExport {...{ label, times, fromMs, toMs, series }} />
    </div>
  );
}
