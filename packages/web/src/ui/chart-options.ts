// The options of uPlot for a chart: colours resolved, bars 1 px apart, no labels below.
import type uPlot from "uplot";

import { axisFormat, boundSplits, distinctSplits, tidy, valueSplits } from "../lib/axis.ts";
import { extent, stack, type ChartPoint, type ChartSeries } from "./chart-model.ts";
import { resolveColor } from "./color.ts";
import { bases, layerPaths } from "./stacked-bars.ts";

/** Room for the labels of the value axis; long labels get more. */
const minAxisWidth = 52;
const axisGap = 6;
/** Of a character of a label. */
const characterWidth = 6;
/** Room above the picture for flags. */
export const topPadding = 10;
export const bottomPadding = 4;

export interface ChartInput {
  readonly times: readonly number[];
  readonly stepMs: number;
  readonly series: readonly ChartSeries[];
  readonly points: readonly ChartPoint[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly format: (value: number) => string;
  readonly width: number;
  readonly height: number;
  /** `zoomed`: the axis need not begin at 0; else its first and last value. The same list as long as they are the same. */
  readonly axis?: "zoomed" | readonly [first: number, last: number] | undefined;
  /** The series between which lies the expected band: the upper and the lower one. The same list as long as they are the same. */
  readonly band?: readonly [upper: number, lower: number] | undefined;
  readonly onCursor: (index: number | null, left: number) => void;
  readonly onSelect: ((fromMs: number, toMs: number) => void) | undefined;
}

/** Columns in the order uPlot draws them: the last given first, so that the first line lies on top. */
export function chartData({ times, series }: Pick<ChartInput, "times" | "series">): uPlot.AlignedData {
  return [times, ...stack(series).toReversed()] as unknown as uPlot.AlignedData;
}

/** The values with a grid line: the first is the bottom of the chart, the last its top. */
export function splitsOf({
  series,
  points,
  format,
  axis,
}: Pick<ChartInput, "series" | "points" | "format" | "axis">): readonly number[] {
  if (axis !== undefined && axis !== "zoomed") return boundSplits(axis);
  const { low, high } = extent(stack(series), points, axis === "zoomed");
  const splits = valueSplits(low, high);
  return distinctSplits(splits, axisFormat(format, splits));
}

/** Px left of the picture, for the labels of `splits`. */
export function axisWidthOf(splits: readonly number[], format: (value: number) => string): number {
  const write = axisFormat(format, splits);
  const longest = Math.max(0, ...splits.map((value) => labelOf(value, write).length));
  return Math.max(minAxisWidth, longest * characterWidth + axisGap + 4);
}

function labelOf(value: number, format: (value: number) => string): string {
  return value === 0 ? "0" : tidy(format(value));
}

/** Options for `input` in the current theme. */
export function chartOptions(input: ChartInput): uPlot.Options {
  const splits = splitsOf(input);
  const write = axisFormat(input.format, splits);
  const below = bases(input.series);
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  return {
    width: input.width,
    height: input.height,
    ms: 1,
    padding: [topPadding, 0, bottomPadding, 0],
    legend: { show: false },
    scales: {
      x: { time: true, range: [input.fromMs, input.toMs] },
      y: { range: [splits[0] ?? 0, splits.at(-1) ?? 1] },
    },
    axes: [
      { show: false },
      {
        size: axisWidthOf(splits, input.format),
        gap: axisGap,
        font,
        stroke: resolveColor("--ink-3"),
        splits: () => [...splits],
        values: (_, values) => values.map((value) => labelOf(value, write)),
        grid: { stroke: resolveColor("--chart-grid"), width: 1 },
        ticks: { show: false },
      },
    ],
    cursor: {
      y: false,
      sync: { key: "page", scales: ["x", null] },
      drag: { x: input.onSelect !== undefined, y: false, setScale: false },
      points: {
        show: input.series.some(({ kind }) => kind === "line"),
        size: 7,
        width: 2,
        fill: () => resolveColor("--surface-page"),
      },
    },
    ...(input.band === undefined ? {} : { bands: [bandOptions(input.series.length, input.band)] }),
    series: [{}, ...input.series.map((one, at) => seriesOptions(one, below[at], input.stepMs)).toReversed()],
    hooks: {
      setCursor: [(plot) => input.onCursor(plot.cursor.idx ?? null, plot.cursor.left ?? -1)],
      setSelect: [(plot) => selected(plot, input.onSelect)],
    },
  };
}

/** Series are drawn in reverse, after the times. */
function bandOptions(count: number, [upper, lower]: readonly [number, number]): uPlot.Band {
  return { series: [count - upper, count - lower], fill: resolveColor("--chart-band") };
}

function seriesOptions(
  { label, color, kind }: ChartSeries,
  base: readonly number[] | undefined,
  stepMs: number,
): uPlot.Series {
  const stroke = resolveColor(color);
  if (base !== undefined)
    return { label, fill: stroke, width: 0, points: { show: false }, paths: layerPaths(base, stepMs) };
  if (kind === "before")
    return { label, stroke, width: 1.5, dash: [4, 3], points: { show: false }, spanGaps: false };
  const points = { show: false, filter: alone, size: 4, fill: stroke };
  return { label, stroke, width: 2, spanGaps: false, points };
}

/** The values that need a dot because no line leads to them: those between two gaps. */
function alone(plot: uPlot, at: number): number[] {
  const values = plot.data[at] ?? [];
  const isKnown = (place: number): boolean => (values[place] ?? null) !== null;
  return Array.from(values, (_, place) => place).filter(
    (place) => isKnown(place) && !isKnown(place - 1) && !isKnown(place + 1),
  );
}

function selected(plot: uPlot, onSelect: ChartInput["onSelect"]): void {
  const { left, width } = plot.select;
  if (onSelect === undefined || width < 4) return;
  onSelect(plot.posToVal(left, "x"), plot.posToVal(left + width, "x"));
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}
