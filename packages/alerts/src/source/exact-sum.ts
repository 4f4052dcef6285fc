// Sums that do not depend on the order of their terms, so that a store and a recording, which read in different orders, agree.

/** The sum of numbers, exact up to one rounding at its end (Shewchuk's partial sums, as in Python's `fsum`). */
export function exactSum(terms: Iterable<number>): number {
  const partials: number[] = [];
  let special = 0;
  for (const term of terms) {
    if (!Number.isFinite(term)) {
      special += term;
      continue;
    }
    addTo(partials, term);
  }
  if (special !== 0) return special;
  return rounded(partials);
}

/** Adds `term` to partial sums that do not overlap, smallest first. */
function addTo(partials: number[], term: number): void {
  let [left, kept] = [term, 0];
  for (let index = 0; index < partials.length; index += 1) {
    let partial = partials[index]!;
    if (Math.abs(left) < Math.abs(partial)) [left, partial] = [partial, left];
    const high = left + partial;
    const low = partial - (high - left);
    if (low !== 0) {
      partials[kept] = low;
      kept += 1;
    }
    left = high;
  }
  partials.length = kept;
  partials.push(left);
}

function rounded(partials: readonly number[]): number {
  let index = partials.length - 1;
  if (index < 0) return 0;
  let high = partials[index]!;
  let low = 0;
  while (index > 0) {
    index -= 1;
    const [before, partial] = [high, partials[index]!];
    high = before + partial;
    low = partial - (high - before);
    if (low !== 0) break;
  }
  // half-way cases: the partial sum below decides
  if (index > 0 && low !== 0 && low < 0 === partials[index - 1]! < 0) {
    const twice = low * 2;
    const next = high + twice;
    if (twice === next - high) return next;
  }
  return high;
}

/** The sum of amounts of money, each a decimal with up to nine digits behind the point. */
export function sumOfAmounts(terms: Iterable<readonly [amount: number, count: number]>): number {
  let total = 0n;
  for (const [amount, count] of terms)
    if (Number.isFinite(amount)) total += toBillionths(amount) * BigInt(Math.round(count));
  return Number(`${total}e-9`);
}

function toBillionths(amount: number): bigint {
  // a product below 2^50 is off by less than a half
  if (Math.abs(amount) < 1e6) return BigInt(Math.round(amount * 1e9));
  return Math.abs(amount) < 1e21
    ? BigInt(amount.toFixed(9).replace(".", ""))
    : BigInt(amount) * 1_000_000_000n;
}
