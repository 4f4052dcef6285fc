// At most so many messages in any window of a length. Times are those of a monotonic clock.

export interface RateLimit {
  /** Messages that may be sent now. */
  free(nowMs: number): number;
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
  return {
    free(nowMs) {
      while (taken.length > 0 && taken[0]! <= nowMs - per) taken.shift();
      return messages - taken.length;
    },
    take(nowMs) {
      taken.push(nowMs);
    },
  };
}
