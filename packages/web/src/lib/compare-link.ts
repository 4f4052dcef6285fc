// The comparison of the time before a moment with the time after it.

export interface CompareTimes {
  readonly from: string;
  readonly to: string;
  readonly baseFrom: string;
  readonly baseTo: string;
}

const hourMs = 3_600_000;
const minMs = 5 * 60_000;

const iso = (ms: number): string => new Date(ms).toISOString();

/** Both sides are of the same length: an hour, or as long as it has been since. */
export function beforeAndAfter(at: string | number, nowMs: number = Date.now()): CompareTimes {
  const atMs = typeof at === "number" ? at : Date.parse(at);
  const lengthMs = Math.min(hourMs, Math.max(minMs, nowMs - atMs));
  return {
    from: iso(atMs),
    to: iso(atMs + lengthMs),
    baseFrom: iso(atMs - lengthMs),
    baseTo: iso(atMs),
  };
}
