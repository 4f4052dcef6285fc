// Time of spans and records: the monotonic clock, anchored once to wall time.
// A moment is kept as milliseconds since the anchor and becomes the two 32-bit words of `time_unix_nano` without BigInt. It is a
// double, which holds every nanosecond within seven weeks of the anchor and every millisecond of all years; what is given finer and
// farther away carries its nanoseconds with it.
import type { HrTime, TimeInput } from "@opentelemetry/api";
import { shared } from "./shared.ts";

const anchorMs = performance.timeOrigin;
const anchorWholeMs = Math.floor(anchorMs);
const anchorNs = BigInt(anchorWholeMs) * 1_000_000n;
const anchorLo = Number(anchorNs & 0xffff_ffffn);
const anchorHi = Number(anchorNs >> 32n);
const two32 = 0x1_0000_0000;
const toleranceMs = 50;
/** Up to here, 49 days, a double and its product with a million are nearer to a nanosecond than to its neighbours. */
const farMs = 2 ** 32;
/** Up to here, 104 days, a double holds a whole number of nanoseconds. */
const wideMs = Number.MAX_SAFE_INTEGER / 1e6;
const nsPerSecond = 1_000_000_000n;
/** What `fixed64` holds. */
const latestNs = 2n ** 64n - 1n;
/** Three years. As epoch ms it is the year 1973. */
const maxUptimeMs = 1e11;

// performance.now() counts from the origin with its fraction; our anchor is the whole millisecond below it
let shiftMs = anchorMs - anchorWholeMs;

/** A clock that replaces the real one. */
export interface TestClock {
  /** The present moment, in ms since the anchor. */
  moment: number;
  /** Calls `act` once, `ms` later. The returned function calls it off. */
  after(ms: number, act: () => void): () => void;
}

const hands = shared("clock", (): { standIn: TestClock | undefined } => ({ standIn: undefined }));

/** Uses `standIn` as the clock in every copy of the library; undefined for the real clock. */
export function setClock(standIn: TestClock | undefined): void {
  hands.standIn = standIn;
}

/** The present moment, in ms since the anchor. */
export function now(): number {
  const { standIn } = hands;
  return standIn === undefined ? performance.now() + shiftMs : standIn.moment;
}

/** Milliseconds that no set clock disturbs, to measure lengths of time with. */
export function ticks(): number {
  return hands.standIn?.moment ?? performance.now();
}

/** Calls `act` once, `ms` later by this clock, unless the returned function calls it off. Never keeps the process alive. */
export function after(ms: number, act: () => void): () => void {
  if (hands.standIn !== undefined) return hands.standIn.after(ms, act);
  const timer = setTimeout(act, ms);
  // where tests run as in a browser, a timer is a number
  (timer as { unref?(): unknown }).unref?.();
  return () => clearTimeout(timer);
}

/**
 * Follows the wall clock again when it has left the monotonic one by more than 50 ms (suspend, a set clock).
 * Called by timers that run anyway, never per span.
 */
export function reanchor(): void {
  if (hands.standIn !== undefined) return;
  const drift = Date.now() - (anchorWholeMs + now());
  if (Math.abs(drift) > toleranceMs) shiftMs += drift;
}

/**
 * A moment of which a double does not hold the nanosecond. It calculates and compares as the nearest double does; what leaves, or is
 * shown, has its nanoseconds. Made only of seconds and nanoseconds that the caller gave.
 */
class FarMoment extends Number {
  readonly epochNs: bigint;

  constructor(moment: number, epochNs: bigint) {
    super(moment);
    this.epochNs = epochNs;
  }
}

/** A moment given by the caller (epoch ms, `performance.now()`, Date or [s, ns]) in ms since the anchor. */
export function fromTimeInput(time: TimeInput): number {
  if (Array.isArray(time)) return fromHrTime(time);
  // a number is what `performance.now()` gives, or epoch ms: nothing has been running for the years that the smallest of those would be
  if (typeof time === "number") return time < maxUptimeMs ? time + shiftMs : time - anchorWholeMs;
  return time.getTime() - anchorWholeMs;
}

