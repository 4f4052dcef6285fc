// The newest traces with a span that matches the conditions, ordered by the start of the trace. Spans are read back from the newest. A
// trace cannot have begun after any of its spans, so the oldest of its spans that was read says how new it can be at most. In that
// order traces are summarised, a page at a time, until no other trace, read or not, can be newer than the last of the page. Where
// traces are dense, the newest spans are all of traces that began before them: there the store dates all traces of some seconds.
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { toRangeParams } from "../time/range.ts";
import {
  type FoundTraces,
  isDone,
  keep,
  look,
  maxAtOnce,
  type NewestTraces,
  type Search,
  spare,
  startSearch,
} from "./newest-search.ts";
import { hintOf, setHint, windowHint } from "./newest-hint.ts";
import type { FitUntil, ReadBack } from "./read-back.ts";
import { extentsOf, type TraceMoments } from "./trace-summaries.ts";

interface LateRow extends TraceMoments {
  readonly spans: string;
}

/** How long after the end of the page a span may come that puts an older trace on it; a minute at least where there are very many. */
const lateNs = 600_000_000_000n;
const minLateNs = 60_000_000_000n;
const maxLateSpans = 1_000;
/** Where there are more, the store itself considers so many. */
const maxLateSpansInStore = 50_000;
/** Spans that are read of a trace: all of them, or all that have what the whole trace has; one or two under other conditions. */
const spansOfTrace = { few: 1.5, all: 10 } as const;
/** Spans read at once, unless all of them are of one moment. */
const maxRows = 50_000;
/** Where this time has so many traces, the store dates them by all their spans, read for as long, or as conditions need. */
const windowNs = 5_000_000_000n;
const denseTraces = 200n;
/** Traces that are read of one window, unless more began at the same moment. */
const maxInWindow = 2_000;
const minWindowNs = 500_000_000n;

/** Looks back until there are `limit` traces, to the start of the range, or, with `fits`, until too few of many do. */
export async function findNewest(options: NewestTraces, context: ApiContext): Promise<FoundTraces> {
  const search = startSearch(options, context);
  return (await findAsBefore(search)) ?? findAnew(search);
}

/** By the hint of the search before, where traces are still dense. */
async function findAsBefore(search: Search): Promise<FoundTraces | undefined> {
  const { back, endNs, options, mostInWindow, context } = search;
  const widthNs = hintOf(context, options.conditions)?.windowNs;
  if (widthNs === undefined) return undefined;
  const late = options.hasConditions && isPast(search) ? "many" : 0;
  const ahead = await back.byTime(endNs, widthNs, mostInWindow, untilFit(search, late));
  if (!ahead.isCut && ahead.traces.length < options.limit + spare) return undefined;
  search.isFar = false;
  return findByTime(search, { newestNs: endNs - 1n, widthNs, late, ahead, isHinted: true });
}

async function findAnew(search: Search): Promise<FoundTraces> {
  const { back, endNs, options, context } = search;
  const { limit, conditions, hasConditions } = options;
  const rows = Math.ceil((limit + 2) * (isOfFew(conditions) ? spansOfTrace.few : spansOfTrace.all));
  const [first, late, ahead] = await Promise.all([
    back.bySpans(endNs, rows, guessOf(search)),
    readLate(search),
    readAhead(search),
  ]);
  const newestNs = latestOf(first.traces) ?? endNs - 1n;
  // Half of them: a few whose clock is ahead say nothing about how dense the others are.
  const middleOfFirstNs = BigInt(first.traces[first.traces.length >> 1]?.firstNs ?? newestNs);
  const halfNs = middleOfFirstNs - first.knownNs;
  const isLateCut = late.reduce((sum, { spans }) => sum + Number(spans), 0) === maxLateSpans;
  const isLateDense = isLateCut && latestOf(late)! - endNs < minLateNs;
  const isDense = first.isCut && BigInt(limit + 2) * windowNs > denseTraces * halfNs * 2n;
  if (!isDense && !isLateDense) {
    setHint(context, conditions, first.isCut ? { spansNs: endNs - first.knownNs } : undefined);
    keep(search, late);
    return findBySpans(search, { first, rows, late: late.length });
  }
  search.isFar = false;
  if (!isLateCut) keep(search, late);
  const widthNs = hasConditions ? await findLag(search, first.traces) : windowNs;
  const isAhead = ahead !== undefined && endNs - middleOfFirstNs < windowNs / 2n;
  return findByTime(search, {
    newestNs,
    widthNs: widthNs + newestNs - middleOfFirstNs,
    late: isLateCut ? "many" : late.length,
    ahead: isAhead ? ahead : undefined,
    spansNs: endNs - first.knownNs,
  });
}

