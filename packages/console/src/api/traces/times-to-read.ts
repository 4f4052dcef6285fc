// Slices of time that a query of spans reads, as its parameters: the hours, by which the table is sorted, and minutes or seconds in them.
import { toSqlTime } from "../time/time.ts";

const hourNs = 3_600_000_000_000n;

/** Slices by their number since 1970. */
export interface Unit {
  readonly name: "minutes" | "seconds";
  readonly ns: bigint;
}

export const minutes: Unit = { name: "minutes", ns: 60_000_000_000n };
export const seconds: Unit = { name: "seconds", ns: 1_000_000_000n };

/** @param times numbers of slices of `unit`. */
export function toTimeParams(times: ReadonlySet<bigint>, unit: Unit): Readonly<Record<string, string[]>> {
  const hours = new Set([...times].map((time) => (time * unit.ns) / hourNs));
  return { hours: toTimes(hours, hourNs), [unit.name]: toTimes(times, unit.ns) };
}

function toTimes(times: ReadonlySet<bigint>, unitNs: bigint): string[] {
  return [...times].map((time) => toSqlTime(time * unitNs).slice(0, 19));
}
