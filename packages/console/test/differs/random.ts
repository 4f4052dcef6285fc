// Numbers by chance that are the same for the same seed, and the distributions that telemetry has.

export interface Random {
  /** From 0 to 1. */
  next(): number;
  /** A whole number below `count`. */
  below(count: number): number;
  /** A whole number below `count`, small ones far more often (Zipf). */
  skewed(count: number, exponent?: number): number;
  /** A positive number around `median` with a long tail. */
  longTailed(median: number, sigma: number): number;
}

/** mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    below,
    skewed(count, exponent = 1.1) {
      // Rejection of a uniform place by its weight: exact enough for test data, and without a table.
      for (;;) {
        const at = Math.floor(count ** next()) - 1;
        if (at < count && next() < (at + 1) ** (1 - exponent)) return at;
      }
    },
    longTailed(median, sigma) {
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      return median * Math.exp(sigma * normal);
    },
  };
}
