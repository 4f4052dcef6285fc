// Computations that say by `yield` where others may have a turn, as a generator; here nobody waits.

/** Runs `work` to its end. */
export function toEnd<Result>(work: Iterator<void, Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
