// Values of attributes for the columns of the list, read from the spans of the listed traces.
import type { TraceSummary } from "contract";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { placeOf } from "../attributes/attribute-place.ts";
import type { Range } from "../time/range.ts";
import { seconds, toTimeParams } from "./times-to-read.ts";

/** Values are read in the first seconds of a trace: later ones may be among very many spans of others. */
const maxSeconds = 10n;

/** `traces` with the values of the attributes `keys`. */
export async function withValues(
  traces: readonly TraceSummary[],
  keys: readonly string[],
  context: ApiContext,
): Promise<readonly TraceSummary[]> {
  if (keys.length === 0 || traces.length === 0) return traces;
  const params = timesOf(traces);
  const range = rangeOf(traces);
  const columns = await Promise.all(
    [...new Set(keys)].map(async (key) => {
      const place = await placeOf(key, range, context);
      const rows = await run<{ traceId: string; text: string }>(context, "trace-values", {
        ...params,
        ...place,
      });
      return [key, new Map(rows.map(({ traceId, text }) => [traceId, text]))] as const;
    }),
  );
  return traces.map((trace) => ({
    ...trace,
    values: Object.fromEntries(
      columns.flatMap(([key, texts]) => {
        const text = texts.get(trace.traceId);
        return text === undefined ? [] : [[key, text]];
      }),
    ),
  }));
}

function timesOf(traces: readonly TraceSummary[]): Readonly<Record<string, string[]>> {
  const times = new Set<bigint>();
  for (const { startNs, durationNs } of traces) {
    const first = BigInt(startNs) / seconds.ns;
    const last = (BigInt(startNs) + BigInt(durationNs)) / seconds.ns;
    for (let at = first; at <= last && at <= first + maxSeconds; at++) times.add(at);
  }
  return { ids: traces.map(({ traceId }) => traceId), ...toTimeParams(times, seconds) };
}

function rangeOf(traces: readonly TraceSummary[]): Range {
  const starts = traces.map(({ startNs }) => BigInt(startNs));
  const ends = traces.map(({ startNs, durationNs }) => BigInt(startNs) + BigInt(durationNs));
  return {
    fromNs: starts.reduce((a, b) => (a < b ? a : b)),
    toNs: ends.reduce((a, b) => (a > b ? a : b)) + 1n,
  };
}
