// An adaptive rate: keeps a number of traces a second, however many there are. The rate is computed from earlier traces before a trace is
// decided, so a kept trace has the weight `1 / rate`, also while the rate changes, and counts stay exact.

/** The target per second, and the highest rate. */
export interface PaceSettings {
  readonly perSecond: number;
  readonly rate: number;
  /** Milliseconds that only grow. */
  readonly now: () => number;
}

/** Computes the rate for the next trace. */
export interface Pace {
  /** The rate for a trace that comes now. */
  next(): number;
  /** Whether a trace that the rate keeps is within the limit. */
  take(): boolean;
  /** Whether the limit was reached in this second: then the weight of kept traces is unknown. */
  cut(): boolean;
}

const windowMs = 1000;
/** The part of the target that the rate aims at: the rest absorbs random bursts. */
const aim = 0.9;
const smoothing = 0.3;

/** A pace of `perSecond`, of which twice as many may come at once after a quiet second, and never more. */
export function createPace({ perSecond, rate, now }: PaceSettings): Pace {
  const most = Math.max(perSecond * 2, 1);
  let tokens = Math.max(perSecond, 1);
  let start = now();
  let filled = start;
  let expected = 0;
  let seen = 0;
  let promised = 0;
  let full = false;

  function roll(time: number): void {
    const windows = Math.floor((time - start) / windowMs);
    expected = forecast(expected, seen, 0);
    // seconds without traces
    if (windows > 1) expected *= (1 - smoothing) ** Math.min(windows - 1, 100);
    start += windows * windowMs;
    seen = 0;
    promised = 0;
    full = false;
  }

  return {
    next() {
      const time = now();
      if (time - start >= windowMs) roll(time);
      tokens = Math.min(most, tokens + ((time - filled) / 1000) * perSecond);
      filled = time;
      seen++;
      const base = expected > 0 ? Math.min(rate, (aim * perSecond) / expected) : rate;
      const room = Math.min(Math.max(base * expected, perSecond / 2), perSecond);
      const next = base * dampen(promised, room);
      promised += next;
      return next;
    },
    take() {
      // a hair below: shares of a second add up to a whole token only nearly
      if (tokens < 1 - 1e-9) {
        full = true;
        return false;
      }
      tokens--;
      return true;
    },
    cut: () => full,
  };
}

/** The forecast for the next second after one with `seen` traces: rises quickly above `much`, else changes slowly. */
export function forecast(expected: number, seen: number, much: number): number {
  return seen > expected * 2 && seen > much ? seen : expected + smoothing * (seen - expected);
}

/** What a rate is multiplied with when `promised` has gone beyond `room`: however much comes, less than twice the room is kept. */
export function dampen(promised: number, room: number): number {
  return promised <= room ? 1 : Math.exp(-8 * (promised / room - 1));
}
