// Time expressions of the API: ISO 8601 with up to nine digits of seconds, or relative to now. Times are Unix ns as bigint.

const unitNs: Readonly<Record<string, bigint>> = {
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
};

const relative = /^(?:now)?([+-])(\d{1,9})(ms|s|m|h|d|w)$/;
const absolute = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** 2261-01-01, before int64 nanoseconds end: no time is later. */
export const endOfTimeNs = 9_183_110_400_000_000_000n;

/**
 * Reads a time expression, or gives `undefined` when it is none or outside 1970 to 2260.
 *
 * A time without a zone is UTC. Digits beyond the milliseconds are kept.
 */
export function parseTime(expression: string, nowNs: bigint): bigint | undefined {
  const ns = expression === "now" ? nowNs : (parseRelative(expression, nowNs) ?? parseAbsolute(expression));
  return ns !== undefined && ns >= 0n && ns < endOfTimeNs ? ns : undefined;
}

function parseRelative(expression: string, nowNs: bigint): bigint | undefined {
  const [, sign, amount, unit] = relative.exec(expression) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  const distance = BigInt(amount) * (unitNs[unit] ?? 0n);
  return sign === "-" ? nowNs - distance : nowNs + distance;
}

function parseAbsolute(expression: string): bigint | undefined {
  const match = absolute.exec(expression);
  if (match === null) return undefined;
  const [, date = "", clock = "00:00", seconds = "00", fraction = "", zone = "Z"] = match;
  const ms = Date.parse(`${date}T${clock}:${seconds}${zone}`);
  if (Number.isNaN(ms) || !isRealDate(date)) return undefined;
  return BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

/** `Date.parse` rolls 31 February over to March. */
function isRealDate(date: string): boolean {
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
}

/** Unix ns as ISO 8601 in UTC: three digits of seconds, up to nine where there is more. */
export function toIso(ns: bigint): string {
  const seconds = new Date(Number(ns / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  const fraction = (ns % 1_000_000_000n)
    .toString()
    .padStart(9, "0")
    .replace(/0{1,6}$/, "");
  return `${seconds}.${fraction}Z`;
}

/** Later than any time that is stored, as a query parameter. */
export const endOfTime = "2261-01-01 00:00:00.000000000";

/** Unix ns as the text of a `DateTime64(9, 'UTC')` query parameter. */
export function toSqlTime(ns: bigint): string {
  const seconds = new Date(Number(ns / 1_000_000_000n) * 1000).toISOString();
  const fraction = (ns % 1_000_000_000n).toString().padStart(9, "0");
  return `${seconds.slice(0, 10)} ${seconds.slice(11, 19)}.${fraction}`;
}
