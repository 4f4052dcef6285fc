// The state of one search for the newest traces: which traces were read of, which of them are summarised, and which can be on the page.
import type { TraceSummary } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { endOf, type Range } from "../time/range.ts";
import { type BackReader, createBackReader } from "./read-back.ts";
import {
  extentsOf,
  type SummarisedTraces,
  summariseAhead,
  summariseExtents,
  summariseNear,
  type TraceMoments,
} from "./trace-summaries.ts";

export interface NewestTraces {
  readonly range: Range;
  /** Start (Unix ns) and id of the last trace of the page before. */
  readonly cursor: readonly [startNs: string, traceId: string] | undefined;
  readonly limit: number;
  /** Parameters of the conditions on spans. */
  readonly conditions: QueryParams;
  /** Without conditions a trace is found by its first span. */
  readonly hasConditions: boolean;
  /** Conditions on traces as a whole. */
  readonly fits?: ((trace: TraceSummary) => boolean) | undefined;
}

export interface FoundTraces {
  /** Up to `limit`, newest first. */
  readonly traces: readonly TraceSummary[];
  /** All traces that began since this moment were considered, Unix ns. */
  readonly knownNs: bigint;
}

/** A trace that was read of and is not summarised yet. */
interface Waiting extends TraceMoments {
  /** It began then or before. */
  readonly startNs: bigint;
}

export interface Search {
  readonly options: NewestTraces;
  readonly context: ApiContext;
  readonly back: BackReader;
  /** The end of the range, or of the page before. */
  readonly endNs: bigint;
  /** Traces that are read of one window of time. */
  readonly mostInWindow: number;
  readonly waiting: Map<string, Waiting>;
  /** Ids of traces that are summarised. */
  readonly seen: Set<string>;
  readonly found: TraceSummary[];
  /** When half of the traces that were summarised last began or had begun. */
  middleNs: bigint;
  /** Spans lie so far apart that reading the minutes around a trace is faster than asking the roll-up for it. */
  isFar: boolean;
}

/** More than there are on a page: some turn out to be older than they seemed. */
export const spare = 10;
/** Ids in one query, except those of late spans. */
export const maxAtOnce = 500;
/** A search ends after so many traces of which too few fit as a whole: the caller has a faster way then. */
const maxUnfit = 1_000;

const none: ReadonlyMap<string, TraceSummary> = new Map();

export function startSearch(options: NewestTraces, context: ApiContext): Search {
  const { range, cursor, limit, hasConditions, fits } = options;
  const endNs = endOf(range, cursor?.[0]);
  return {
    options,
    context,
    back: createBackReader(options, context),
    endNs,
    mostInWindow: fits === undefined ? (limit + spare) * 4 : maxUnfit,
    waiting: new Map(),
    seen: new Set(),
    found: [],
    middleNs: endNs,
    isFar: !hasConditions,
  };
}

/** Adds traces that were read of. */
export function keep({ waiting, seen, endNs }: Search, traces: readonly TraceMoments[]): void {
  for (const { traceId, firstNs, lastNs } of traces) {
    if (seen.has(traceId)) continue;
    const known = waiting.get(traceId);
    const startNs = [BigInt(firstNs), known?.startNs ?? endNs - 1n].reduce((a, b) => (a < b ? a : b));
    waiting.set(traceId, { traceId, startNs, firstNs, lastNs: known?.lastNs ?? lastNs });
  }
}

/** Whether too few of many traces fit. */
function isUnfit({ options, seen }: Search): boolean {
  return options.fits !== undefined && seen.size > maxUnfit;
}

/** Whether `page` is what the search returns: it is full, all of the range was read, or too few traces fit. */
export function isDone(search: Search, page: FoundTraces, knownNs: bigint): boolean {
  const { range, limit } = search.options;
  return page.traces.length >= limit || knownNs <= range.fromNs || isUnfit(search);
}

/**
 * Summarises what may be on the page, given that all traces since `knownNs` were read. Where most turn out to have begun before, it
 * stops: their own spans lie further back, and show when they are read which traces are candidates.
 */
