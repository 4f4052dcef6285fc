// False alarms on stationary noise, and how many planted shifts are found.
import { createDetector } from "detect";
import { noises, seeded } from "./seeded.ts";

const start = Date.UTC(2026, 0, 5);
const detector = createDetector();

export type Noise = (typeof noises)[keyof typeof noises];

/** A length of series: points, and ms between them. */
export interface Span {
  readonly points: number;
  readonly intervalMs: number;
}

/** Anomalies that began, in a week of a hundred series. */
export function falseAlarms({ draw }: Noise, series: number, { points, intervalMs }: Span): number {
  let count = 0;
  for (let index = 0; index < series; index++) {
    const random = seeded(index * 7919 + 13);
    const state = detector.start();
    let since: number | undefined;
    for (let point = 0; point < points; point++) {
      const { kind, ...found } = detector.step(state, start + point * intervalMs, 10 + draw(random));
      if (kind !== undefined && since === undefined) count++;
      since = kind === undefined ? undefined : found.since;
    }
  }
  return (count / series) * 100 * (604_800_000 / (points * intervalMs));
}

/** Share of shifts by three standard deviations, up or down, that are found within ten points, after `points` of history. */
export function foundShifts(
  { draw, deviation }: Noise,
  series: number,
  { points, intervalMs }: Span,
): number {
  let found = 0;
  for (let index = 0; index < series; index++) {
    const random = seeded(index * 104_729 + 5);
    const state = detector.start();
    for (let point = 0; point < points; point++)
      detector.step(state, start + point * intervalMs, 10 + draw(random));
    const shift = (index % 2 === 0 ? 3 : -3) * deviation;
    const within = Array.from({ length: 10 }, (_, point) =>
      detector.step(state, start + (points + point) * intervalMs, 10 + draw(random) + shift),
    );
    if (within.some(({ kind }) => kind !== undefined)) found++;
  }
  return (100 * found) / series;
}
