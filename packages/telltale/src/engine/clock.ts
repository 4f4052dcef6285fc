// Time of spans and records: the monotonic clock, anchored once to wall time.
// A moment is kept as milliseconds since the anchor and becomes the two 32-bit words of `time_unix_nano` without BigInt. It is a
// double: to the nanosecond within three months of the anchor; farther away whole milliseconds are exact, and what is given
// finer is off by up to ten nanoseconds a year.
import type { TimeInput } from "@opentelemetry/api";
import { shared } from "./shared.ts";

const anchorMs = performance.timeOrigin;
const anchorWholeMs = Math.floor(anchorMs);
const anchorNs = BigInt(anchorWholeMs) * 1_000_000n;
const anchorLo = Number(anchorNs & 0xffff_ffffn);
const anchorHi = Number(anchorNs >> 32n);
const two32 = 0x1_0000_0000;
const toleranceMs = 50;
/** From here on a double does not hold every nanosecond. */
const farMs = Number.MAX_SAFE_INTEGER / 1e6;
/** Three years. As epoch ms it is the year 1973. */
const maxUptimeMs = 1e11;

// performance.now() counts from the origin with its fraction; our anchor is the whole millisecond below it
let shiftMs = anchorMs - anchorWholeMs;

/** A clock that stands in for the real one. */
export interface StandIn {
  /** The present moment, in ms since the anchor. */
  moment: number;
  /** Calls `act` once, `ms` later. The returned function calls it off. */
  after(ms: number, act: () => void): () => void;
}

const hands = shared("clock", (): { standIn: StandIn | undefined } => ({ standIn: undefined }));

/** Lets `standIn` tell the time, in every copy of the library; undefined for the real clock. */
export function setClock(standIn: StandIn | undefined): void {
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

/** A moment given by the caller (epoch ms, `performance.now()`, Date or [s, ns]) in ms since the anchor. */
export function fromTimeInput(time: TimeInput): number {
  if (Array.isArray(time)) return time[0] * 1000 - anchorWholeMs + time[1] / 1e6;
  // a number is what `performance.now()` gives, or epoch ms: nothing has been running for the years that the smallest of those would be
  if (typeof time === "number") return time < maxUptimeMs ? time + shiftMs : time - anchorWholeMs;
  return time.getTime() - anchorWholeMs;
}

/** Reads `time` when it can be read as a moment, else gives the present one. Never throws. */
export function momentOr(time: TimeInput | undefined): number {
  if (time === undefined || time === null) return now();
  try {
    const moment = fromTimeInput(time);
    return Number.isFinite(moment) ? moment : now();
  } catch {
    return now();
  }
}

/** The moment as epoch milliseconds. */
export function toEpochMs(moment: number): number {
  return anchorWholeMs + moment;
}

/** The moment as epoch nanoseconds. */
export function toEpochNs(moment: number): bigint {
  if (!isFar(moment)) return anchorNs + BigInt(Math.round(moment * 1e6));
  const wholeMs = Math.floor(moment);
  return anchorNs + BigInt(wholeMs) * 1_000_000n + BigInt(Math.round((moment - wholeMs) * 1e6));
}

/** Puts the moment as epoch nanoseconds into the eight bytes of `view` from `at` on, little-endian. */
export function putMoment(view: DataView, at: number, moment: number): void {
  if (isFar(moment)) {
    view.setBigInt64(at, toEpochNs(moment), true);
    return;
  }
  const ns = Math.round(moment * 1e6);
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
