// Traces by their spans, read back from a point in time: a number of spans, or all spans of a window. A range with more rows than one
// query may read is read in narrower parts.
import type { ApiContext, QueryParams } from "../context.ts";
import { isTooManyRows, run } from "../context.ts";
import { type Range, toRangeParams } from "../time/range.ts";
import { toSqlTime } from "../time/time.ts";
import type { TraceMoments } from "./trace-summaries.ts";

export interface ReadBack {
  readonly traces: readonly TraceMoments[];
  /** Every trace that began then or later is among them, or has a span behind the moment that was read back from. */
  readonly knownNs: bigint;
  /** There are earlier ones. */
  readonly isCut: boolean;
}

export interface BackReader {
  /** Traces of the `rows` newest matching spans before `toNs`. `guessNs`: how long before it the oldest of them should begin. */
  bySpans(toNs: bigint, rows: number, guessNs?: bigint): Promise<ReadBack>;
  /** Traces by their first span of the `widthNs` before `toNs`, the newest `limit`; of each some span fits, as late as `fitUntil` says. */
  byTime(toNs: bigint, widthNs: bigint, limit: number, fitUntil: FitUntil): Promise<ReadBack>;
}

export interface FitUntil {
  readonly toNs: bigint;
  /** So many of the first matching spans after `toNs` count as well. */
  readonly lateRows: number;
  readonly lateToNs: bigint;
}

interface CandidateRow extends TraceMoments {
  readonly spans: string;
}

const narrower = 16n;
const narrowestNs = 1_000_000_000n;

export interface BackReadQuery {
  readonly range: Range;
  /** On spans. */
  readonly conditions: QueryParams;
  readonly hasConditions: boolean;
}

export function createBackReader(asked: BackReadQuery, context: ApiContext): BackReader {
  const { range, conditions } = asked;
  let widestNs = range.toNs - range.fromNs;

  async function read<Row extends TraceMoments>(
    toNs: bigint,
    widthNs: bigint,
    ask: (part: Range) => Promise<readonly Row[]>,
    isCutOff: (rows: readonly Row[]) => boolean,
  ): Promise<ReadBack> {
    for (;;) {
      const width = widthNs < widestNs ? widthNs : widestNs;
      const fromNs = toNs - width > range.fromNs ? toNs - width : range.fromNs;
      try {
        const traces = await ask({ fromNs, toNs });
        const isCut = isCutOff(traces);
        // More of the very same nanosecond may have been cut off.
        return { traces, isCut, knownNs: isCut ? BigInt(traces.at(-1)!.firstNs) + 1n : fromNs };
      } catch (error) {
        if (!isTooManyRows(error) || width < narrowestNs) throw error;
        widestNs = width / narrower;
      }
    }
  }

  function spansWithin(toNs: bigint, widthNs: bigint, rows: number): Promise<ReadBack> {
    return read(
      toNs,
      widthNs,
      (part) =>
        run<CandidateRow>(context, "trace-candidates", { ...conditions, ...toRangeParams(part), rows }),
      (traces) => traces.reduce((sum, { spans }) => sum + Number(spans), 0) === rows,
    );
  }

  return {
    async bySpans(toNs, rows, guessNs) {
      if (guessNs !== undefined && guessNs < widestNs) {
        const guessed = await spansWithin(toNs, guessNs, rows);
        if (guessed.isCut) return guessed;
      }
      return spansWithin(toNs, widestNs, rows);
    },
    byTime: (toNs, widthNs, limit, until) =>
      read(
        toNs,
        widthNs,
        (part) =>
          run<TraceMoments>(context, "trace-window", {
            ...fitParams(asked, until),
            ...toRangeParams(part),
            limit,
          }),
        (traces) => traces.length === limit,
      ),
  };
}

function fitParams(
  { conditions, hasConditions }: BackReadQuery,
  { toNs, lateRows, lateToNs }: FitUntil,
): QueryParams {
  if (!hasConditions) return {};
  const late = { lateTo: toSqlTime(lateToNs), lateRows };
  return { ...conditions, fitTo: toSqlTime(toNs), ...(lateRows > 0 && late) };
}