/**
 * The time that has the first spans, as far as the last search shows: in a longer one the store reads the end of each part of its table,
 * of which there may be dozens.
 */
function guessOf({ options, context }: Search): bigint | undefined {
  const spansNs = hintOf(context, options.conditions)?.spansNs;
  if (spansNs !== undefined) return spansNs * 2n;
  return hintOf(context)?.windowNs;
}

/** Whether there may be spans after the end. */
function isPast({ context, endNs }: Search): boolean {
  return endNs < BigInt(Math.floor(context.nowMs())) * 1_000_000n;
}

/** The first spans after the end: some may be of traces before it. */
async function readLate(search: Search): Promise<readonly LateRow[]> {
  const { options, context, endNs } = search;
  if (!options.hasConditions || !isPast(search)) return [];
  const window = toRangeParams({ fromNs: endNs, toNs: endNs + lateNs });
  return run<LateRow>(context, "trace-late", { ...options.conditions, ...window, rows: maxLateSpans });
}

/** The window that is read where traces turn out to be dense: without conditions it can be read before that is known. */
async function readAhead(search: Search): Promise<ReadBack | undefined> {
  const { options, back, endNs, mostInWindow, context } = search;
  // the last search had no use for it
  const isUseless = hintOf(context, options.conditions)?.spansNs !== undefined;
  if (options.hasConditions || isUseless) return undefined;
  return back.byTime(endNs, windowNs, mostInWindow, untilFit(search, 0));
}

/** How late spans may fit. Without conditions no span after the end can put a trace on the page. */
function untilFit({ endNs }: Search, late: FirstWindow["late"]): FitUntil {
  return {
    toNs: endNs,
    lateRows: late === "many" ? maxLateSpansInStore : 0,
    lateToNs: endNs + lateNs,
  };
}

/** What was read before it was known how dense traces are. */
interface SpansRead {
  readonly first: ReadBack;
  /** Spans that were asked for. */
  readonly rows: number;
  /** Traces whose first span that fits comes after the end. */
  readonly late: number;
}

async function findBySpans(
  search: Search,
  { first, rows: rowsOfFirst, late }: SpansRead,
): Promise<FoundTraces> {
  const { back, endNs, options } = search;
  let toNs = endNs;
  let rows = rowsOfFirst;
  for (let { traces, knownNs } = first; ; { traces, knownNs } = await back.bySpans(toNs, rows)) {
    keep(search, traces);
    const page = await look(search, knownNs, options.limit + spare + (toNs === endNs ? late : 0));
    if (isDone(search, page, knownNs)) return page;
    rows = nextRows(rows, { toNs, knownNs, middleNs: search.middleNs });
    toNs = knownNs;
  }
}

interface FirstWindow {
  /** Nothing fits between then and the end. */
  readonly newestNs: bigint;
  readonly widthNs: bigint;
  /** Traces whose first span that fits comes after the end: a few, or one in very many. */
  readonly late: number | "many";
  /** The window, where it was read already. */
  readonly ahead: ReadBack | undefined;
  readonly isHinted?: boolean;
  /** The time that had the first spans. */
  readonly spansNs?: bigint;
}

