// The range of a request, the previous range of the same length, and the steps of its charts.
import type { ResolvedRange } from "contract";
import { toIso, toSqlTime } from "./time.ts";

/** Unix ns, `fromNs` included, `toNs` not. */
export interface Range {
  readonly fromNs: bigint;
  readonly toNs: bigint;
}

const niceStepsMs = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000,
  600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000,
  172_800_000, 604_800_000, 2_592_000_000, 31_536_000_000,
];

/** The same length of time just before. Starts at 1970 at the earliest. */
export function previousRange(range: Range): Range {
  const fromNs = range.fromNs - (range.toNs - range.fromNs);
  return { fromNs: fromNs < 0n ? 0n : fromNs, toNs: range.fromNs };
}

const minuteNs = 60_000_000_000n;

/**
 * The range as roll-ups by minute have it, in whole minutes: of the minute in which it ends all is counted, or what there is until now, and
 * it ends then.
 */
export function inWholeMinutes({ fromNs, toNs }: Range, nowMs: number): Range {
  const wholeFromNs = (fromNs / minuteNs) * minuteNs;
  const endNs = ((toNs + minuteNs - 1n) / minuteNs) * minuteNs;
  const nowNs = BigInt(Math.floor(nowMs)) * 1_000_000n;
  return { fromNs: wholeFromNs, toNs: nowNs > wholeFromNs && nowNs < endNs ? nowNs : endNs };
}

/** The same length of time just before, in the whole minutes that are in it. */
export function previousWholeMinutes(range: Range): Range {
  const { fromNs, toNs } = previousRange(range);
  return { fromNs: ((fromNs + minuteNs - 1n) / minuteNs) * minuteNs, toNs };
}

/**
 * The size by which the part is chosen in which two periods are counted: that of the smaller one, so that it is not estimated from a few. A
 * period without anything needs no estimate.
 */
export function decisiveSize(current: number, previous: number): number {
  return current === 0 || previous === 0 ? Math.max(current, previous) : Math.min(current, previous);
}

/** The end of a page: the end of the range, or just after the key (Unix ns) of the last row of the page before. */
export function endOf(range: Range, keyNs: string | undefined): bigint {
  return keyNs === undefined || BigInt(keyNs) >= range.toNs ? range.toNs : BigInt(keyNs) + 1n;
}

/** The range as in the answer. */
export function toResolved(range: Range): ResolvedRange {
  return { from: toIso(range.fromNs), to: toIso(range.toNs) };
}

/** The range as the query parameters `from` and `to`. */
export function toRangeParams(range: Range): { from: string; to: string } {
  return { from: toSqlTime(range.fromNs), to: toSqlTime(range.toNs) };
}

/** A round step, at least `minMs`, that divides the range into about `count` steps and never more than a few above. */
export function chooseStepMs(range: Range, count: number, minMs: number): number {
  const wanted = Math.max(Number((range.toNs - range.fromNs) / 1_000_000n) / count, minMs);
  return niceStepsMs.find((step) => step >= wanted * 0.999) ?? Math.ceil(wanted);
}

/**
 * A step of which `ms` is a whole number: `wanted`, else the next narrower one that is at least `least`, else the next wider one, up to
 * `ms`. `undefined` when there is none.
 */
export function chooseDividingStepMs(ms: number, wanted: number, least: number): number | undefined {
  const dividing = niceStepsMs.filter((step) => step >= least && ms % step === 0);
  return dividing.findLast((step) => step <= wanted) ?? dividing[0];
}

/** Starts of the steps that touch the range, Unix ms, aligned to multiples of the step. */
export function stepTimes(range: Range, stepMs: number): number[] {
  const first = Math.floor(Number(range.fromNs / 1_000_000n) / stepMs) * stepMs;
  const end = Number((range.toNs + 999_999n) / 1_000_000n);
  const times: number[] = [];
  for (let time = first; time < end; time += stepMs) times.push(time);
  return times;
}
