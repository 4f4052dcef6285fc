// Values of metrics in their UCUM unit: seconds and bytes are scaled, a count in braces names what is counted.
import { formatDuration } from "./format-duration.ts";
import { formatBytes, formatNumber, formatRate, formatShare } from "./format.ts";
import { formatMoney } from "./format-money.ts";
import { none } from "./locale.ts";

const timeMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const bytes: Readonly<Record<string, number>> = {
  By: 1,
  kBy: 1e3,
  KiBy: 1024,
  MBy: 1e6,
  MiBy: 1_048_576,
  GBy: 1e9,
  GiBy: 1_073_741_824,
};

/** A function that writes values of `unit`; `rate` values are per second of it. */
export function unitFormat(unit: string, aggregation: string): (value: number | null | undefined) => string {
  return (value) => {
    if (value === null || value === undefined || !Number.isFinite(value)) return none;
    if (aggregation === "count") return formatNumber(value);
    const perSecond = aggregation === "rate";
    const scaled = scaledText(unit, value);
    if (scaled !== undefined) return perSecond ? `${scaled}/s` : scaled;
    if (perSecond) return formatRate(value);
    return formatNumber(value);
  };
}

function scaledText(unit: string, value: number): string | undefined {
  const time = timeMs[unit];
  if (time !== undefined) return formatDuration(value * time);
  const size = bytes[unit];
  if (size !== undefined) return formatBytes(value * size);
  if (unit === "1" && Math.abs(value) <= 1) return formatShare(value);
  if (unit === "%") return formatShare(value / 100);
  if (/^[A-Z]{3}$/.test(unit)) return formatMoney({ currency: unit, amount: String(value) });
  return undefined;
}

const words: Readonly<Record<string, string>> = {
  s: "seconds",
  ms: "milliseconds",
  us: "microseconds",
  ns: "nanoseconds",
  min: "minutes",
  h: "hours",
  d: "days",
  By: "bytes",
  "1": "share",
  "%": "per cent",
};

/** The unit in words: `seconds`, `bytes`, `order` for `{order}`; `–` when there is none. */
export function unitWord(unit: string): string {
  if (unit === "") return none;
  return words[unit] ?? unit.replaceAll(/[{}]/g, "");
}
