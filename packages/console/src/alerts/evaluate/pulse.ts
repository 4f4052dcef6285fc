// Since when this process has gone on without a break. One that was paused has received nothing meanwhile, and what a store that was away
// missed comes later: the windows of that time are empty until senders have sent again.

export interface Pulse {
  /** Unix ms. */
  sinceMs(): number;
  /** The process goes on, now. */
  beat(): void;
  /** Something else was away until now. */
  interrupt(): void;
}

const everyMs = 1_000;
/** After so long between two beats the process was paused, or its clock was changed. */
const breakMs = 5_000;

/** @param signal ends the beats. */
export function createPulse(nowMs: () => number, signal: AbortSignal): Pulse {
  let since = nowMs();
  let last = since;
  function beat(): void {
    const now = nowMs();
    if (Math.abs(now - last) > breakMs) since = now;
    last = now;
  }
  if (!signal.aborted) {
    const timer = setInterval(beat, everyMs).unref();
    signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  }
  return {
    beat,
    sinceMs() {
      // after a pause the timer may come after those who ask
      beat();
      return since;
    },
    interrupt() {
      beat();
      since = last;
    },
  };
}
