// Values of metrics in their UCUM unit: seconds and bytes are scaled, a count in braces names what is counted.
import { bytesOfUnit, secondsOfUnit } from "catalog/unit-size";

import { formatSeconds } from "./format-duration.ts";
import { formatBytes, formatNumber, formatRate, formatShare } from "./format.ts";
import { formatMoney } from "./format-money.ts";
import { none } from "./locale.ts";

/** A function that writes values of `unit`; `rate` values are per second of it. */
export function unitFormat(unit: string, aggregation: string): (value: number | null | undefined) => string {
  if (aggregation === "rate" && !isScaled(unit)) return formatRate;
  return (value) => {
    if (value === null || value === undefined || !Number.isFinite(value)) return none;
    if (aggregation === "count") return formatNumber(value);
    const scaled = scaledText(unit, value);
    if (aggregation === "rate") return scaled === undefined ? formatRate(value) : `${scaled}/s`;
    return scaled ?? formatNumber(value);
  };
}

/** Whether values of the unit are written otherwise than as a plain number. */
const isScaled = (unit: string): boolean => scaledText(unit, 1) !== undefined;

function scaledText(unit: string, value: number): string | undefined {
  const seconds = secondsOfUnit.get(unit);
  if (seconds !== undefined) return formatSeconds(value * seconds);
  const size = bytesOfUnit.get(unit);
  if (size !== undefined) return formatBytes(value * size);
  if (unit === "1" && Math.abs(value) <= 1) return formatShare(value);
  if (unit === "%") return formatShare(value / 100);
  if (/^[A-Z]{3}$/.test(unit)) return formatMoney({ currency: unit, amount: String(value) });
  return undefined;
}

const words: ReadonlyMap<string, string> = new Map([
  ["s", "seconds"],
  ["ms", "milliseconds"],
  ["us", "microseconds"],
  ["ns", "nanoseconds"],
  ["min", "minutes"],
  ["h", "hours"],
  ["d", "days"],
  ["By", "bytes"],
  ["1", "share"],
  ["%", "per cent"],
]);

/** The unit in words: `seconds`, `bytes`, `order` for `{order}`; `–` when there is none. */
export function unitWord(unit: string): string {
  if (unit === "") return none;
  return words.get(unit) ?? unit.replaceAll(/[{}]/g, "");
}
