// Durations: three significant digits up to a minute, then the two largest units.
import { formatFixed, threeDigits } from "./format.ts";
import { none } from "./locale.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * `86 ms`, `2.61 s`, `1 min 12 s`, `1 d 1 h`; `–` when unknown.
 *
 * @example
 * formatDuration(72_000) // "1 min 12 s"
 */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return none;
  if (ms < 0) return `−${formatDuration(-ms)}`;
  if (ms === 0) return "0 ms";
  if (ms < 0.001) return `${Math.round(ms * 1e6)} ns`;
  if (ms < 0.9995) return `${small(ms * 1000)} µs`;
  if (ms < 999.5) return `${small(ms)} ms`;
  if (ms < 59_950) return `${threeDigits(ms / second)} s`;
  return largest(ms);
}

/**
 * As `formatDuration`, of a percentile that is known by its bucket only: two significant digits, as an estimate.
 *
 * @example
 * formatPercentile(234) // "≈230 ms"
 */
export function formatPercentile(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return none;
  const text = formatDuration(Number(ms.toPrecision(2)));
  return `≈${text.replace(/([.,]\d)0(?= )/, "$1").replace(/(\d\d)[.,]0(?= )/, "$1")}`;
}

/** As `formatDuration`, from seconds. */
export function formatSeconds(seconds: number): string {
  return formatDuration(seconds * second);
}

/** As `formatDuration`, from nanoseconds: a decimal string as in the API, a bigint or a number. */
export function formatDurationNs(ns: string | bigint | number | null | undefined): string {
  return ns === null || ns === undefined || ns === "" ? none : formatDuration(Number(ns) / 1e6);
}

/** A whole number from ten up, otherwise at most two decimals: `77 ms`, `8.42 ms`. */
function small(value: number): string {
  if (value >= 9.995) return formatFixed(value, 0);
  return threeDigits(value).replace(/[.,]00$/, "");
}

function largest(ms: number): string {
  const units: readonly (readonly [string, number])[] = [
    ["d", day],
    ["h", hour],
    ["min", minute],
    ["s", second],
  ];
  const first = Math.max(
    0,
    units.findIndex(([, size]) => Math.round(ms / second) * second >= size),
  );
  const [name, size] = units[first] ?? ["s", second];
  const next = units[first + 1];
  if (next === undefined) return `${Math.round(ms / size)} ${name}`;
  const inNext = Math.round(ms / next[1]);
  const perUnit = size / next[1];
  const rest = inNext % perUnit;
  const text = `${formatFixed(Math.floor(inNext / perUnit), 0)} ${name}`;
  return rest === 0 ? text : `${text} ${rest} ${next[0]}`;
}
