// The one grammar of durations: of rules, filters, the API, the command line, addresses of pages, catalogs and options.
//
// A duration is a number with a unit, or several of them: `250ms`, `1.5s`, `2min`, `1h30m`, `1 h 30 min`.

/** A duration as people write it: `90s`, `1.5h`, `1h30m`. */
export type Duration = string;

const unitNs = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  min: 60e9,
  h: 3600e9,
  d: 86_400e9,
  w: 604_800e9,
} as const;

export type DurationUnit = keyof typeof unitNs;

/** Units as the part of a regular expression. */
export const durationUnits = "ns|us|µs|ms|min|[smhdw]";
const amount = String.raw`\d{1,15}(?:\.\d{1,15})?`;
/** A duration as a regular expression, for schemas. */
export const durationPattern: string = String.raw`^(?:${amount}\s*(?:${durationUnits})\s*)+$`;

const whole = new RegExp(durationPattern);
const parts = new RegExp(String.raw`(\d+)(?:\.(\d+))?\s*(${durationUnits})`, "g");
const bare = new RegExp(`^${amount}$`);
const longest = 100;

/** What messages expect, and how they fix it. */
export const expectedDuration = "a duration such as `90s`, `1.5h` or `1h30m`";
export const durationFix = "Write a number with a unit from `ms` to `w`, in whole milliseconds.";

/**
 * The nanoseconds of a duration, or `undefined` for anything else.
 *
 * @param bareUnit the unit of a number without one; absent: such a number is not a duration.
 */
export function parseDurationNs(text: Duration, bareUnit?: DurationUnit): number | undefined {
  if (text.length > longest) return undefined;
  if (bareUnit !== undefined && bare.test(text)) return parseDurationNs(`${text}${bareUnit}`);
  if (!whole.test(text)) return undefined;
  let total = 0;
  for (const [, digits = "", decimals = "", unit] of text.matchAll(parts))
    // multiplied first: 1.1 h are whole nanoseconds
    total += (Number(digits + decimals) * unitNs[unit as DurationUnit]) / 10 ** decimals.length;
  return total;
}

/** The milliseconds of a duration, or `undefined` for anything else. */
export function parseDurationMs(text: Duration): number | undefined {
  const ns = parseDurationNs(text);
  return ns === undefined ? undefined : ns / unitNs.ms;
}

/** Milliseconds of a duration that has been checked. @throws {RangeError} for anything else. */
export function durationMs(text: Duration): number {
  const ms = parseDurationMs(text);
  if (ms === undefined) throw new RangeError(`\`${text}\` is not a duration; expected ${expectedDuration}.`);
  return ms;
}

/** `ms` in the largest units that fit, up to days: 90,000 is `1m30s`. */
export function formatDuration(ms: number): Duration {
  if (ms === 0) return "0s";
  let [rest, text] = [Math.round(ms), ""];
  for (const unit of ["d", "h", "m", "s", "ms"] as const) {
    const size = unitNs[unit] / unitNs.ms;
    if (rest >= size) text += `${Math.floor(rest / size)}${unit}`;
    rest %= size;
  }
  return text;
}

const numberText = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: 6 });

/** For people, in sentences: `250 ms`, `1.5 s`, `1 h 30 min`, `30 days`. */
export function durationText(ms: number): string {
  if (ms < 0) return `-${durationText(-ms)}`;
  if (ms > 0 && ms < 1000) return `${numberText(ms)} ms`;
  let rest = ms;
  const texts: string[] = [];
  for (const unit of ["d", "h", "min"] as const) {
    const size = unitNs[unit] / unitNs.ms;
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) texts.push(`${count} ${unit === "d" ? (count === 1 ? "day" : "days") : unit}`);
  }
  if (rest > 0 || texts.length === 0) texts.push(`${numberText(rest / 1000)} s`);
  return texts.join(" ");
}
