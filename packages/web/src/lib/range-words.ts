// Time ranges in words.
import { formatDuration } from "./format-duration.ts";
import { formatSpan } from "./time.ts";
import { isMoving, presets, resolveRange, type TimeRange } from "./time-range.ts";

/** `Last 1 hour`, or the length of a fixed range: `1 h`. */
export function describeRange(range: TimeRange, now: number = Date.now()): string {
  const preset = isMoving(range) ? presets.find((one) => one.from === range.from) : undefined;
  if (preset !== undefined) return preset.label;
  const { fromMs, toMs } = resolveRange(range, now);
  return `${isMoving(range) ? "Last " : ""}${formatDuration(toMs - fromMs)}`;
}

/** The period that a result is compared with: `12:48 – 13:48`. */
export function describePrevious(from: string, to: string, now: number = Date.now()): string {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  return formatSpan(fromMs - (toMs - fromMs), fromMs, now);
}

/** The name of the previous period by the length of the range: `the hour before`. */
export function namePrevious(fromMs: number, toMs: number): string {
  const minutes = Math.round((toMs - fromMs) / 60_000);
  const name: Readonly<Record<number, string>> = { 60: "hour", 1440: "day", 10_080: "week" };
  return `the ${name[minutes] ?? formatDuration(toMs - fromMs)} before`;
}
