// A value of a measure, in the unit and as precisely as the measure is known.
import { type MeasureKey, measureOf } from "catalog/measures";

import { formatDuration, formatPercentile } from "./format-duration.ts";
import { formatCount, formatNumber, formatRate, formatShare } from "./format.ts";
import { none } from "./locale.ts";

type Format = (value: number | null | undefined) => string;

/** The function that writes values of a measure. Amounts have a currency: `formatMoney` writes them. */
export function formatOf(key: MeasureKey): Format {
  const { unit, isFromBuckets } = measureOf(key);
  switch (unit) {
    case "count":
      return formatCount;
    case "share":
      return formatShare;
    case "per second":
      return formatRate;
    case "ms":
      return isFromBuckets === true ? formatPercentile : formatDuration;
    default:
      return formatNumber;
  }
}

/** A value of a measure; with `≈` where it is an estimate: what is stored stands for more. */
export function formatMeasure(key: MeasureKey, value: number | null | undefined, isEstimate = false): string {
  return estimated(formatOf(key)(value), isEstimate);
}

/** `≈` before a figure that is an estimate; not before `<0.01 %`, which says how much is known. */
export function estimated(text: string, isEstimate: boolean): string {
  return isEstimate && text !== none && !/^[≈<>]/.test(text) ? `≈${text}` : text;
}
