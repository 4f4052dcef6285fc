// Runs a generator that yields where other work may run to its end, without giving way.

/** Runs `work` to its end. */
export function toEnd<Result>(work: Iterator<void, Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
