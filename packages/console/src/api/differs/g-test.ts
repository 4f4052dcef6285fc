// The G-test of one condition: is it as frequent in the selection as in the rest? Large counts have the tail of χ² with one degree of
// freedom. Where an expected count is small, that tail is too short: there the bound by Chernoff and Hoeffding is used, which holds for
// every sample, also for one drawn without replacement (Hoeffding 1963).

/** How many rows there are on each side, and how many of them meet a condition. */
export interface Table {
  readonly selection: number;
  readonly selectionTotal: number;
  readonly rest: number;
  readonly restTotal: number;
}

/** Below this expected count, the tail of χ² is not used (Cochran's rule). */
const minExpected = 5;

/** Twice the logarithm of the likelihood ratio; 0 for equal shares. */
export function gStatistic({ selection, selectionTotal, rest, restTotal }: Table): number {
  const all = selectionTotal + restTotal;
  if (selectionTotal <= 0 || restTotal <= 0) return 0;
  const met = selection + rest;
  const term = (observed: number, row: number, column: number): number =>
    observed <= 0 ? 0 : observed * Math.log((observed * all) / (row * column));
  const sum =
    term(selection, met, selectionTotal) +
    term(rest, met, restTotal) +
    term(selectionTotal - selection, all - met, selectionTotal) +
    term(restTotal - rest, all - met, restTotal);
  return Math.max(0, 2 * sum);
}

/** How probable so large a difference is by chance. Counts may be fractions. */
export function gTest(table: Table): number {
  const { selection, selectionTotal, rest, restTotal } = table;
  const all = selectionTotal + restTotal;
  if (selectionTotal <= 0 || restTotal <= 0) return 1;
  const met = selection + rest;
  const rarer = Math.min(met, all - met);
  const smallest = (rarer * Math.min(selectionTotal, restTotal)) / all;
  if (smallest >= minExpected) return chiSquareTail(gStatistic(table));
  const [inSelection, share] =
    met <= all - met ? [selection, selectionTotal / all] : [selectionTotal - selection, selectionTotal / all];
  return Math.min(1, 2 * Math.exp(-rarer * divergence(inSelection / rarer, share)));
}

/** How far a share is from the expected one: Kullback and Leibler's divergence of two Bernoulli distributions. */
function divergence(share: number, expected: number): number {
  if (Number.isNaN(share)) return 0;
  return entropyPart(share, expected) + entropyPart(1 - share, 1 - expected);
}

function entropyPart(p: number, q: number): number {
  return p <= 0 ? 0 : p * Math.log(p / q);
}

/** The probability that χ² with one degree of freedom is at least `x`. */
export function chiSquareTail(x: number): number {
  return x <= 0 ? 1 : complementaryError(Math.sqrt(x / 2));
}

const coefficients = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
  -0.82215223, 0.17087277,
];

/** erfc for z ≥ 0, relative error below 1.2e-7 everywhere (Numerical Recipes, 6.2.2). */
function complementaryError(z: number): number {
  const t = 1 / (1 + z / 2);
  const polynomial = coefficients.reduceRight((sum, coefficient) => sum * t + coefficient, 0);
  return t * Math.exp(-z * z + polynomial);
}
