// Spans at a steady rate, and how long each turn of the event loop takes meanwhile: by the clock, and without the time in which
// the thread was ready and another process had the CPU, which Linux reports to the nanosecond (schedstat).
import { openSync, readSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

export interface Turns {
  readonly spans: number;
  /** Longest turn by the clock, in ms. */
  readonly longestMs: number;
  /** Longest turn and the 99.99th percentile, in ms, waits for a CPU taken off. */
  readonly longestHeldMs: number;
  readonly p9999HeldMs: number;
  /** Turns that were held above 5 ms. */
  readonly above5Ms: number;
  readonly turns: number;
  /** Heap and external memory after a collection, half-way and at the end, in bytes. */
  readonly halfBytes: number;
  readonly endBytes: number;
}

const resolution = 0.01;

/**
 * Calls `pair`, which makes two spans, so that `perSecond` spans are made for `seconds`. The first second is not measured.
 *
 * The event loop never rests, so that every turn is a short one; with `rests` it sleeps in between, and only memory can be judged.
 */
export async function turns(
  pair: () => void,
  perSecond: number,
  seconds: number,
  rests: boolean,
): Promise<Turns> {
  const held = new Uint32Array(100_000);
  let made = 0;
  let skipped = 0;
  let count = 0;
  let longestMs = 0;
  let halfBytes = 0;
  const began = performance.now();
  let lastMs = began;
  let lastWaited = waitedMs();
  let skip = true;

  await new Promise<void>((resolve) => {
    function turn(): void {
      const nowMs = performance.now();
      const nowWaited = waitedMs();
      if (!skip && nowMs - began > 1000) {
        count++;
        longestMs = Math.max(longestMs, nowMs - lastMs);
        const heldMs = Math.max(0, nowMs - lastMs - (nowWaited - lastWaited));
        const slot = Math.min(held.length - 1, Math.round(heldMs / resolution));
        held[slot] = (held[slot] ?? 0) + 1;
      }
      skip = false;
      if (halfBytes === 0 && nowMs - began > seconds * 500) {
        halfBytes = memory();
        skip = true;
      }
      if (nowMs - began > seconds * 1000) return resolve();
      const due = ((nowMs - began) / 1000) * (perSecond / 2) - skipped;
      // what a pause of the machine left undone is not made up for in one turn
      for (let n = 0; made < due && n < 50; n++, made++) pair();
      if (made < due - 50) skipped += Math.floor(due - made);
      lastMs = nowMs;
      lastWaited = nowWaited;
      if (skip) {
        lastMs = performance.now();
        lastWaited = waitedMs();
      }
      if (rests) setTimeout(turn, 5);
      else setImmediate(turn);
    }
    turn();
  });
  return {
    spans: made * 2,
    longestMs,
    longestHeldMs: quantile(held, 1),
    p9999HeldMs: quantile(held, 0.9999),
    above5Ms: held.subarray(5 / resolution).reduce((sum, one) => sum + one, 0),
    turns: count,
    halfBytes,
    endBytes: memory(),
  };
}

const schedstat = ((): number | undefined => {
  try {
    return openSync("/proc/thread-self/schedstat", "r");
  } catch {
    return undefined;
  }
})();
const text = Buffer.alloc(128);

/** How long this thread has waited for a CPU so far. 0 where that is not known. */
function waitedMs(): number {
  if (schedstat === undefined) return 0;
  const size = readSync(schedstat, text, 0, text.length, 0);
  return Number(text.toString("latin1", 0, size).split(" ")[1]) / 1e6;
}

function quantile(histogram: Uint32Array, share: number): number {
  const total = histogram.reduce((sum, one) => sum + one, 0);
  let seen = 0;
  for (const [slot, one] of histogram.entries()) {
    seen += one;
    if (one > 0 && seen >= total * share) return slot * resolution;
  }
  return 0;
}

let collect: (() => void) | undefined;

function memory(): number {
  setFlagsFromString("--expose-gc");
  collect ??= runInNewContext("gc") as () => void;
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
