// The newest traces that have a span of some kind, a trace dated by its own start. Spans are read back from the newest; a trace cannot
// have begun after any of its spans, so the oldest of them that was read says how new it can be at most. In that order traces are
// summarised, a page's worth at a time, until none that is left, read or not, can be newer than the last of the page. Where traces lie
// close, the newest spans are all of traces that began before them: there the store dates all traces of some seconds, and gives the newest.
import type { TraceSummary } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { endOf, type Range, toRangeParams } from "../time/range.ts";
import { createBackReader, type ReadBack } from "./read-back.ts";
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
  /** What traces as a whole have to be like. */
  readonly fits?: ((trace: TraceSummary) => boolean) | undefined;
}

export interface FoundTraces {
  /** Up to `limit`, newest first. */
  readonly traces: readonly TraceSummary[];
  /** Every trace that began since this moment was looked at, Unix ns. */
  readonly knownNs: bigint;
}

/** A trace that was read of and not summarised yet. */
interface Waiting extends TraceMoments {
  /** It began then or before. */
  readonly startNs: bigint;
}

interface LateRow extends TraceMoments {
  readonly spans: string;
}

/** How long after the end of the page a span may come that puts an older trace on it; where very many come, a minute at least. */
const lateNs = 600_000_000_000n;
const leastLateNs = 60_000_000_000n;
const maxLateSpans = 1_000;
/** Where there are more, the store looks among so many itself. */
const maxLateSpansInStore = 50_000;
/** More than there are on a page: some turn out to be older than they seemed. */
const spare = 10;
/** Ids in one query, but for those of late spans. */
const maxAtOnce = 500;
/** After so many traces of which too few fit as a whole the caller had better ask otherwise. */
const maxUnfit = 1_000;
/** Of a trace all spans are read, or all that have what the whole trace has; under other conditions one or two. */
const spansOfTrace = { few: 1.5, all: 10 } as const;
/** Spans read at once, where they are not all of one moment. */
const maxRows = 50_000;
/** Where this time has so many traces, the store dates them by all their spans: of as long, or, under conditions, as they need. */
const windowNs = 5_000_000_000n;
const denseTraces = 200n;
const leastWindowNs = 500_000_000n;

const none: ReadonlyMap<string, TraceSummary> = new Map();

