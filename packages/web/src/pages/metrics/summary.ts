// The figures of one series in the legend.
import { formatRate, rateFormatUpTo } from "../../lib/format.ts";

/** Last known, smallest, mean and largest value; all `null` without values. */
export function summary(values: readonly (number | null)[]): {
  readonly last: number | null;
  readonly least: number | null;
  readonly mean: number | null;
  readonly most: number | null;
} {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (known.length === 0) return { last: null, least: null, mean: null, most: null };
  return {
    last: known.at(-1) ?? null,
    least: Math.min(...known),
    mean: known.reduce((all, value) => all + value, 0) / known.length,
    most: Math.max(...known),
  };
}

/** How the figures of all series are written: rates by one time, so that they can be compared. */
export function figureFormat(
  format: (value: number | null) => string,
  series: readonly { readonly values: readonly (number | null)[] }[],
): (value: number | null) => string {
  if (format !== formatRate) return format;
  return rateFormatUpTo(Math.max(0, ...series.map(({ values }) => summary(values).most ?? 0)));
}
