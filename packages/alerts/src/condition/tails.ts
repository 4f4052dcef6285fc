// Tails of distributions: how probable it is that chance alone gives so extreme a count.

/** P(X ≥ k) of a binomial distribution with `n` trials. */
export function binomialAtLeast(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  const variance = n * p * (1 - p);
  // the normal distribution is within a percent of the tail here, and a sum would take long
  if (variance > 5000) return normalAbove((k - 0.5 - n * p) / Math.sqrt(variance));
  if (k <= n * p) return 1 - sumDown(k - 1, n, p);
  return sumUp(k, n, p);
}

/** P(X ≤ k) of a binomial distribution with `n` trials. */
export function binomialAtMost(k: number, n: number, p: number): number {
  return binomialAtLeast(n - k, n, 1 - p);
}

/** P(X ≥ k), for k above the mean: terms become smaller. */
function sumUp(k: number, n: number, p: number): number {
  const odds = p / (1 - p);
  let term = Math.exp(logTerm(k, n, p));
  let sum = 0;
  for (let i = k; i <= n; i += 1) {
    sum += term;
    term *= ((n - i) / (i + 1)) * odds;
    if (term < sum * 1e-12) break;
  }
  return Math.min(1, sum);
}

/** P(X ≤ k), for k below the mean. */
function sumDown(k: number, n: number, p: number): number {
  const odds = (1 - p) / p;
  let term = Math.exp(logTerm(k, n, p));
  let sum = 0;
  for (let i = k; i >= 0; i -= 1) {
    sum += term;
    term *= (i / (n - i + 1)) * odds;
    if (term < sum * 1e-12) break;
  }
  return Math.min(1, sum);
}

function logTerm(k: number, n: number, p: number): number {
  return logChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p);
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** Stirling's series from 10 on, where it is exact to 1e-9; a product below. */
function logFactorial(n: number): number {
  if (n < 10) {
    let product = 1;
    for (let i = 2; i <= n; i += 1) product *= i;
    return Math.log(product);
  }
  return n * Math.log(n) - n + Math.log(2 * Math.PI * n) / 2 + 1 / (12 * n) - 1 / (360 * n ** 3);
}

/**
 * The chance that the first of two samples has `k` or fewer of the `total` things that both have together, when both have the same share
 * (Fisher's exact test, one-sided): `first` and `second` are the sizes of the samples.
 */
export function fisherAtMost(k: number, total: number, first: number, second: number): number {
  const all = first + second;
  const mean = (total * first) / all;
  const variance = (mean * (second / all) * (all - total)) / Math.max(1, all - 1);
  if (variance <= 0) return 1;
  if (variance > 5000) return 1 - normalAbove((k + 0.5 - mean) / Math.sqrt(variance));
  const least = Math.max(0, total - second);
  if (k < least) return 0;
  if (k > mean) return 1;
  let term = Math.exp(logChoose(first, k) + logChoose(second, total - k) - logChoose(all, total));
  let sum = 0;
  for (let i = k; i >= least; i -= 1) {
    sum += term;
    term *= (i * (second - total + i)) / ((first - i + 1) * (total - i + 1));
    if (term < sum * 1e-12) break;
  }
  return Math.min(1, sum);
}

/** P(Z > z) of the normal distribution (Numerical Recipes' erfc, relative error below 1.2e-7). */
export function normalAbove(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const series = [
    1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ];
  const exponent = series.reduceRight((sum, one) => sum * t + one, 0);
  const tail = (t * Math.exp(-x * x - 1.26551223 + t * exponent)) / 2;
  return z >= 0 ? tail : 1 - tail;
}
