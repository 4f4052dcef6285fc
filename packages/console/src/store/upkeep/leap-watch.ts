// Notices when the clock leaps forward, against a clock that nobody sets.

export interface LeapWatchOptions {
  readonly nowMs: () => number;
  /** Counts on whatever the clock is set to. */
  readonly steadyMs?: (() => number) | undefined;
  /** Unix ms of the last moment that is known to have been; `undefined`: none. */
  readonly lastSeenMs: number | undefined;
}

export interface LeapWatch {
  /** To be called now and then. */
  look(): void;
  /** Whether the clock leapt forward by more than two days, less than a day ago, and was not set back. */
  isDoubtful(): boolean;
}

const dayMs = 86_400_000;
const leapMs = 2 * dayMs;

export function createLeapWatch(options: LeapWatchOptions): LeapWatch {
  const { nowMs, steadyMs = () => performance.now(), lastSeenMs } = options;
  /** Where the clock stood when the steady one stood at 0. */
  let origin = (lastSeenMs ?? nowMs()) - steadyMs();
  let doubtfulUntilMs = Number.NEGATIVE_INFINITY;

  function look(): void {
    const now = nowMs() - steadyMs();
    if (now - origin > leapMs) doubtfulUntilMs = steadyMs() + dayMs;
    if (now - origin < -leapMs) doubtfulUntilMs = Number.NEGATIVE_INFINITY;
    origin = now;
  }

  look();
  return {
    look,
    isDoubtful() {
      look();
      return steadyMs() < doubtfulUntilMs;
    },
  };
}
