// How sure a difference is: by how many standard errors the second of two sides lies above the first. 0 when nothing can be said. Pure.

/** People, purchases and errors come in bursts: counts vary more than by chance alone. */
const burst = 4;

/** A part of a whole. */
export interface Proportion {
  readonly part: number;
  readonly whole: number;
}

/** Of two shares: the two-proportion test, pooled. */
export function shareSize(base: Proportion, now: Proportion): number {
  if (base.whole === 0 || now.whole === 0) return 0;
  const pooled = (base.part + now.part) / (base.whole + now.whole);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / base.whole + 1 / now.whole));
  return error === 0 ? 0 : (now.part / now.whole - base.part / base.whole) / error;
}

/** Things that were counted for a time. */
export interface Count {
  readonly count: number;
  readonly seconds: number;
}

/** Of two counts in times that may differ: how unlikely it is that they fell into these times as they did. */
export function countSize(base: Count, now: Count): number {
  const [count, seconds] = [base.count + now.count, base.seconds + now.seconds];
  const share = now.seconds / seconds;
  const error = Math.sqrt(burst * count * share * (1 - share));
  return error > 0 ? (now.count - count * share) / error : 0;
}

/** A mean, a sum or a quantile of `count` values. */
export interface Value {
  readonly value: number;
  readonly count: number;
}

/** Of two values whose logarithms are compared. @param spread standard deviation of one value over its mean. */
export function ratioSize(base: Value, now: Value, spread = Math.sqrt(burst)): number {
  if (now.value <= 0 || base.value <= 0 || now.count === 0 || base.count === 0) return 0;
  return Math.log(now.value / base.value) / (spread * Math.sqrt(1 / base.count + 1 / now.count));
}

/** Of two series of values, such as those of a metric: the test of their means with unequal variances. */
export function meanSize(base: readonly number[], now: readonly number[]): number {
  const [a, b] = [momentsOf(base), momentsOf(now)];
  if (a === undefined || b === undefined) return 0;
  const difference = b.mean - a.mean;
  // neighbours resemble each other, so there is less to go by than values
  const error = Math.sqrt(burst * (a.variance / base.length + b.variance / now.length));
  if (error > Math.abs(difference) / mostSize) return difference / error;
  return Math.abs(difference) <= 1e-9 * (Math.abs(a.mean) + Math.abs(b.mean))
    ? 0
    : Math.sign(difference) * mostSize;
}

/** Two constants that differ are as sure as can be. */
const mostSize = 99;

function momentsOf(
  values: readonly number[],
): { readonly mean: number; readonly variance: number } | undefined {
  if (values.length < 2) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) };
}
