// Seeded noise: the same series in every run.

/** Uniform numbers from 0 to below 1 (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Series of independent values, as functions of a source of uniform numbers; each with its standard deviation. */
export const noises = {
  normal: { deviation: 1, draw: normal },
  uniform: { deviation: Math.sqrt(1 / 12), draw: (random: () => number): number => random() },
  exponential: { deviation: 1, draw: (random: () => number): number => -Math.log(1 - random()) },
  "Poisson with mean 4": { deviation: 2, draw: (random: () => number): number => poisson(random, 4) },
  lognormal: {
    deviation: Math.sqrt((Math.E - 1) * Math.E),
    draw: (random: () => number): number => Math.exp(normal(random)),
  },
} as const;

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function poisson(random: () => number, mean: number): number {
  let [count, term, left] = [0, Math.exp(-mean), random()];
  while (left > term && count < 100) {
    left -= term;
    count++;
    term *= mean / count;
  }
  return count;
}
