// Leaderships of tests, which end when the test says so.
import type { Leadership } from "./leader.ts";

export interface TestLeadership extends Leadership {
  /** The lease is over; the process has not noticed yet. */
  lose(): void;
  /** It has. */
  abort(): void;
}

export function leadershipOf(term = 1): TestLeadership {
  const abort = new AbortController();
  let isLost = false;
  return {
    term,
    signal: abort.signal,
    isHeld: () => !isLost && !abort.signal.aborted,
    lose: () => (isLost = true),
    abort: () => abort.abort(),
  };
}
