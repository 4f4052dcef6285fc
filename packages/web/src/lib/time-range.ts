// The time range of the header. The address holds two expressions, relative or fixed, so that a link to "the last hour"
// always shows the last hour; see `TimeExpression` of the contract.
import { parseTime } from "contract";

export interface TimeRange {
  readonly from: string;
  readonly to: string;
}

/** Short, so that the charts fill soon after the first start. */
export const defaultRange: TimeRange = { from: "-15m", to: "now" };

const defaultMs = 15 * 60_000;

/** The ranges that the picker and `[` `]` offer, shortest first. */
export const presets: readonly { readonly from: string; readonly label: string }[] = [
  { from: "-5m", label: "Last 5 min" },
  { from: "-15m", label: "Last 15 min" },
  { from: "-1h", label: "Last 1 hour" },
  { from: "-6h", label: "Last 6 hours" },
  { from: "-24h", label: "Last 24 hours" },
  { from: "-7d", label: "Last 7 days" },
];

/** The Unix ms of `expression` at `now`, or `null` when it is not a time. */
export function resolveTime(expression: string, now: number = Date.now()): number | null {
  const ns = parseTime(expression, BigInt(Math.floor(now)) * 1_000_000n);
  return ns === undefined ? null : Number(ns / 1_000_000n);
}

/** Both ends at `now`. An invalid end is replaced by that of the default range. */
export function resolveRange(
  range: TimeRange,
  now: number = Date.now(),
): { readonly fromMs: number; readonly toMs: number } {
  const toMs = resolveTime(range.to, now) ?? now;
  const fromMs = resolveTime(range.from, now) ?? toMs - defaultMs;
  return fromMs < toMs ? { fromMs, toMs } : { fromMs: toMs - defaultMs, toMs };
}

/** True when the range moves with the clock, so that new data belongs to it. */
export function isMoving(range: TimeRange): boolean {
  return range.to === "now";
}

const hourMs = 3_600_000;
const units = [
  ["d", 24 * hourMs],
  ["h", hourMs],
  ["m", 60_000],
  ["s", 1000],
] as const;

/** A range so much earlier. An end that moves with the clock still does: `-1h` a day before is `-25h`. `undefined` when an end is not a time. */
export function rangeBefore(
  range: TimeRange,
  offsetMs: number,
  now: number = Date.now(),
): TimeRange | undefined {
  const from = timeBefore(range.from, offsetMs, now);
  const to = timeBefore(range.to, offsetMs, now);
  return from === undefined || to === undefined ? undefined : { from, to };
}

function timeBefore(expression: string, offsetMs: number, now: number): string | undefined {
  const ms = resolveTime(expression, now);
  if (ms === null) return undefined;
  if (resolveTime(expression, now + 1000) === ms) return new Date(ms - offsetMs).toISOString();
  const agoMs = now - ms + offsetMs;
  const [unit, size] = units.find(([, one]) => agoMs % one === 0) ?? (["ms", 1] as const);
  return `-${agoMs / size}${unit}`;
}

/** A range with both ends fixed, for brushes and pins. */
export function fixedRange(fromMs: number, toMs: number): TimeRange {
  const [first, last] = fromMs <= toMs ? [fromMs, toMs] : [toMs, fromMs];
  return { from: new Date(first).toISOString(), to: new Date(Math.max(last, first + 1)).toISOString() };
}

/** A range that ends less than this share of its length before now counts as ending now: `[` and `]` take a moment. */
const nearNow = 0.1;

/** The neighbouring range of the same length: `-1` back, `1` forward. Forward past now returns to the moving range. */
export function shiftRange(range: TimeRange, direction: -1 | 1, now: number = Date.now()): TimeRange {
  const { fromMs, toMs } = resolveRange(range, now);
  const length = toMs - fromMs;
  if (direction === 1 && isMoving(range)) return range;
  if (direction === 1 && toMs + length >= now - length * nearNow)
    return relativeRange(length, now) ?? fixedRange(now - length, now);
  return fixedRange(fromMs + direction * length, toMs + direction * length);
}

function relativeRange(lengthMs: number, now: number): TimeRange | undefined {
  const preset = presets.find((one) => resolveTime(one.from, now) === now - lengthMs);
  return preset === undefined ? undefined : { from: preset.from, to: "now" };
}