async function findByTime(
  search: Search,
  { newestNs, widthNs: firstWidthNs, late, ahead, isHinted = false, spansNs }: FirstWindow,
): Promise<FoundTraces> {
  const { back, endNs, options, mostInWindow, context } = search;
  const lastNs = late === "many" ? endNs : newestNs + 1n;
  const until = untilFit(search, late);
  let toNs = lastNs;
  let widthNs = firstWidthNs + lastNs - newestNs;
  let most = mostInWindow;
  for (let known = ahead; ; known = undefined) {
    const { traces, knownNs, isCut } = known ?? (await back.byTime(toNs, widthNs, most, until));
    keep(search, traces);
    const more = toNs === lastNs && late !== "many" ? late : 0;
    // One query of many traces is faster than a second one, when the first few turn out to be older.
    const isOfAll = (isHinted || toNs !== lastNs) && !options.hasConditions;
    const atOnce = isOfAll ? Math.min(traces.length, maxAtOnce) : options.limit + spare + more;
    const page = await look(search, knownNs, atOnce);
    if (isDone(search, page, knownNs)) {
      setHint(context, options.conditions, windowHint(endNs - toNs + widthNs, spansNs));
      return page;
    }
    if (isCut) most = moreTraces(most, knownNs === toNs);
    if (knownNs < toNs) widthNs = isCut ? widenTo(widthNs, (knownNs - search.middleNs) * 2n) : widthNs * 8n;
    toNs = knownNs;
  }
}

/** Traces of the next window, where the last one had more than were read: in steps, unless all that were read began at the same moment. */
function moreTraces(most: number, isOneMoment: boolean): number {
  if (isOneMoment) return most * 8;
  return Math.max(most, Math.min(most * 4, maxInWindow));
}

/** What is needed, but not very much at once: a few traces may be far longer than the others. */
function widenTo(widthNs: bigint, neededNs: bigint): bigint {
  if (neededNs <= widthNs) return widthNs;
  return neededNs < widthNs * 4n ? neededNs : widthNs * 4n;
}

/** How long before their spans most traces begin, and half as long again: spans that fit are looked for so much later than the page. */
async function findLag({ options, context }: Search, read: readonly TraceMoments[]): Promise<bigint> {
  const some = read.slice(0, options.limit + spare);
  const sample = new Map(some.map((one) => [one.traceId, BigInt(one.lastNs)]));
  const extents = await extentsOf(some, context);
  const lags = extents.map(({ traceId, firstNs }) => sample.get(traceId)! - BigInt(firstNs));
  const most = lags.toSorted((a, b) => (a < b ? -1 : 1))[Math.floor(lags.length * 0.75)] ?? windowNs;
  return minWindowNs + (most * 3n) / 2n;
}

function latestOf(traces: readonly TraceMoments[]): bigint | undefined {
  return (
    traces.map(({ lastNs }) => BigInt(lastNs)).reduce((last, ns) => (ns > last ? ns : last), 0n) || undefined
  );
}

/** As many as there should be back to `middleNs`, by how dense those since `knownNs` are; or eight times as many where that is known. */
function nextRows(
  rows: number,
  { toNs, knownNs, middleNs }: { toNs: bigint; knownNs: bigint; middleNs: bigint },
): number {
  if (knownNs === toNs) return rows * 8;
  const missing = (rows * Number(knownNs - middleNs)) / Number(toNs - knownNs);
  return Math.max(rows, Math.min(maxRows, middleNs < knownNs ? Math.ceil(missing * 1.2) : rows * 8));
}

/** Whether only some spans of a trace fit: an attribute that is compared for equality is often the same for the whole trace. */
function isOfFew(conditions: QueryParams): boolean {
  const given = Object.keys(conditions).filter((name) => conditions[name] !== undefined);
  return given.some((name) => name !== "pairs" && name !== "environment");
}
