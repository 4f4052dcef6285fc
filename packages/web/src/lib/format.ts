// Numbers as the pages show them: three significant digits, a space before the unit, `–` for what is unknown.
// Exact values belong in a tooltip or a copied text.
import { type RateIn, rateIn } from "catalog/rate-unit";
import { locale, none, withMinus } from "./locale.ts";

type Maybe = number | null | undefined;

const unknown = (value: Maybe): value is null | undefined =>
  value === null || value === undefined || !Number.isFinite(value);

const whole: Intl.NumberFormat = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const fixed: readonly Intl.NumberFormat[] = [0, 1, 2, 3].map(
  (digits) => new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);
const significant: Intl.NumberFormat = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });

/** `value` with exactly `digits` decimals, 0 to 3. */
export function formatFixed(value: number, digits: 0 | 1 | 2 | 3): string {
  return withMinus((fixed[digits] ?? whole).format(value));
}

/** Three significant digits with the trailing zeros kept: `1.41`, `22.4`, `286`. */
export function threeDigits(value: number): string {
  const size = Math.abs(value);
  if (size >= 99.95) return withMinus(whole.format(value));
  if (size >= 9.995) return formatFixed(value, 1);
  if (size >= 0.9995 || size === 0) return formatFixed(value, 2);
  return withMinus(significant.format(value));
}

/** A count, whole to 99,999, then `1.24 M`. */
export function formatCount(value: Maybe): string {
  if (unknown(value)) return none;
  const size = Math.abs(value);
  if (size < 99_999.5) return withMinus(whole.format(value));
  const [unit, divisor] = size < 999_500 ? ["k", 1e3] : size < 999.5e6 ? ["M", 1e6] : ["G", 1e9];
  return `${threeDigits(value / (divisor as number))} ${unit}`;
}

/** Any measured number without a unit: whole ones as counts, others with three significant digits. */
export function formatNumber(value: Maybe): string {
  if (unknown(value)) return none;
  if (Number.isInteger(value) || Math.abs(value) >= 99_999.5) return formatCount(value);
  return withMinus(Math.abs(value) >= 1000 ? whole.format(value) : significant.format(value));
}

/** Per second, or per minute or hour where that is less than a tenth: `1.41 /s`, `3.00 /min`. */
export function formatRate(perSecond: Maybe): string {
  return unknown(perSecond) ? none : rateText(rateIn(perSecond));
}

/** The same by the time in which `perSecondAtMost` is shown: for the labels of one axis. */
export function rateFormatUpTo(perSecondAtMost: number): (perSecond: Maybe) => string {
  const most = rateIn(perSecondAtMost);
  const factor = perSecondAtMost === 0 ? 1 : most.value / perSecondAtMost;
  return (perSecond) => (unknown(perSecond) ? none : rateText({ value: perSecond * factor, per: most.per }));
}

function rateText({ value, per }: RateIn): string {
  const size = Math.abs(value);
  if (size === 0) return `0 /${per}`;
  if (size < 0.001) return `<0.001 /${per}`;
  return `${size >= 1000 ? formatCount(value) : threeDigits(value)} /${per}`;
}

/** Bytes in steps of a thousand: `4.2 MB`. */
export function formatBytes(bytes: Maybe): string {
  if (unknown(bytes)) return none;
  const units = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
  let [value, at] = [bytes, 0];
  while (Math.abs(value) >= 999.5 && at < units.length - 1) [value, at] = [value / 1000, at + 1];
  return `${withMinus(significant.format(value))} ${units[at]}`;
}

/** A share of 0 to 1: `94.3 %`, and two decimals near both ends: `0.11 %`, `99.96 %`. What is not all is never `100 %`. */
export function formatShare(share: Maybe): string {
  if (unknown(share)) return none;
  const percent = share * 100;
  if (percent > 0 && percent < 0.005) return "<0.01 %";
  if (Math.abs(percent) < 0.995) return `${formatFixed(percent, 2)} %`;
  if (percent === 100) return "100 %";
  if (percent >= 99.95 && percent < 100)
    return percent > 99.995 ? ">99.99 %" : `${formatFixed(percent, 2)} %`;
  return `${formatFixed(percent, 1)} %`;
}
