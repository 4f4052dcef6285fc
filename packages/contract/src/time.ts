// The one grammar of times, for the API, the command line and the addresses of pages.
//
// A time is `now`, a time relative to it (`-1h`, `now-30m`, `+1d`), or ISO 8601 with up to nine digits of seconds. A time without a zone
// is UTC: neither the API nor the command line has a browser's zone, and a link means the same to everyone who opens it. What a person types
// into a page is local; the page sends it on with its zone.
import { parseDurationNs } from "catalog/duration";

const dayNs = 86_400e9;
const relative = /^(?:now)?([+-])(\S+)$/;
const absolute =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?:(Z)|([+-]\d{2}):?(\d{2}))?)?$/;

/** Log patterns of a range of so many hours or more are counted by whole hours; of a shorter one record by record. */
export const wholeHoursFrom = 6;

/** 2261-01-01, before int64 nanoseconds end: no time is later. */
export const endOfTimeNs = 9_183_110_400_000_000_000n;

/** The days of a duration of whole days: `7d`, `2w`, `48h`, or a number alone. `undefined` for any other. */
export function parseDays(text: string): number | undefined {
  const days = (parseDurationNs(text, "d") ?? NaN) / dayNs;
  return Number.isInteger(days) ? days : undefined;
}

/**
 * Unix nanoseconds of a time, or `undefined` for anything else or outside 1970 to 2260.
 *
 * A time without a zone is UTC. Digits beyond the milliseconds are kept.
 */
export function parseTime(expression: string, nowNs: bigint): bigint | undefined {
  const ns = expression === "now" ? nowNs : (parseRelative(expression, nowNs) ?? parseAbsolute(expression));
  return ns !== undefined && ns >= 0n && ns < endOfTimeNs ? ns : undefined;
}

function parseRelative(expression: string, nowNs: bigint): bigint | undefined {
  const [, sign, text = ""] = relative.exec(expression) ?? [];
  const distance = parseDurationNs(text);
  if (distance === undefined) return undefined;
  return sign === "-" ? nowNs - BigInt(Math.round(distance)) : nowNs + BigInt(Math.round(distance));
}

function parseAbsolute(expression: string): bigint | undefined {
  const match = absolute.exec(expression);
  if (match === null) return undefined;
  const [, date = "", clock = "00:00", seconds = "00", fraction = "", , hours, minutes] = match;
  const zone = hours === undefined ? "Z" : `${hours}:${minutes}`;
  const ms = Date.parse(`${date}T${clock}:${seconds}${zone}`);
  if (Number.isNaN(ms) || !isRealDate(date)) return undefined;
  return BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

/** `Date.parse` rolls 31 February over to March. */
function isRealDate(date: string): boolean {
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
}

/** Unix nanoseconds as ISO 8601 in UTC: three digits of seconds, up to nine where there is more. */
export function toIso(ns: bigint): string {
  const seconds = new Date(Number(ns / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  const fraction = (ns % 1_000_000_000n)
    .toString()
    .padStart(9, "0")
    .replace(/0{1,6}$/, "");
  return `${seconds}.${fraction}Z`;
}
