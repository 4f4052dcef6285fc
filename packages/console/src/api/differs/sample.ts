// What is compared: of spans up to some hundred thousand all of the range, of more only slices of it; of many transactions one in so many.
import type { DiffersResult } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { type Range, toRangeParams } from "../time/range.ts";
import { chooseSlices, type Slices } from "../time/time-slices.ts";
import type { DiffersParams } from "./selection.ts";

/** How many spans are compared. */
export interface SampleSize {
  /** Up to so many, all; */
  readonly maxExact: number;
  /** of more about so many, in so many slices of at most {@link maxSliceSeconds}. */
  readonly spans: number;
  readonly slices: number;
  /** Of more transactions than twice this, about so many. */
  readonly transactions: number;
  /** Rows of people and days of a funnel of which it takes about so many. */
  readonly people: number;
  /** Of patterns of candidates, the most frequent. */
  readonly patterns: number;
}

export const sampleSizes: Readonly<Record<DiffersParams["sample"], SampleSize>> = {
  usual: {
    maxExact: 650_000,
    spans: 200_000,
    slices: 48,
    transactions: 20_000,
    people: 20_000,
    patterns: 20_000,
  },
  few: {
    maxExact: 40_000,
    spans: 15_000,
    // each reads some thousand spans, however short it is
    slices: 12,
    transactions: 5_000,
    people: 10_000,
    patterns: 20_000,
  },
};
const maxSliceSeconds = 30;

/** `undefined` when all spans can be compared, by their count in the roll-up. */
export async function chooseSample(
  range: Range,
  service: string | undefined,
  size: SampleSize,
  context: ApiContext,
): Promise<Slices | undefined> {
  const seconds = Number((range.toNs - range.fromNs) / 1_000_000_000n) + 1;
  const [row] = await run<{ spans: string }>(context, "span-count", { ...toRangeParams(range), service });
  const spans = Number(row?.spans ?? 0);
  if (spans <= size.maxExact) return undefined;
  const slices = chooseSlices(range, size.slices, maxSliceSeconds);
  const wanted = Math.floor(((size.spans / spans) * seconds) / slices.minutes.length);
  return { ...slices, seconds: Math.min(maxSliceSeconds, Math.max(1, wanted)) };
}

export function describeSample(
  { minutes, seconds }: Slices,
  range: Range,
): NonNullable<DiffersResult["sampled"]> {
  const total = Number(range.toNs - range.fromNs) / 1e9;
  return {
    slices: minutes.length,
    secondsEach: seconds,
    share: Math.min(1, (minutes.length * seconds) / total),
  };
}

/** One transaction of how many is compared. `query` has range, type and environment. */
export async function chooseNth(query: QueryParams, size: SampleSize, context: ApiContext): Promise<number> {
  const [row] = await run<{ transactions: string }>(context, "differs-record-count", query);
  const count = Number(row?.transactions ?? 0);
  return count <= 2 * size.transactions ? 1 : Math.ceil(count / size.transactions);
}
