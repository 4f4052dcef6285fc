// Values of alerts as messages write them, in their unit: `84.1 %`, `2.61 s`, `1.4 GB`.
import { percentText } from "catalog/percent-text";
import { rateIn } from "catalog/rate-unit";
import { bytesOfUnit, secondsOfUnit } from "catalog/unit-size";

type Scale = readonly (readonly [unit: string, size: number])[];

/** Units that messages use, the smallest first. */
const times: Scale = ["ms", "s", "min", "h", "d"].map((unit) => [unit, secondsOfUnit.get(unit)!]);
const bytes: Scale = [
  ["B", 1],
  ["kB", 1e3],
  ["MB", 1e6],
  ["GB", 1e9],
  ["TB", 1e12],
];

/**
 * @param unit as `unitOfRule` of the contract returns it; an unknown one is written behind the number.
 * @param count of significant digits.
 */
export function valueText(value: number, unit = "", count = 4): string {
  if (unit.endsWith("/s")) return rateText(value, unit.slice(0, -2), count);
  if (unit === "1") return Math.abs(value) <= 1 ? percentText(value, count) : digits(value, count);
  if (unit === "%") return `${digits(value, count)} %`;
  const seconds = secondsOfUnit.get(unit);
  if (seconds !== undefined) return scaled(value * seconds, times, count);
  const size = bytesOfUnit.get(unit);
  if (size !== undefined) return scaled(value * size, bytes, count);
  // `{order}` names what is counted
  return unit === "" || unit.startsWith("{") ? digits(value, count) : `${digits(value, count)} ${unit}`;
}

/** Bytes and times in a second; of what is counted also how many in a minute or hour. */
function rateText(value: number, unit: string, count: number): string {
  if (unit !== "" && !unit.startsWith("{")) return `${valueText(value, unit, count)}/s`;
  const { value: shown, per } = rateIn(value);
  return `${digits(shown, count)} /${per}`;
}

/** In the largest unit of which there is at least one, also after it is rounded: `1 MB` and not `1000 kB`. */
function scaled(value: number, units: Scale, count: number): string {
  const inUnit = (size: number): number => Number(Math.abs(value / size).toPrecision(count)) * size;
  const [unit, size] =
    units.findLast(([, one], index) => inUnit(units[Math.max(0, index - 1)]![1]) >= one) ?? units[0]!;
  return `${digits(value / size, count)} ${unit}`;
}

/** Whole numbers as they are, others with `count` digits. */
function digits(value: number, count: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  return String(Number(value.toPrecision(count)));
}
