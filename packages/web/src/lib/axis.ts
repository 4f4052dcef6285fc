// Axis labels: few and evenly spread; the first and the last are flush with the edges.
import { formatDuration, formatPercentile } from "./format-duration.ts";
import { formatRate, rateFormatUpTo } from "./format.ts";
import { locale } from "./locale.ts";

const day = 86_400_000;
const pad = (value: number): string => String(value).padStart(2, "0");
const month = new Intl.DateTimeFormat(locale, { month: "short" });

/** `count` times from `fromMs` to `toMs`, as precise as the distance between them requires. */
export function timeLabels(
  fromMs: number,
  toMs: number,
  count = 5,
): readonly { readonly at: number; readonly text: string }[] {
  if (!(toMs > fromMs) || count < 2) return [];
  const step = (toMs - fromMs) / (count - 1);
  return Array.from({ length: count }, (_, index) => {
    const at = fromMs + index * step;
    return { at: index / (count - 1), text: timeLabel(at, step, fromMs, toMs) };
  });
}

function timeLabel(ms: number, step: number, fromMs: number, toMs: number): string {
  const date = new Date(ms);
  const clock = `${pad(date.getHours())}:${pad(date.getMinutes())}`;
  if (step < 120_000) return `${clock}:${pad(date.getSeconds())}`;
  const dayText = `${date.getDate()} ${month.format(date)}`;
  if (step >= day) return dayText;
  const manyDays = new Date(fromMs).toDateString() !== new Date(toMs).toDateString();
  return manyDays && toMs - fromMs > day / 2 ? `${dayText} ${clock}` : clock;
}

/** Up to five round values from 0, or from below it, to at least `high`. */
export function valueSplits(low: number, high: number): readonly number[] {
  if (!Number.isFinite(low) || !Number.isFinite(high) || high <= low) return [0, 1];
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step =
    [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999) ?? rough;
  const first = Math.floor(low / step + 1e-9) * step;
  const splits: number[] = [];
  for (let index = 0; index < 7; index++) {
    const value = Number((first + index * step).toPrecision(12));
    splits.push(value);
    if (value >= high - step * 1e-9) break;
  }
  return splits;
}

/** From the first to the last value of a scale, in whole steps where there are some. */
export function boundSplits([first, last]: readonly [first: number, last: number]): readonly number[] {
  const steps = [4, 5, 3].find((count) => (last - first) % count === 0) ?? 4;
  return Array.from({ length: steps + 1 }, (_, at) => (first * (steps - at) + last * at) / steps);
}

/** `splits`; only the whole numbers among them where `format` gives two the same label. */
export function distinctSplits(
  splits: readonly number[],
  format: (value: number) => string,
): readonly number[] {
  const labels = new Set(splits.map(format));
  return labels.size === splits.length ? splits : splits.filter(Number.isInteger);
}

/** How the values of an axis are written, of a chart whose figures are: rates by one time, round values without `≈`. */
export function axisFormat(
  format: (value: number) => string,
  splits: readonly number[],
): (value: number) => string {
  if (format === formatRate) return rateFormatUpTo(Math.max(0, ...splits.map(Math.abs)));
  return format === formatPercentile ? formatDuration : format;
}

/** A figure without trailing zeros: `3 s` for `3.00 s`, `1.5 s` for `1.50 s`. */
export function tidy(text: string): string {
  return text.replace(/[.,]0{1,2}(?!\d)/, "").replace(/([.,]\d)0(?!\d)/, "$1");
}