/** Looks back until there are `limit` traces, to the start of the range, or, with `fits`, until too few of many do. */
export async function findNewest(options: NewestTraces, context: ApiContext): Promise<FoundTraces> {
  const { range, cursor, limit, conditions, hasConditions, fits } = options;
  const endNs = endOf(range, cursor?.[0]);
  const waiting = new Map<string, Waiting>();
  const seen = new Set<string>();
  const found: TraceSummary[] = [];
  const back = createBackReader(options, context);
  /** When half of the traces that were looked at last began or had begun. */
  let middleNs = endNs;
  /** Spans lie so far apart that minutes around a trace are read sooner than the roll-up is asked about it. */
  let isFar = !hasConditions;

  /** The first spans after the end: some may be of traces before it. */
  async function readLate(): Promise<readonly LateRow[]> {
    if (!hasConditions || endNs >= BigInt(Math.floor(context.nowMs())) * 1_000_000n) return [];
    const window = toRangeParams({ fromNs: endNs, toNs: endNs + lateNs });
    return run<LateRow>(context, "trace-late", { ...conditions, ...window, rows: maxLateSpans });
  }

  /** The window that is read where traces turn out to lie close: without conditions it can be read before that is known. */
  async function readAhead(): Promise<ReadBack | undefined> {
    return hasConditions
      ? undefined
      : back.byTime(endNs, windowNs, mostInWindow, { toNs: endNs, lateRows: 0, lateToNs: endNs });
  }

  function keep(traces: readonly TraceMoments[]): void {
    for (const { traceId, firstNs, lastNs } of traces) {
      if (seen.has(traceId)) continue;
      const known = waiting.get(traceId);
      const startNs = [BigInt(firstNs), known?.startNs ?? endNs - 1n].reduce((a, b) => (a < b ? a : b));
      waiting.set(traceId, { traceId, startNs, firstNs, lastNs: known?.lastNs ?? lastNs });
    }
  }

  /**
   * Summarises what may be on the page, given that all traces since `knownNs` were read. Where most turn out to have begun before, it
   * stops: their own spans lie further back, and tell when they are read which are worth a look.
   */
  async function look(knownNs: bigint, atOnce: number): Promise<FoundTraces> {
    const queue = [...waiting.values()].filter(({ startNs }) => startNs >= knownNs).toSorted(newestFirst);
    for (let size = atOnce; ; size = Math.min(size * 4, maxAtOnce)) {
      const [next] = queue;
      const settledNs = next === undefined ? knownNs : next.startNs + 1n;
      const traces = found
        .filter((one) => BigInt(one.startNs) >= knownNs && (next === undefined || newestFirst(one, next) < 0))
        .toSorted(newestFirst);
      if (traces.length >= limit || next === undefined)
        return { traces: traces.slice(0, limit), knownNs: settledNs };
      if (isUnfit())
        return { traces: traces.filter((one) => BigInt(one.startNs) >= settledNs), knownNs: settledNs };
      const starts = await take(queue.splice(0, size), knownNs);
      middleNs = starts.toSorted((a, b) => (a < b ? -1 : 1))[starts.length >> 1] ?? knownNs;
      if (middleNs < knownNs && knownNs > range.fromNs && !isUnfit()) return { traces: [], knownNs };
    }
  }

  /**
   * Of the newest page of all most spans were seen already, and they can be counted while the roll-up is asked; later pages are of
   * traces whose spans lie behind the end.
   */
  async function datesOf(batch: readonly Waiting[]): Promise<SummarisedTraces> {
    if (isFar) return { extents: batch, whole: none };
    if (cursor === undefined && !hasConditions) return summariseAhead(batch, context);
    return { extents: await extentsOf(batch, context), whole: none };
  }

  /** Summarises `batch`, but for those that the roll-up knows to have begun before `knownNs`: they wait on. Returns when all began. */
  async function take(batch: readonly Waiting[], knownNs: bigint): Promise<readonly bigint[]> {
    const { extents: moments, whole } = await datesOf(batch);
    const isBefore = ({ firstNs }: TraceMoments): boolean => !isFar && BigInt(firstNs) < knownNs;
    const before = moments.filter(isBefore).map((one) => ({ ...one, startNs: BigInt(one.firstNs) }));
    const taken = moments.filter((one) => !isBefore(one));
    for (const one of before) waiting.set(one.traceId, one);
    for (const { traceId } of taken) {
      waiting.delete(traceId);
      seen.add(traceId);
    }
    const worth = isFar ? taken : taken.filter(({ firstNs }) => BigInt(firstNs) < endNs);
    const rest = worth.filter(({ traceId }) => !whole.has(traceId));
    const summaries = [
      ...worth.flatMap(({ traceId }) => whole.get(traceId) ?? []),
      ...(await (isFar ? summariseNear : summariseExtents)(rest, context)),
    ];
    for (const trace of summaries)
      if (isWithin(trace, range, cursor) && fits?.(trace) !== false) found.push(trace);
    return [...before, ...summaries].map(({ startNs }) => BigInt(startNs));
  }

  /** Traces that are read of a window. */
  const mostInWindow = fits === undefined ? (limit + spare) * 4 : maxUnfit;
  const isUnfit = (): boolean => fits !== undefined && seen.size > maxUnfit;

  async function findBySpans(first: ReadBack, rowsOfFirst: number, late: number): Promise<FoundTraces> {
    let toNs = endNs;
    let rows = rowsOfFirst;
    for (let { traces, knownNs } = first; ; { traces, knownNs } = await back.bySpans(toNs, rows)) {
      keep(traces);
      const page = await look(knownNs, limit + spare + (toNs === endNs ? late : 0));
      if (page.traces.length >= limit || knownNs <= range.fromNs || isUnfit()) return page;
      rows = nextRows(rows, { toNs, knownNs, middleNs });
      toNs = knownNs;
    }
  }

  /**
   * How long before their spans most traces begin, and half as long again: what fits is looked for as much later than the page.
   */
  async function findLag(read: readonly TraceMoments[]): Promise<bigint> {
    const sample = new Map(read.slice(0, limit + spare).map((one) => [one.traceId, BigInt(one.lastNs)]));
    const extents = await extentsOf(read.slice(0, limit + spare), context);
    const lags = extents.map(({ traceId, firstNs }) => sample.get(traceId)! - BigInt(firstNs));
    const most = lags.toSorted((a, b) => (a < b ? -1 : 1))[Math.floor(lags.length * 0.75)] ?? windowNs;
    return leastWindowNs + (most * 3n) / 2n;
  }

  /**
   * @param newestNs nothing fits between then and the end.
   * @param late whose first span that fits comes later: a few, or one in very many.
   * @param ahead the first window, where it was read already.
   */
  async function findByTime(
    newestNs: bigint,
    firstWidthNs: bigint,
    late: readonly LateRow[] | "many",
    ahead?: ReadBack,
  ): Promise<FoundTraces> {
    const lastNs = late === "many" ? endNs : newestNs + 1n;
    const until = {
      toNs: endNs,
      lateRows: late === "many" ? maxLateSpansInStore : 0,
      lateToNs: endNs + lateNs,
    };
    let toNs = lastNs;
    let widthNs = firstWidthNs + lastNs - newestNs;
    let most = mostInWindow;
    for (let known = ahead; ; known = undefined) {
      const { traces, knownNs, isCut } = known ?? (await back.byTime(toNs, widthNs, most, until));
      keep(traces);
      const page = await look(
        knownNs,
        limit + spare + (toNs === lastNs && late !== "many" ? late.length : 0),
      );
      if (page.traces.length >= limit || knownNs <= range.fromNs || isUnfit()) return page;
      // All that were read began at the same moment.
      if (knownNs === toNs) most *= 8;
      else if (!isCut) widthNs *= 8n;
      else if ((knownNs - middleNs) * 2n > widthNs) widthNs = (knownNs - middleNs) * 2n;
      toNs = knownNs;
    }
  }

  const rows = Math.ceil((limit + 2) * (isOfFew(conditions) ? spansOfTrace.few : spansOfTrace.all));
  const [first, late, ahead] = await Promise.all([back.bySpans(endNs, rows), readLate(), readAhead()]);
  const newestNs = latestOf(first.traces) ?? endNs - 1n;
  // Half of them: a few whose clock is ahead say nothing about how close the others lie.
  const middleOfFirstNs = BigInt(first.traces[first.traces.length >> 1]?.firstNs ?? newestNs);
  const halfNs = middleOfFirstNs - first.knownNs;
  const isLateCut = late.reduce((sum, { spans }) => sum + Number(spans), 0) === maxLateSpans;
  const isLateDense = isLateCut && latestOf(late)! - endNs < leastLateNs;
  const isDense = first.isCut && BigInt(limit + 2) * windowNs > denseTraces * halfNs * 2n;
  if (!isDense && !isLateDense) {
    keep(late);
    return findBySpans(first, rows, late.length);
  }
  isFar = false;
  if (!isLateCut) keep(late);
  const widthNs = hasConditions ? await findLag(first.traces) : windowNs;
  const isAhead = ahead !== undefined && endNs - middleOfFirstNs < windowNs / 2n;
  return findByTime(
    newestNs,
    widthNs + newestNs - middleOfFirstNs,
    isLateCut ? "many" : late,
    isAhead ? ahead : undefined,
  );
}

