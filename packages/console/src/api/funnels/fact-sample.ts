// Which people of a funnel are compared by their attributes: of many a part by the hash of the person, and of these, in ranges of days, those
// who took the step in one hour of so many. Their attributes lie in records ordered by time, so other hours are not read.
import type { QueryParams } from "../context.ts";
import { toSample } from "../journeys/people-parts.ts";
import type { Range } from "../time/range.ts";
import { toSqlTime } from "../time/time.ts";

const hourNs = 3_600_000_000_000n;
/** Steps from hour to hour that meet each hour of the day, and each day of the week, equally often. */
const strides = [23, 11, 5];

export interface FactSample {
  /** How many people each of them represents. */
  readonly share: number;
  /** About how many rows of people and days it has. */
  readonly rows: number;
  readonly params: QueryParams;
}

/**
 * Samples of about the same size: the first has the fewest hours, the last all of them.
 *
 * @param size rows of people and days in `range`, as `findSize` returns.
 * @param rows about how many of them are enough.
 */
export function toFactSamples(size: number, range: Range, rows?: number): readonly FactSample[] {
  const hours = Number((range.toNs - range.fromNs) / hourNs);
  const { share: wanted } = toSample(size, rows);
  return [...strides.filter((stride) => stride <= wanted && stride * 24 <= hours), 1].map((stride) => {
    const { part, share } = toSample(Math.ceil(size / stride), rows);
    return {
      share: share * stride,
      rows: size / (share * stride),
      params: { ...part, hours: stride === 1 ? undefined : everyNthHour(range, stride) },
    };
  });
}

/** With fewer people, the hours may be ones in which nothing happens. */
const minPeople = 40;
/** A person has about one row, and not all people reach a step. */
const minOfRows = 1 / 50;

/**
 * Asks the first of `samples`. Where it has far fewer people than it should, asks those with more hours, and keeps one that has more than
 * twice as many: otherwise the step is rare, and more hours are only more to read.
 */
export async function askSamples<Found extends { readonly people: number }>(
  [first, ...others]: readonly FactSample[],
  ask: (sample: FactSample) => Promise<Found>,
): Promise<{ readonly sample: FactSample; readonly found: Found }> {
  let best = { sample: first!, found: await ask(first!) };
  for (const sample of others) {
    if (best.found.people >= Math.max(minPeople, best.sample.rows * minOfRows)) break;
    const found = await ask(sample);
    if (found.people > 2 * best.found.people) best = { sample, found };
  }
  return best;
}

/** Beginnings of the hours; which they are depends on nothing but the calendar, so ranges that overlap have the same ones. */
function everyNthHour({ fromNs, toNs }: Range, stride: number): readonly string[] {
  const nth = BigInt(stride);
  const first = fromNs / hourNs / nth;
  const count = Number((toNs - 1n) / hourNs / nth - first) + 1;
  return Array.from({ length: count }, (_, at) =>
    toSqlTime((first + BigInt(at)) * nth * hourNs).slice(0, 19),
  );
}
