// How large a typical difference of pairs is, and how sure that is: the Hodges-Lehmann estimate with the interval of Wilcoxon's signed-rank
// test. It assumes no distribution of the noise, only that it is as likely upwards as downwards; one wild run moves it little.

/** The typical value, with ends that it is beyond in 5 % of all samples each: each end alone holds with 95 % confidence. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** With fewer values than this there is no bound that holds with 95 % confidence. */
export const minValues = 5;

/** Estimates the centre of `values`, the differences of pairs. Ends are infinite for fewer than five of them. */
export function estimate(values: readonly number[]): Estimate {
  const averages = pairwiseAverages(values);
  const value = middleOf(averages);
  const beyond = ranksBeyond(values.length, 0.05);
  if (beyond === 0) return { value, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  return { value, low: averages[beyond - 1]!, high: averages[averages.length - beyond]! };
}

/** The averages of each value with itself and with every other one, in order. */
function pairwiseAverages(values: readonly number[]): number[] {
  const averages: number[] = [];
  for (const [index, one] of values.entries())
    for (const other of values.slice(index)) averages.push((one + other) / 2);
  return averages.toSorted((a, b) => a - b);
}

function middleOf(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? Number.NaN) + high) / 2;
}

/** How many of the averages may be left out on one side: the largest k whose rank sum k - 1 or less has at most the chance `alpha`. */
function ranksBeyond(count: number, alpha: number): number {
  const chances = rankSumChances(count);
  let sum = 0;
  let rank = 0;
  while (rank < chances.length && sum + chances[rank]! <= alpha) sum += chances[rank++]!;
  return rank;
}

/** The chance of each sum of the ranks 1 to `count` when each is counted or not, like the side on which a coin falls. */
function rankSumChances(count: number): number[] {
  let chances = [1];
  for (let rank = 1; rank <= count; rank++) {
    const next = Array.from({ length: chances.length + rank }, () => 0);
    for (const [sum, chance] of chances.entries()) {
      next[sum]! += chance / 2;
      next[sum + rank]! += chance / 2;
    }
    chances = next;
  }
  return chances;
}
