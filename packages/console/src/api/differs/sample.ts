// What is compared: of spans up to some hundred thousand all of the range, of more only slices of it; of many transactions one in so many.
import type { DiffersResult } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import type { Range } from "../time/range.ts";
import { chooseSlices, type Slices, toSliceParams } from "../time/time-slices.ts";
import { countSpans } from "../traces/count-spans.ts";
import { minReached } from "./families.ts";
import { identities } from "./identities.ts";
import type { DiffersParams } from "./selection.ts";

/** How many spans are compared. */
export interface SampleSize {
  /** Up to so many, all; */
  readonly maxExact: number;
  /** of more about so many, in so many slices of at most {@link maxSliceSeconds}. */
  readonly spans: number;
  readonly slices: number;
  /** Up to so many spans of the range, all are read for the attributes of traces: a transaction has several traces, which slices rarely have all of. */
  readonly maxExactTraceSpans: number;
  /** Up to so many, the whole range is read for one trace in so many: slices have a much smaller part of it, and parts of transactions. */
  readonly maxWholeTraceSpans: number;
  /** Of more about so many, and where the slices have many more, of one trace in so many. */
  readonly traceSpans: number;
  /** Fewer and longer slices, as all attributes of what lies beside a slice are read with it. */
  readonly traceSlices: number;
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
    maxExactTraceSpans: 40_000,
    maxWholeTraceSpans: 120_000,
    traceSpans: 20_000,
    traceSlices: 16,
    transactions: 20_000,
    people: 20_000,
    patterns: 20_000,
  },
  few: {
    maxExact: 40_000,
    spans: 15_000,
    // each reads some thousand spans, however short it is
    slices: 12,
    maxExactTraceSpans: 5_000,
    maxWholeTraceSpans: 15_000,
    traceSpans: 5_000,
    traceSlices: 8,
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
  const spans = await countSpans(range, service, context);
  return spans <= size.maxExact ? undefined : sliceSpans(range, spans, size.spans, size.slices);
}

/** The slices of the range in which traces are read, and one trace in how many, as parameters; none of either where all are read. */
export async function chooseTraces(
  range: Range,
  { maxExactTraceSpans, maxWholeTraceSpans, traceSpans, traceSlices }: SampleSize,
  context: ApiContext,
): Promise<QueryParams> {
  const identified = { identities, leastReached: minReached };
  const spans = await countSpans(range, undefined, context);
  if (spans <= maxExactTraceSpans) return identified;
  if (spans <= maxWholeTraceSpans) return { ...identified, traceNth: Math.ceil(spans / maxExactTraceSpans) };
  const chosen = sliceSpans(range, spans, traceSpans, traceSlices);
  const { minutes, hours, seconds } = toSliceParams(chosen);
  return {
    ...identified,
    traceMinutes: minutes,
    traceHours: hours,
    traceSeconds: seconds,
    traceNth: toNth((spans * chosen.seconds * chosen.minutes.length) / secondsOf(range), traceSpans),
  };
}

/** Slices with about `wanted` of `spans`. */
function sliceSpans(range: Range, spans: number, wanted: number, count: number): Slices {
  const seconds = secondsOf(range);
  const slices = chooseSlices(range, count, maxSliceSeconds);
  const each = Math.floor(((wanted / spans) * seconds) / slices.minutes.length);
  return { ...slices, seconds: Math.min(maxSliceSeconds, Math.max(1, each)) };
}

function secondsOf({ fromNs, toNs }: Range): number {
  return Number((toNs - fromNs) / 1_000_000_000n) + 1;
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

/**
 * One transaction of how many is compared; `undefined`: all are.
 *
 * @param query the times of transactions, type and environment, and what narrows them.
 * @param isNarrowed those that meet conditions are counted one by one: an estimate of all says nothing about them.
 */
export async function chooseNth(
  query: QueryParams,
  isNarrowed: boolean,
  size: SampleSize,
  context: ApiContext,
): Promise<number | undefined> {
  const count = isNarrowed ? "differs-chosen-count" : "differs-record-count";
  const [row] = await run<{ transactions: string }>(context, count, query);
  return toNth(Number(row?.transactions ?? 0), size.transactions);
}

/** One in how many leaves about `wanted` of `count`; `undefined` when all of them are few enough. */
function toNth(count: number, wanted: number): number | undefined {
  return count <= 2 * wanted ? undefined : Math.ceil(count / wanted);
}
