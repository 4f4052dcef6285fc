// Which people of a funnel are compared by the traces of a step: of many a part by the hash of the person, and where the range has many
// spans, those who took the step in some of its minutes. Spans are stored by time, so those of other minutes are not read.
import type { ApiContext } from "../context.ts";
import { toSample } from "../journeys/people-parts.ts";
import type { Range } from "../time/range.ts";
import { chooseSlices } from "../time/time-slices.ts";
import { countSpans } from "../traces/count-spans.ts";
import { minutes, toTimeParams } from "../traces/times-to-read.ts";
import type { FactSample } from "./fact-sample.ts";

/** Rows of people and days of which there is about one sample. */
const sampleRows = 30_000;
/** Whoever did not take the step in one of the minutes is left out only after their days were read: no more are read than these. */
const mostRows = 400_000;
/** A trace is within a minute or so of each of its records, so three minutes of spans are read for one of steps. */
const minutesRead = 3;
/** As many as one parameter of a query takes. */
const mostMinutes = 1_200;
/** If few people have taken the step in the minutes that are read, so many times the spans are read. */
const moreSpans = 5;

export interface PeopleOfRange {
  readonly range: Range;
  /** Rows of people and days in it, as `findSize` returns. */
  readonly size: number;
  /** Up to so many of its spans, all are read. */
  readonly most: number;
}

/** Samples for `askSamples`: the first reads about `most` spans, the second more. */
export async function toTraceSamples(
  { size, range, most: mostSpans }: PeopleOfRange,
  context: ApiContext,
): Promise<readonly FactSample[]> {
  const spans = await countSpans(range, undefined, context);
  const all = Number((range.toNs - 1n) / minutes.ns - range.fromNs / minutes.ns) + 1;
  const counts = [mostSpans, mostSpans * moreSpans].map((most) => {
    const count = spans <= most ? all : Math.max(1, Math.floor((all * most) / spans / minutesRead));
    return count * minutesRead >= all ? all : Math.min(mostMinutes, count);
  });
  return [...new Set(counts)].map((count) =>
    count === all ? ofEveryMinute(size) : ofMinutes(size, range, count, all),
  );
}

function ofEveryMinute(size: number): FactSample {
  const { part, share } = toSample(size, sampleRows);
  return { share, rows: size / share, params: part };
}

/** People who took the step last in `count` of `all` minutes. */
function ofMinutes(size: number, range: Range, count: number, all: number): FactSample {
  const stepMinutes = chooseSlices(range, count, 60).minutes;
  const stride = all / stepMinutes.length;
  const { part, share } = toSample(size, Math.min(mostRows, sampleRows * stride));
  const read = toTimeParams(new Set(stepMinutes.flatMap((one) => [one - 1n, one, one + 1n])), minutes);
  return {
    share: share * stride,
    rows: size / share / stride,
    params: {
      ...part,
      minutes: toTimeParams(new Set(stepMinutes), minutes)["minutes"],
      spanMinutes: read["minutes"],
      spanHours: read["hours"],
    },
  };
}
