// False alarms on stationary noise, and how many planted shifts are found.
import { createDetector } from "detect";
import { type Noise, seeded } from "./seeded.ts";

const start = Date.UTC(2026, 0, 5);
const weekMs = 604_800_000;
const detector = createDetector();

/** A length of series: points, and ms between them. */
export interface Span {
  readonly points: number;
  readonly intervalMs: number;
}

/** Anomalies that began, in a week of a hundred series. */
export function falseAlarms({ begin }: Noise, series: number, { points, intervalMs }: Span): number {
  let count = 0;
  for (let index = 0; index < series; index++) {
    const draw = begin(seeded(index * 7919 + 13));
    const state = detector.start();
    let since: number | undefined;
    for (let point = 0; point < points; point++) {
      const found = detector.step(state, start + point * intervalMs, 10 + draw());
      if (found.kind !== undefined && since === undefined) count++;
      since = found.since;
    }
  }
  return (count / series) * 100 * (weekMs / (points * intervalMs));
}

/** Share of shifts by three standard deviations, up or down, that are found within ten points, after `points` of history. */
export function foundShifts(
  { begin, deviation }: Noise,
  series: number,
  { points, intervalMs }: Span,
): number {
  let found = 0;
  for (let index = 0; index < series; index++) {
    const draw = begin(seeded(index * 104_729 + 5));
    const state = detector.start();
    for (let point = 0; point < points; point++)
      detector.step(state, start + point * intervalMs, 10 + draw());
    const shift = (index % 2 === 0 ? 3 : -3) * deviation;
    const within = Array.from({ length: 10 }, (_, point) =>
      detector.step(state, start + (points + point) * intervalMs, 10 + draw() + shift),
    );
    if (within.some(({ kind }) => kind !== undefined)) found++;
  }
  return (100 * found) / series;
}
