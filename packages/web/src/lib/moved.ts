// Whether a line moved: the split that separates it best, measured in the line's own unrest.

/** Buckets that each side of a split needs. */
const side = 5;

/**
 * True when `values` rose at some moment and stayed up to the end.
 *
 * The rise must be clear against the unrest on both sides (six standard errors), 30 per cent, and `least` in absolute
 * terms; gaps are skipped.
 */
export function roseAtEnd(values: readonly (number | null)[], least: number): boolean {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  let best = { clarity: 0, before: 0, after: 0 };
  for (let at = side; at <= known.length - side; at++) {
    const [first, second] = [known.slice(0, at), known.slice(at)];
    const [before, after] = [mean(first), mean(second)];
    const error = Math.sqrt(variance(first, before) / first.length + variance(second, after) / second.length);
    const clarity = after <= before ? 0 : error === 0 ? Number.MAX_VALUE : (after - before) / error;
    if (clarity > best.clarity) best = { clarity, before, after };
  }
  const rise = best.after - best.before;
  const stayed = mean(known.slice(-side)) > best.before + rise / 2;
  return best.clarity > 6 && rise > best.before * 0.3 && rise > least && stayed;
}

/** Means of the values before and from `index` on; `null` where nothing was measured. */
export function aroundIndex(
  values: readonly (number | null)[],
  index: number,
): { readonly before: number | null; readonly after: number | null } {
  return { before: meanOf(values.slice(0, index)), after: meanOf(values.slice(index)) };
}

const mean = (values: readonly number[]): number =>
  values.reduce((all, value) => all + value, 0) / values.length;

function variance(values: readonly number[], around: number): number {
  return values.reduce((all, value) => all + (value - around) ** 2, 0) / Math.max(1, values.length - 1);
}

const meanOf = (list: readonly (number | null)[]): number | null => {
  const known = list.filter((value): value is number => value !== null && Number.isFinite(value));
  return known.length === 0 ? null : mean(known);
};
