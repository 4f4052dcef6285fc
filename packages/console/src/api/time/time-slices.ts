// Slices of a range, evenly spread, so that a query over many millions of spans reads a few hundred thousand. Slices of time, because spans
// are stored in order of time: a random sample would read all of them.
import type { QueryParams } from "../context.ts";
import type { Range } from "./range.ts";
import { toSqlTime } from "./time.ts";

const minuteNs = 60_000_000_000n;

/** Minutes of which the first `seconds` are read. */
export interface Slices {
  readonly minutes: readonly bigint[];
  readonly seconds: number;
}

/** About `count` minutes of the range, all of them when there are no more. */
export function chooseSlices(range: Range, count: number, seconds: number): Slices {
  const first = range.fromNs / minuteNs;
  const total = Number((range.toNs - 1n) / minuteNs - first) + 1;
  const taken = Math.min(count, total);
  const minutes = Array.from(
    { length: taken },
    (_, at) => first + BigInt(Math.floor(((at + 0.5) * total) / taken)),
  );
  return { minutes, seconds };
}

/** As the queries' parameters `minutes`, `hours` and `seconds`. */
export function toSliceParams({ minutes, seconds }: Slices): QueryParams {
  const hours = new Set(minutes.map((minute) => minute / 60n));
  return {
    minutes: minutes.map((minute) => toSqlMinute(minute)),
    hours: [...hours].map((hour) => toSqlMinute(hour * 60n)),
    seconds,
  };
}

/** A minute since 1970 as `DateTime`. */
function toSqlMinute(minute: bigint): string {
  return toSqlTime(minute * minuteNs).slice(0, 19);
}
