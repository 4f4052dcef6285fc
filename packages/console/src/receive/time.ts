// Which times are believed. A time before 1971 is milliseconds or seconds sent as nanoseconds; one more than a week ahead
// would be on top of every list and outlive retention. Both are refused, so that the sender learns of it.

const earliestNs = 31_536_000_000_000_000n;
const aheadNs = 7n * 86_400_000_000_000n;

/** The last ns that a `DateTime64(9)` holds (2262-04-11). */
const latestStorableNs = (1n << 63n) - 1n;

/** The range in which a time is believed, from a clock that gives Unix ms. */
export interface TimeBounds {
  readonly nowNs: bigint;
  readonly latestNs: bigint;
}

/** Taken once a request. */
export function timeBounds(nowMs: number): TimeBounds {
  const nowNs = BigInt(Math.trunc(nowMs)) * 1_000_000n;
  return { nowNs, latestNs: nowNs + aheadNs };
}

/** Why `timeNs` cannot be trusted, to follow the field's name; `undefined` when it can. */
export function refuseTime(timeNs: bigint, bounds: TimeBounds): string | undefined {
  if (timeNs === 0n) return "is missing, or not above 0";
  if (timeNs < earliestNs) return "lies before 1971 (is it in ns since 1970?)";
  if (timeNs > bounds.latestNs) return "lies more than 7 days in the future";
  return undefined;
}

/** For times inside a row, which do not decide where it is stored. */
export function clampTime(timeNs: bigint): bigint {
  return timeNs > latestStorableNs ? latestStorableNs : timeNs;
}