function latestOf(traces: readonly TraceMoments[]): bigint | undefined {
  return (
    traces.map(({ lastNs }) => BigInt(lastNs)).reduce((last, ns) => (ns > last ? ns : last), 0n) || undefined
  );
}

/** As many as there should be back to `middleNs`, by how close those since `knownNs` lie; or eight times as many where that is known. */
function nextRows(
  rows: number,
  { toNs, knownNs, middleNs }: { toNs: bigint; knownNs: bigint; middleNs: bigint },
): number {
  if (knownNs === toNs) return rows * 8;
  const missing = (rows * Number(knownNs - middleNs)) / Number(toNs - knownNs);
  return Math.max(rows, Math.min(maxRows, middleNs < knownNs ? Math.ceil(missing * 1.2) : rows * 8));
}

/** Whether a span here and there fits: what attributes are equal to is often so for the whole trace. */
function isOfFew(conditions: QueryParams): boolean {
  const given = Object.keys(conditions).filter((name) => conditions[name] !== undefined);
  return given.some((name) => name !== "pairs" && name !== "environment");
}

function isWithin(trace: TraceSummary, range: Range, cursor: NewestTraces["cursor"]): boolean {
  const startNs = BigInt(trace.startNs);
  if (startNs < range.fromNs || startNs >= range.toNs) return false;
  return cursor === undefined || newestFirst({ startNs: cursor[0], traceId: cursor[1] }, trace) < 0;
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
