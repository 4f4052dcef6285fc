// The chart of an alert as a small image: the values as a line, the limit as a dashed line, the expected band as an area. It has no text:
// the message says what the values are.
import { encodePng } from "./png.ts";

interface ChartPoint {
  /** Unix ms. */
  readonly at: number;
  readonly value: number;
}

export interface Chart {
  /** In the order of time. */
  readonly points: readonly ChartPoint[];
  readonly limit?: number;
  readonly band?: readonly { readonly at: number; readonly low: number; readonly high: number }[];
}

export const chartSize = { width: 480, height: 160 } as const;
const margin = 6;
/** Points beyond this number are thinned out: there are no more columns. */
const mostPoints = 2000;

/** Indexes into the palette. */
export const chartColors = { background: 0, grid: 1, band: 2, limit: 3, line: 4 } as const;
const palette = ["#ffffff", "#e3e6ea", "#d6e4f5", "#c92a2a", "#1c5fb0"];

/** Pixels of a chart as indexes of colours, or undefined when there is nothing to draw. */
export function drawChart(chart: Chart): Uint8Array | undefined {
  const points = thin(chart.points.filter(({ at, value }) => Number.isFinite(at) && Number.isFinite(value)));
  if (points.length < 2) return undefined;
  const scale = scaleOf(points, chart);
  const { width, height } = chartSize;
  const pixels = new Uint8Array(width * height);
  const put = (x: number, y: number, color: number): void => {
    if (x >= 0 && x < width && y >= 0 && y < height) pixels[Math.round(y) * width + Math.round(x)] = color;
  };
  for (const share of [0, 0.5, 1]) drawGrid(put, margin + share * (height - 2 * margin));
  drawBand(put, scale, chart.band ?? []);
  if (chart.limit !== undefined && Number.isFinite(chart.limit)) drawLimit(put, scale.y(chart.limit));
  for (let index = 1; index < points.length; index++)
    drawLine(put, place(scale, points[index - 1]!), place(scale, points[index]!));
  return pixels;
}

/** The chart as a PNG file; undefined when there is nothing to draw. */
export function chartPng(chart: Chart): Buffer | undefined {
  const pixels = drawChart(chart);
  return pixels === undefined ? undefined : encodePng({ ...chartSize, pixels, palette });
}

type Put = (x: number, y: number, color: number) => void;
type Spot = readonly [x: number, y: number];

interface Scale {
  readonly x: (at: number) => number;
  readonly y: (value: number) => number;
}

function scaleOf(points: readonly ChartPoint[], { limit, band = [] }: Chart): Scale {
  const values = [...points.map(({ value }) => value), ...band.flatMap(({ low, high }) => [low, high])];
  if (limit !== undefined) values.push(limit);
  const finite = values.filter((value) => Number.isFinite(value));
  const [low, high] = [finite.reduce((a, b) => Math.min(a, b)), finite.reduce((a, b) => Math.max(a, b))];
  const [first, last] = [points[0]!.at, points.at(-1)!.at];
  return {
    x: (at) => between(at, first, last, chartSize.width),
    y: (value) => chartSize.height - 1 - between(value, low, high, chartSize.height),
  };
}

/** A position in the drawn part of `size` pixels. */
function between(value: number, low: number, high: number, size: number): number {
  const share = high > low ? (value - low) / (high - low) : 0.5;
  return Math.round(margin + Math.min(1, Math.max(0, share)) * (size - 1 - 2 * margin));
}

function place(scale: Scale, { at, value }: ChartPoint): Spot {
  return [scale.x(at), scale.y(value)];
}

function drawGrid(put: Put, y: number): void {
  for (let x = margin; x < chartSize.width - margin; x++)
    put(x, Math.min(Math.round(y), chartSize.height - 1), chartColors.grid);
}

function drawBand(put: Put, scale: Scale, band: NonNullable<Chart["band"]>): void {
  const finite = band.filter(({ at, low, high }) => [at, low, high].every((one) => Number.isFinite(one)));
  for (let index = 1; index < finite.length; index++) {
    const [before, after] = [finite[index - 1]!, finite[index]!];
    const [from, to] = [scale.x(before.at), scale.x(after.at)];
    for (let x = from; x <= to; x++) {
      const share = to > from ? (x - from) / (to - from) : 0;
      const top = scale.y(before.high + share * (after.high - before.high));
      const bottom = scale.y(before.low + share * (after.low - before.low));
      for (let y = top; y <= bottom; y++) put(x, y, chartColors.band);
    }
  }
}

function drawLimit(put: Put, y: number): void {
  for (let x = margin; x < chartSize.width - margin; x++) if (x % 8 < 5) put(x, y, chartColors.limit);
}

/** Two pixels thick, in as many steps as the longer side has pixels. */
function drawLine(put: Put, [fromX, fromY]: Spot, [toX, toY]: Spot): void {
  const steps = Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY), 1);
  for (let step = 0; step <= steps; step++) {
    const [x, y] = [fromX + ((toX - fromX) * step) / steps, fromY + ((toY - fromY) * step) / steps];
    put(x, y, chartColors.line);
    put(x, y + 1, chartColors.line);
  }
}

function thin(points: readonly ChartPoint[]): readonly ChartPoint[] {
  const every = Math.ceil(points.length / mostPoints);
  return every <= 1
    ? points
    : points.filter((_, index) => index % every === 0 || index === points.length - 1);
}
