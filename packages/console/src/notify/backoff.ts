// How long to wait before the next attempt.

const firstMs = 1000;
const mostMs = 5 * 60_000;
/** A receiver may ask for more patience, up to this. */
const mostAskedMs = 60 * 60_000;

/**
 * Milliseconds until the attempt after `failures` ones (from 1): doubled each time up to five minutes, of which the second half is random,
 * so that many messages do not come at once. What the receiver asked for is the least.
 */
export function backoffMs(failures: number, random: () => number, retryAfterMs = 0): number {
  const whole = Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 20));
  const jittered = whole / 2 + (whole / 2) * random();
  return Math.round(Math.max(jittered, Math.min(retryAfterMs, mostAskedMs)));
}
