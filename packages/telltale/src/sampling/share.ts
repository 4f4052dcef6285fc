// A share of traces, ready to be asked: the rejection threshold in two numbers, and what it is in a trace state. The same share gives the
// same answer in every process, and a smaller one lies inside a larger one.
import { createTraceState } from "../engine/api/trace-state.ts";
import type { TraceState } from "@opentelemetry/api";
import { maxThreshold, thresholdOf, formatThreshold } from "./threshold.ts";

/** A share of traces by the last 56 bits of their ids. */
export interface Share {
  /** From 0 to 1, as configured. */
  readonly rate: number;
  /** Whatever is below is not in it. 2^56 for nothing at all. */
  readonly threshold: bigint;
  /** The threshold's upper 24 bits, and its lower 32. */
  readonly high: number;
  readonly low: number;
  /** `ot=th:…` by itself, for traces that begin here. */
  readonly traceState: TraceState;
}

/** The share of `rate`, which is a number from 0 to 1. */
export function shareOf(rate: number): Share {
  return toShare(rate, rate > 0 ? thresholdOf(rate) : maxThreshold);
}

/** The share that `threshold`, of 56 bits, leaves. */
export function shareAbove(threshold: bigint): Share {
  return toShare(Number(maxThreshold - threshold) / Number(maxThreshold), threshold);
}

function toShare(rate: number, threshold: bigint): Share {
  return {
    rate,
    threshold,
    high: Number(threshold >> 32n),
    low: Number(threshold & 0xffff_ffffn),
    traceState: thresholdState(threshold),
  };
}

/** Whether a trace whose id ends in these bits is in `share`. */
export function isIn(share: Share, high24: number, low32: number): boolean {
  return high24 > share.high || (high24 === share.high && low32 >= share.low);
}

const stepsPerHalf = 16;
const smallest = 40 * stepsPerHalf;
const steps: Share[] = [];

/** The largest share of at most `rate` out of a row of shares that are 4 % apart: for rates that change all the time. */
export function stepBelow(rate: number): Share {
  const step =
    rate >= 1 ? 0 : Math.min(Math.ceil(-Math.log2(Math.max(rate, 0)) * stepsPerHalf - 1e-9), smallest);
  return (steps[step] ??= shareOf(2 ** (-step / stepsPerHalf)));
}

// The trace state of traces that begin here and have only a threshold to say: one object for all of them, with its text made once.
/** `ot=th:…` by itself. */
function thresholdState(threshold: bigint): TraceState {
  const value = `th:${formatThreshold(threshold)}`;
  const text = `ot=${value}`;
  const open = (): TraceState => createTraceState(text);
  return {
    get: (key) => (key === "ot" ? value : undefined),
    set: (key, other) => open().set(key, other),
    unset: (key) => open().unset(key),
    serialize: () => text,
  };
}