export async function look(search: Search, knownNs: bigint, atOnce: number): Promise<FoundTraces> {
  const { waiting, found, options } = search;
  const queue = [...waiting.values()].filter(({ startNs }) => startNs >= knownNs).toSorted(newestFirst);
  for (let size = atOnce; ; size = Math.min(size * 4, maxAtOnce)) {
    const [next] = queue;
    const settledNs = next === undefined ? knownNs : next.startNs + 1n;
    const traces = found
      .filter((one) => BigInt(one.startNs) >= knownNs && (next === undefined || newestFirst(one, next) < 0))
      .toSorted(newestFirst);
    if (traces.length >= options.limit || next === undefined)
      return { traces: traces.slice(0, options.limit), knownNs: settledNs };
    if (isUnfit(search))
      return { traces: traces.filter((one) => BigInt(one.startNs) >= settledNs), knownNs: settledNs };
    const starts = await summarise(search, queue.splice(0, size), knownNs);
    search.middleNs = starts.toSorted((a, b) => (a < b ? -1 : 1))[starts.length >> 1] ?? knownNs;
    if (search.middleNs < knownNs && knownNs > options.range.fromNs && !isUnfit(search))
      return { traces: [], knownNs };
  }
}

/**
 * Summarises `batch`, except those that began before `knownNs` by the roll-up: they wait on.
 *
 * @returns when all of the batch began.
 */
async function summarise(
  search: Search,
  batch: readonly Waiting[],
  knownNs: bigint,
): Promise<readonly bigint[]> {
  const { waiting, seen, found, options, context, endNs, isFar } = search;
  const { extents: moments, whole } = await datesOf(search, batch);
  const isBefore = ({ firstNs }: TraceMoments): boolean => !isFar && BigInt(firstNs) < knownNs;
  const before = moments.filter(isBefore).map((one) => ({ ...one, startNs: BigInt(one.firstNs) }));
  const taken = moments.filter((one) => !isBefore(one));
  for (const one of before) waiting.set(one.traceId, one);
  for (const { traceId } of taken) {
    waiting.delete(traceId);
    seen.add(traceId);
  }
  const inPage = isFar ? taken : taken.filter(({ firstNs }) => BigInt(firstNs) < endNs);
  const rest = inPage.filter(({ traceId }) => !whole.has(traceId));
  const summaries = [
    ...inPage.flatMap(({ traceId }) => whole.get(traceId) ?? []),
    ...(await (isFar ? summariseNear : summariseExtents)(rest, context)),
  ];
  for (const trace of summaries) if (isWithin(trace, options)) found.push(trace);
  return [...before, ...summaries].map(({ startNs }) => BigInt(startNs));
}

/**
 * Of the newest page of all, most spans were read already, and they can be counted while the roll-up is asked. Later pages are of
 * traces whose spans lie after the end.
 */
async function datesOf(
  { options, context, isFar }: Search,
  batch: readonly Waiting[],
): Promise<SummarisedTraces> {
  if (isFar) return { extents: batch, whole: none };
  const isNewest = options.range.toNs >= BigInt(Math.floor(context.nowMs())) * 1_000_000n;
  if (options.cursor === undefined && (!options.hasConditions || isNewest))
    return summariseAhead(batch, context);
  return { extents: await extentsOf(batch, context), whole: none };
}

function isWithin(trace: TraceSummary, { range, cursor, fits }: NewestTraces): boolean {
  const startNs = BigInt(trace.startNs);
  if (startNs < range.fromNs || startNs >= range.toNs) return false;
  if (cursor !== undefined && newestFirst({ startNs: cursor[0], traceId: cursor[1] }, trace) >= 0)
    return false;
  return fits?.(trace) !== false;
}

interface Dated {
  readonly startNs: bigint | string;
  readonly traceId: string;
}

function newestFirst(a: Dated, b: Dated): number {
  const difference = BigInt(b.startNs) - BigInt(a.startNs);
  if (difference !== 0n) return difference > 0n ? 1 : -1;
  return a.traceId === b.traceId ? 0 : a.traceId < b.traceId ? 1 : -1;
}
