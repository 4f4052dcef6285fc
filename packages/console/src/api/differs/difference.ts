// How much two groups differ for certain: not the observed difference, but the lower end of its confidence interval. So a rare value,
// which the selection has twice and the rest never, does not count, and among a hundred values none stands out by chance.

/** Standard errors of the confidence interval: one error in 700. */
const z = 3;

/** Wilson's score interval of a share. */
export function shareInterval(count: number, total: number): readonly [low: number, high: number] {
  if (total === 0) return [0, 1];
  const share = count / total;
  const square = (z * z) / total;
  const middle = (share + square / 2) / (1 + square);
  const half = (z / (1 + square)) * Math.sqrt((share * (1 - share)) / total + square / (4 * total));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** The least by which the share in the selection exceeds that in the rest; negative when it may not (Newcombe's interval). */
export function leastExcess(
  selection: readonly [count: number, total: number],
  rest: readonly [count: number, total: number],
): number {
  const share = selection[0] / selection[1];
  const restShare = rest[1] === 0 ? 0 : rest[0] / rest[1];
  const [low] = shareInterval(...selection);
  const [, high] = shareInterval(...rest);
  return share - restShare - Math.hypot(share - low, high - restShare);
}

/**
 * The largest gap between two distributions, known by their values at the same `levels` (0 to 1, ascending).
 *
 * A value lies in a distribution at the level that straight lines between its quantiles give.
 */
export function distributionGap(
  levels: readonly number[],
  selection: readonly number[],
  rest: readonly number[],
): number {
  return [...selection, ...rest].reduce(
    (gap, value) => Math.max(gap, Math.abs(levelAt(value, levels, selection) - levelAt(value, levels, rest))),
    0,
  );
}

function levelAt(value: number, levels: readonly number[], quantiles: readonly number[]): number {
  const above = quantiles.findIndex((quantile) => quantile > value);
  if (above === 0) return 0;
  if (above === -1) return value === quantiles.at(-1) ? levels.at(-1)! : 1;
  const [low, high] = [quantiles[above - 1]!, quantiles[above]!];
  const [from, to] = [levels[above - 1]!, levels[above]!];
  return from + ((to - from) * (value - low)) / (high - low);
}

/** How large a gap two samples of one distribution may have by chance (Kolmogorov–Smirnov, one in a thousand). */
export function gapByChance(selection: number, rest: number): number {
  return 1.95 * Math.sqrt((selection + rest) / (selection * rest));
}
