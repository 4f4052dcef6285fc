// Round marks on a time axis: 1, 2 or 5 times a power of ten below a minute, the clock's own steps above.
import type { TimeView } from "./time-view.ts";

export interface Tick {
  /** Ms since the trace began. */
  readonly at: number;
  readonly label: string;
}

const minute = 60_000;
const hour = 60 * minute;
const clockSteps: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minute),
  ...[1, 2, 3, 6, 12, 24, 48, 120, 240].map((hours) => hours * hour),
];

/** Ticks inside `view`, at least `gapPx` apart on `widthPx`, all in one unit with as many digits as tell them apart. */
export function ticks(view: TimeView, widthPx: number, gapPx = 64): Tick[] {
  const length = view.end - view.start;
  if (!(length > 0) || !(widthPx > 0)) return [];
  const least = (length * gapPx) / widthPx;
  const clock = view.end >= 2 * minute && least >= 500;
  const step = (clock ? clockSteps.find((size) => size >= least) : undefined) ?? roundUp(least);
  const label = clock ? (at: number) => clockLabel(at, step) : decimalLabel(view.end, step);
  const found: Tick[] = [];
  for (let i = Math.ceil(view.start / step - 1e-9); i * step <= view.end + step * 1e-9; i++) {
    found.push({ at: i * step, label: i === 0 ? "0" : label(i * step) });
  }
  return found;
}

function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const lead = value / power;
  return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
}

/** `1:30` where seconds matter, else `5 min` or `2 h`. */
function clockLabel(at: number, step: number): string {
  if (step % minute !== 0) {
    const seconds = Math.round(at / 1000);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
  return step % hour === 0 ? `${Math.round(at / hour)} h` : `${Math.round(at / minute)} min`;
}

function decimalLabel(end: number, step: number): (at: number) => string {
  const [name, size] = end < 1 ? ["µs", 0.001] : end < 1000 ? ["ms", 1] : ["s", 1000];
  const digits = Math.max(0, -Math.floor(Math.log10(step / size) + 1e-9));
  return (at) => `${(at / size).toFixed(digits)} ${name}`;
}
