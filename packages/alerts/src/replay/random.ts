// Seeded random numbers: the same seed gives the same scenario.

/** Random numbers of a seed. */
export interface Random {
  /** From 0 up to and without 1. */
  next(): number;
  /** `true` with this probability. */
  chance(share: number): boolean;
  /** Number of arrivals in a step in which `mean` are expected. */
  arrivals(mean: number): number;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  // mulberry32
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    chance: (share) => next() < share,
    arrivals: (mean) => poisson(mean, next),
  };
}

function poisson(mean: number, next: () => number): number {
  // halves of a Poisson distribution are Poisson, and the product below stays in range
  if (mean > 200) return poisson(mean / 2, next) + poisson(mean / 2, next);
  const limit = Math.exp(-mean);
  let [count, product] = [0, next()];
  while (product > limit) {
    count += 1;
    product *= next();
  }
  return count;
}
