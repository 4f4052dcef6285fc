// The newest traces that have a span of some kind: back over spans in windows of time, a trace dated by its own start. Spans come
// after their trace's start, so once all spans since a moment have been looked at, every trace that began since is known.
import type { TraceSummary } from "contract";
import type { ApiContext, QueryParams } from "./context.ts";
import { run } from "./context.ts";
import { endOf, type Range, toRangeParams } from "./range.ts";
import { summarise, type TraceMoments } from "./trace-summaries.ts";

export interface NewestTraces {
  readonly range: Range;
  /** Start (Unix ns) and id of the last trace of the page before. */
  readonly cursor: readonly [startNs: string, traceId: string] | undefined;
  readonly limit: number;
  /** Parameters of the conditions on spans. */
  readonly conditions: QueryParams;
  /** The shortest query that knows them all. */
  readonly query: "trace-candidates" | "trace-candidates-fields" | "trace-candidates-pairs";
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

const firstWindowNs = 60_000_000_000n;
/** Under conditions: a query costs more than the minutes it reads. */
const firstFilteredNs = 600_000_000_000n;
/** How long after the end of the page a span may come that puts an older trace on it. */
const lateNs = 600_000_000_000n;
const maxLate = 1_000;
/** After so many traces of which too few fit as a whole the caller had better ask otherwise. */
const maxUnfit = 1_000;

/** Looks back until there are `limit` traces, to the start of the range, or, with `fits`, until too few of many do. */
export async function findNewest(options: NewestTraces, context: ApiContext): Promise<FoundTraces> {
  const { range, cursor, limit, query, conditions, fits = () => true } = options;
  const seen = new Set<string>();
  const found = new Map<string, TraceSummary>();
  const endNs = endOf(range, cursor?.[0]);

  async function look(window: Range, most: number, late: boolean): Promise<readonly TraceMoments[]> {
    const rows = await run<TraceMoments>(context, query, {
      ...conditions,
      ...toRangeParams(window),
      late: late ? 1 : 0,
      limit: most,
    });
    const summaries = await summarise(
      rows.filter(({ traceId }) => !seen.has(traceId)),
      context,
    );
    for (const { traceId } of rows) seen.add(traceId);
    for (const trace of summaries)
      if (isWithin(trace, range, cursor) && fits(trace)) found.set(trace.traceId, trace);
    return rows;
  }

  const late: Range = { fromNs: endNs, toNs: endNs + lateNs };
  let asksLate = options.hasConditions && endNs < BigInt(Math.floor(context.nowMs())) * 1_000_000n;
  let toNs = endNs;
  let widthNs = options.hasConditions ? firstFilteredNs : firstWindowNs;
  let most = limit + 20;
  while (toNs > range.fromNs) {
    const fromNs = toNs - widthNs > range.fromNs ? toNs - widthNs : range.fromNs;
    const [rows] = await Promise.all([
      look({ fromNs, toNs }, most, false),
      asksLate ? look(late, maxLate, true) : [],
    ]);
    asksLate = false;
    const isCut = rows.length === most;
    // Since then every trace is known; more spans of the very same nanosecond may have been cut off.
    const knownNs = isCut ? BigInt(rows.at(-1)!.lastNs) + 1n : fromNs;
    const known = [...found.values()].filter(({ startNs }) => BigInt(startNs) >= knownNs);
    if (known.length >= limit || (options.fits !== undefined && seen.size > maxUnfit))
      return { traces: newestFirst(known).slice(0, limit), knownNs };
    if (isCut) most *= 4;
    else widthNs *= growth(rows.length, limit - known.length);
    toNs = knownNs;
  }
  return { traces: newestFirst([...found.values()]).slice(0, limit), knownNs: range.fromNs };
}

/** How much wider the next window is: so wide that it should be enough, by what this one had. */
function growth(rows: number, missing: number): bigint {
  return rows === 0 ? 256n : BigInt(Math.min(64, Math.max(2, Math.ceil((2 * missing) / rows))));
}

function isWithin(trace: TraceSummary, range: Range, cursor: NewestTraces["cursor"]): boolean {
  const startNs = BigInt(trace.startNs);
  if (startNs < range.fromNs || startNs >= range.toNs) return false;
  if (cursor === undefined) return true;
  const lastNs = BigInt(cursor[0]);
  return startNs < lastNs || (startNs === lastNs && trace.traceId < cursor[1]);
}

function newestFirst(traces: readonly TraceSummary[]): TraceSummary[] {
  return traces.toSorted((a, b) => {
    const difference = BigInt(b.startNs) - BigInt(a.startNs);
    if (difference !== 0n) return difference > 0n ? 1 : -1;
    return a.traceId < b.traceId ? 1 : -1;
  });
}