function fromHrTime([seconds, ns]: HrTime): number {
  const moment = seconds * 1000 - anchorWholeMs + ns / 1e6;
  if (!isFar(moment) || ns % 1e6 === 0 || !Number.isSafeInteger(seconds) || !Number.isSafeInteger(ns))
    return moment;
  return new FarMoment(moment, BigInt(seconds) * nsPerSecond + BigInt(ns)) as unknown as number;
}

/** Reads `time` when it can be read as a moment, else gives the present one. Never throws. */
export function momentOr(time: TimeInput | undefined): number {
  if (time === undefined || time === null) return now();
  try {
    const moment = fromTimeInput(time);
    return Number.isFinite(Number(moment)) ? moment : now();
  } catch {
    return now();
  }
}

/** Whether `moment` comes before `other`, to the nanosecond. */
export function isBefore(moment: number, other: number): boolean {
  return moment < other || (isFar(moment) && toEpochNs(moment) < toEpochNs(other));
}

/** The moment as epoch milliseconds. */
export function toEpochMs(moment: number): number {
  return anchorWholeMs + moment;
}

/** The moment as epoch nanoseconds; negative before 1970. */
export function toEpochNs(moment: number): bigint {
  if (!isFar(moment)) return anchorNs + BigInt(Math.round(moment * 1e6));
  if ((moment as unknown) instanceof FarMoment) return (moment as unknown as FarMoment).epochNs;
  const wholeMs = Math.floor(moment);
  return anchorNs + BigInt(wholeMs) * 1_000_000n + BigInt(Math.round((moment - wholeMs) * 1e6));
}

/** The moment as OpenTelemetry's seconds and nanoseconds, the form that its interfaces take without guessing. */
export function toHrTime(moment: number): HrTime {
  if (isFar(moment)) return splitNs(toEpochNs(moment));
  const ns = Math.round(moment * 1e6);
  const wholeMs = Math.floor(ns / 1e6);
  const epochMs = anchorWholeMs + wholeMs;
  const seconds = Math.floor(epochMs / 1000);
  return [seconds, (epochMs - seconds * 1000) * 1e6 + (ns - wholeMs * 1e6)];
}

/** From one moment to another, to the microsecond; 0 where the clock was set back between them. */
export function elapsedMs(from: number, to: number): number {
  return Math.max(0, Math.round((to - from) * 1000) / 1000);
}

/** Nanoseconds as seconds, negative before 1970, and nanoseconds, which never are. */
export function splitNs(ns: bigint): HrTime {
  const rest = ((ns % nsPerSecond) + nsPerSecond) % nsPerSecond;
  return [Number((ns - rest) / nsPerSecond), Number(rest)];
}

/**
 * Puts the moment as epoch nanoseconds into the eight bytes of `view` from `at` on, little-endian. They begin in 1970 and end in 2554:
 * what lies beyond is their first or last one.
 */
export function putMoment(view: DataView, at: number, moment: number): void {
  if (isFar(moment)) putFar(view, at, moment);
  else putNs(view, at, Math.round(moment * 1e6));
}

// a process that is up for months must not pay for a BigInt with every span
function putFar(view: DataView, at: number, moment: number): void {
  if (typeof moment === "number" && Math.abs(moment) < wideMs) {
    const wholeMs = Math.floor(moment);
    putNs(view, at, wholeMs * 1e6 + Math.round((moment - wholeMs) * 1e6));
    return;
  }
  const ns = toEpochNs(moment);
  view.setBigUint64(at, ns < 0n ? 0n : ns > latestNs ? latestNs : ns, true);
}

/** Puts whole nanoseconds since the anchor. */
function putNs(view: DataView, at: number, ns: number): void {
  const high = Math.floor(ns / two32);
  const low = ns - high * two32 + anchorLo;
  view.setInt32(at, low, true);
  view.setInt32(at + 4, anchorHi + high + (low >= two32 ? 1 : 0), true);
}

/** Epoch nanoseconds as a moment. */
export function fromEpochNs(epochNs: bigint): number {
  const ns = epochNs - anchorNs;
  return Number(ns / 1_000_000n) + Number(ns % 1_000_000n) / 1e6;
}

function isFar(moment: number): boolean {
  return moment > farMs || moment < -farMs;
}
