// What the queries of a chart answer, brought onto one time axis. Pure.

import type { ChartLine } from "contract";

/** One line of an answer. */
export interface DataLine {
  readonly label: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `before`: what the value is compared with. */
  readonly kind: ChartLine["kind"];
  readonly values: readonly (number | null)[];
  /** The figure over the whole range, `null` without a value; absent: the source does not know it. */
  readonly total?: number | null | undefined;
}

/** Lines over times in ascending order. */
export interface ChartData {
  /** Unix ms. */
  readonly times: readonly number[];
  readonly stepMs: number;
  /** UCUM, or a currency. */
  readonly unit: string;
  /** Values are so many of `unit` per second. */
  readonly perSecond: boolean;
  readonly lines: readonly DataLine[];
  /** Groups without a line. */
  readonly truncated: number;
}

/** The lines of `data` at other times: each has the value of the step that it is in, and none outside of all steps. */
export function atTimes(data: ChartData, times: readonly number[]): readonly DataLine[] {
  const places = times.map((time) => placeOf(data, time));
  return data.lines.map((line) => ({
    ...line,
    values: places.map((place) => (place === undefined ? null : (line.values[place] ?? null))),
  }));
}

/** The same data, as if it were so much later. */
export function later(data: ChartData, ms: number): ChartData {
  return { ...data, times: data.times.map((time) => time + ms) };
}

function placeOf({ times, stepMs }: ChartData, time: number): number | undefined {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  const place = low - 1;
  return place >= 0 && time < times[place]! + stepMs ? place : undefined;
}
