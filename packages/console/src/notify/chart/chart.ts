// The chart of an alert as a small image: the values as a line, the limit as a dashed line with its value, the expected band as an area,
// and axes with figures and times.
import { figure } from "alerts/sentence";
import { drawText, glyphSize, textWidth } from "./font.ts";
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
  /** Of the values, for the axis. */
  readonly unit?: string;
  readonly band?: readonly { readonly at: number; readonly low: number; readonly high: number }[];
}

export const chartSize = { width: 480, height: 180 } as const;
const margin = 6;
/** Room for the figures at the left, and for the times below. */
const [axisWidth, axisHeight] = [62, 16];
const [left, bottom] = [axisWidth, chartSize.height - axisHeight];
/** Points beyond this number are thinned out: there are no more columns. */
const mostPoints = 2000;

/** Indexes into the palette. */
export const chartColors = { background: 0, grid: 1, band: 2, limit: 3, line: 4, text: 5 } as const;
const palette = ["#ffffff", "#e3e6ea", "#d6e4f5", "#c92a2a", "#1c5fb0", "#5c6570"];

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
  for (const share of [0, 0.5, 1]) drawGrid(put, margin + share * (bottom - 1 - 2 * margin));
  drawBand(put, scale, chart.band ?? []);
  for (let index = 1; index < points.length; index++)
    drawLine(put, place(scale, points[index - 1]!), place(scale, points[index]!));
  drawAxes(put, scale, chart.unit);
  if (chart.limit !== undefined && Number.isFinite(chart.limit)) {
    drawLimit(put, scale.y(chart.limit));
    drawLimitText(put, scale.y(chart.limit), `limit ${figure(chart.limit, chart.unit ?? "")}`);
  }
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
  /** Values and times at the ends of the axes. */
  readonly low: number;
  readonly high: number;
  readonly first: number;
  readonly last: number;
}

function scaleOf(points: readonly ChartPoint[], { limit, band = [] }: Chart): Scale {
  const values = [...points.map(({ value }) => value), ...band.flatMap(({ low, high }) => [low, high])];
  if (limit !== undefined) values.push(limit);
  const finite = values.filter((value) => Number.isFinite(value));
  const [low, high] = [finite.reduce((a, b) => Math.min(a, b)), finite.reduce((a, b) => Math.max(a, b))];
  const [first, last] = [points[0]!.at, points.at(-1)!.at];
  return {
    x: (at) => left + between(at, first, last, chartSize.width - left),
    y: (value) => bottom - 1 - between(value, low, high, bottom),
    low,
    high,
    first,
    last,
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
  for (let x = left; x < chartSize.width - margin; x++) put(x, Math.round(y), chartColors.grid);
}

function drawBand(put: Put, scale: Scale, band: NonNullable<Chart["band"]>): void {
  const finite = band.filter(({ at, low, high }) => [at, low, high].every((one) => Number.isFinite(one)));
  for (let index = 1; index < finite.length; index++) {
    const [before, after] = [finite[index - 1]!, finite[index]!];
    const [from, to] = [scale.x(before.at), scale.x(after.at)];
    for (let x = from; x <= to; x++) {
      const share = to > from ? (x - from) / (to - from) : 0;
      const top = scale.y(before.high + share * (after.high - before.high));
      const end = scale.y(before.low + share * (after.low - before.low));
      for (let y = top; y <= end; y++) put(x, y, chartColors.band);
    }
  }
}

function drawLimit(put: Put, y: number): void {
  for (let x = left; x < chartSize.width - margin; x++) if (x % 8 < 5) put(x, y, chartColors.limit);
}

/** Three figures at the left, five times below. */
function drawAxes(put: Put, { y, low, high, first, last }: Scale, unit = ""): void {
  const shares = high > low ? [0, 0.5, 1] : [0];
  for (const share of shares) {
    const value = Number((low + share * (high - low)).toPrecision(3));
    const text = figure(value, unit);
    const top = Math.max(0, Math.min(bottom - glyphSize.height, Math.round(y(value) - glyphSize.height / 2)));
    write(put, text, left - 6 - textWidth(text), top, chartColors.text);
  }
  const isLong = last - first > 2 * 86_400_000;
  const count = last > first ? 5 : 1;
  for (let index = 0; index < count; index++) {
    const at = new Date(first + (index / 4) * (last - first));
    if (Number.isNaN(at.getTime())) return;
    const text = isLong ? at.toISOString().slice(5, 10) : at.toISOString().slice(11, 16);
    const middle = left + margin + (index / 4) * (chartSize.width - left - 1 - 2 * margin);
    const x = Math.min(chartSize.width - textWidth(text), Math.round(middle - textWidth(text) / 2));
    write(put, text, x, bottom + 6, chartColors.text);
  }
}

/** Above its line, or below it at the upper end. */
function drawLimitText(put: Put, y: number, text: string): void {
  const top = y - glyphSize.height - 3 < 0 ? y + 4 : y - glyphSize.height - 3;
  write(put, text, left + 6, top, chartColors.limit);
}

function write(put: Put, text: string, x0: number, top: number, color: number): void {
  drawText(text, (x, y) => put(x0 + x, top + y, color));
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
