// Round marks on a time axis: 1, 2 or 5 times a power of ten, as many as the width carries.
import type { TimeView } from "./time-view.ts";

export interface Tick {
  /** Ms since the trace began. */
  readonly at: number;
  readonly label: string;
}

/** Ticks inside `view`, at least `gapPx` apart on `widthPx`, all in one unit with as many digits as tell them apart. */
export function ticks(view: TimeView, widthPx: number, gapPx = 64): Tick[] {
  const length = view.end - view.start;
  if (!(length > 0) || !(widthPx > 0)) return [];
  const step = roundUp((length * gapPx) / widthPx);
  const unit = unitOf(view.end);
  const digits = Math.max(0, -Math.floor(Math.log10(step / unit.ms) + 1e-9));
  const found: Tick[] = [];
  for (let i = Math.ceil(view.start / step - 1e-9); i * step <= view.end + step * 1e-9; i++) {
    const at = i * step;
    found.push({ at, label: i === 0 ? "0" : `${(at / unit.ms).toFixed(digits)} ${unit.name}` });
  }
  return found;
}

function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const lead = value / power;
  return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
}

function unitOf(ms: number): { readonly name: string; readonly ms: number } {
  if (ms < 1) return { name: "µs", ms: 0.001 };
  if (ms < 1000) return { name: "ms", ms: 1 };
  if (ms < 120_000) return { name: "s", ms: 1000 };
  if (ms < 7_200_000) return { name: "min", ms: 60_000 };
  return { name: "h", ms: 3_600_000 };
}
