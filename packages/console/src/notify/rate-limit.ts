// At most so many messages in any window of a length. Times are those of a monotonic clock.

export interface RateLimit {
  /** Messages that may be sent now. */
  free(nowMs: number): number;
  /** Milliseconds until a message may be sent; 0: now. */
  waitMs(nowMs: number): number;
  /** Counts a message. */
  take(nowMs: number): void;
}

/** Keeps the times of the last `messages`. */
export function createRateLimit({
  messages,
  per,
}: {
  readonly messages: number;
  readonly per: number;
}): RateLimit {
  const taken: number[] = [];
  const free = (nowMs: number): number => {
    while (taken.length > 0 && taken[0]! <= nowMs - per) taken.shift();
    return messages - taken.length;
  };
  return {
    free,
    waitMs: (nowMs) => (free(nowMs) > 0 ? 0 : taken[taken.length - messages]! + per - nowMs),
    take(nowMs) {
      taken.push(nowMs);
    },
  };
}
