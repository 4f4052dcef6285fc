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

/** Stationary noise: begins a series from a source of uniform numbers, with the standard deviation of its values. */
export interface Noise {
  readonly deviation: number;
  readonly begin: (random: () => number) => () => number;
}

export const noises: Readonly<Record<string, Noise>> = {
  normal: independent(1, normal),
  uniform: independent(Math.sqrt(1 / 12), (random) => random()),
  exponential: independent(1, exponential),
  lognormal: independent(Math.sqrt((Math.E - 1) * Math.E), (random) => Math.exp(normal(random))),
  Laplace: independent(Math.SQRT2, (random) => exponential(random) - exponential(random)),
  bimodal: independent(Math.sqrt(1 + 9), (random) => (random() < 0.5 ? 3 : -3) + normal(random)),
  "Poisson, mean 4": independent(2, (random) => poisson(random, 4)),
  "Poisson, mean 0.3": independent(Math.sqrt(0.3), (random) => poisson(random, 0.3)),
  // of a mixture: the mean square is 2 × 0.05, the mean 0.05
  "mostly zero": independent(Math.sqrt(0.1 - 0.0025), (random) =>
    random() < 0.95 ? 0 : exponential(random),
  ),
  "correlated, 0.5": correlated(0.5),
  "correlated, 0.8": correlated(0.8),
};

function independent(deviation: number, draw: (random: () => number) => number): Noise {
  return { deviation, begin: (random) => () => draw(random) };
}

/** First-order autoregressive noise, stationary from its first value. */
function correlated(kept: number): Noise {
  const deviation = 1 / Math.sqrt(1 - kept * kept);
  return {
    deviation,
    begin: (random) => {
      let last = deviation * normal(random);
      return () => {
        last = kept * last + normal(random);
        return last;
      };
    },
  };
}

export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function exponential(random: () => number): number {
  return -Math.log(1 - random());
}

/** Large means by a normal number. */
export function poisson(random: () => number, mean: number): number {
  if (mean > 200) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  let [count, term, left] = [0, Math.exp(-mean), random()];
  while (left > term && count < 1000) {
    left -= term;
    count++;
    term *= mean / count;
  }
  return count;
}
