// Figures that a few odd values do not move.

/** The middle value; 0 without any. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The quantile, interpolated; 0 without any value. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) return 0;
  const ordered = values.toSorted((a, b) => a - b);
  const place = (ordered.length - 1) * share;
  const low = ordered[Math.floor(place)]!;
  const high = ordered[Math.ceil(place)]!;
  return low + (high - low) * (place - Math.floor(place));
}

/** Standard deviation, by the median of the distances from the median. */
export function spread(values: readonly number[]): number {
  const middle = median(values);
  return 1.4826 * median(values.map((value) => Math.abs(value - middle)));
}

/** The mean of all but the smallest and the largest twentieth. */
export function trimmedMean(values: readonly number[]): number {
  const cut = Math.floor(values.length / 20);
  const kept = values.toSorted((a, b) => a - b).slice(cut, values.length - cut);
  return mean(kept);
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length;
}
