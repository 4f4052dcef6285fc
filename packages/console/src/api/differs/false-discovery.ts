// The false-discovery rate by Benjamini and Hochberg: of the attributes that are found, at most 5 % are expected to be there by chance.
// It holds for independent tests and for positively dependent ones (Benjamini and Yekutieli 2001), such as correlated attributes.

/** The share of false ones among those found. */
export const maxFalse = 0.05;

/**
 * For each probability the rate at which it is still found, in the order given.
 *
 * @param tested how many were tested, when not all of them are given: the others are less probable to be found.
 */
export function falseDiscoveryRates(
  probabilities: readonly number[],
  tested: number = probabilities.length,
): number[] {
  const order = probabilities.map((_, at) => at).toSorted((a, b) => probabilities[b]! - probabilities[a]!);
  const rates = Array.from<number>({ length: probabilities.length });
  let least = 1;
  for (const [fromLargest, at] of order.entries()) {
    const rank = probabilities.length - fromLargest;
    least = Math.min(least, probabilities[at]! * (tested / rank));
    rates[at] = least;
  }
  return rates;
}
