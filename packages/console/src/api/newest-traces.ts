// The newest traces that have a span of some kind, a trace dated by its own start. Spans are read back from the newest; a trace cannot
// have begun after any of its spans, so the oldest of them that was read says how new it can be at most. In that order traces are
// summarised, a page's worth at a time, until none that is left, read or not, can be newer than the last of the page.
import type { TraceSummary } from "contract";
import type { ApiContext, QueryParams } from "./context.ts";
import { isTooManyRows, run } from "./context.ts";
import { endOf, type Range, toRangeParams } from "./range.ts";
import { summarise, type TraceMoments } from "./trace-summaries.ts";

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

interface ReadRow extends TraceMoments {
  readonly spans: string;
}

/** How long after the end of the page a span may come that puts an older trace on it. */
const lateNs = 600_000_000_000n;
const maxLateSpans = 1_000;
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
/** Where a range has more rows than one query may read, a part of it is asked. */
const narrower = 16n;
const narrowestNs = 1_000_000_000n;

/** Looks back until there are `limit` traces, to the start of the range, or, with `fits`, until too few of many do. */
export async function findNewest(options: NewestTraces, context: ApiContext): Promise<FoundTraces> {
  const { range, cursor, limit, conditions, hasConditions, fits } = options;
  const endNs = endOf(range, cursor?.[0]);
  const waiting = new Map<string, Waiting>();
  const seen = new Set<string>();
  const found: TraceSummary[] = [];
  let widthNs = endNs - range.fromNs;
  /** When half of the traces that were summarised last began or had begun. */
  let middleNs = endNs;

  /** The newest spans before `toNs`. Every trace that began at `knownNs` or later is among theirs, or was before. */
  async function readBack(
    toNs: bigint,
    rows: number,
  ): Promise<{ traces: readonly ReadRow[]; knownNs: bigint }> {
    for (;;) {
      const fromNs = toNs - widthNs > range.fromNs ? toNs - widthNs : range.fromNs;
      try {
        const params = { ...conditions, ...toRangeParams({ fromNs, toNs }), rows };
        const traces = await run<ReadRow>(context, "trace-candidates", params);
        const isCut = traces.reduce((sum, { spans }) => sum + Number(spans), 0) === rows;
        // More spans of the very same nanosecond may have been cut off.
        return { traces, knownNs: isCut ? BigInt(traces.at(-1)!.firstNs) + 1n : fromNs };
      } catch (error) {
        if (!isTooManyRows(error) || widthNs < narrowestNs) throw error;
        widthNs /= narrower;
      }
    }
  }

  /** The first spans after the end: some may be of traces before it. */
  async function readLate(): Promise<readonly TraceMoments[]> {
    if (!hasConditions || endNs >= BigInt(Math.floor(context.nowMs())) * 1_000_000n) return [];
    const window = toRangeParams({ fromNs: endNs, toNs: endNs + lateNs });
    return run<TraceMoments>(context, "trace-late", { ...conditions, ...window, rows: maxLateSpans });
  }

  function keep(traces: readonly TraceMoments[]): void {
    for (const { traceId, firstNs, lastNs } of traces) {
      if (seen.has(traceId)) continue;
      const startNs = BigInt(firstNs) < endNs ? BigInt(firstNs) : endNs - 1n;
      waiting.set(traceId, { traceId, startNs, firstNs, lastNs: waiting.get(traceId)?.lastNs ?? lastNs });
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
      const batch = queue.splice(0, size);
      for (const { traceId } of batch) {
        waiting.delete(traceId);
        seen.add(traceId);
      }
      const summaries = await summarise(batch, context);
      for (const trace of summaries)
        if (isWithin(trace, range, cursor) && fits?.(trace) !== false) found.push(trace);
      const starts = summaries.map(({ startNs }) => BigInt(startNs)).toSorted((a, b) => (a < b ? -1 : 1));
      middleNs = starts[starts.length >> 1] ?? knownNs;
      if (middleNs < knownNs && knownNs > range.fromNs && !isUnfit()) return { traces: [], knownNs };
    }
  }

  const isUnfit = (): boolean => fits !== undefined && seen.size > maxUnfit;

  let toNs = endNs;
  let rows = Math.ceil((limit + 2) * (isOfFew(conditions) ? spansOfTrace.few : spansOfTrace.all));
  const [first, late] = await Promise.all([readBack(toNs, rows), readLate()]);
  keep(late);
  for (let { traces, knownNs } = first; ; { traces, knownNs } = await readBack(toNs, rows)) {
    keep(traces);
    const page = await look(knownNs, limit + spare + (toNs === endNs ? late.length : 0));
    if (page.traces.length >= limit || knownNs <= range.fromNs || isUnfit()) return page;
    rows = nextRows(rows, { toNs, knownNs, middleNs });
    toNs = knownNs;
  }
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
