// Spans of all names as a source of charts: how many, or a heatmap of their durations, as on the page of traces.
import type { BucketGrid, ChartSource } from "contract";
import { getHeatmap } from "../../api/heatmap/heatmap.ts";
import { toBucketGrid } from "../../charts/bucket-grid.ts";
import { type ChartAnswer, type ChartQuery, rangeOf, sumOf } from "./chart-query.ts";

type TracesSource = Extract<ChartSource, { readonly traces: string }>;
type Counts = Pick<ChartAnswer, "times" | "stepMs"> & { readonly unit: string };

/** Each row of the page's heatmap is so many times as long as the one below it. */
const growth = 2 ** 0.25;

export async function readTraces(source: TracesSource, asked: ChartQuery): Promise<ChartAnswer> {
  const { times, stepMs, counts, source: readFrom } = await countSpans(source, asked);
  const label = source.traces === "all" ? "stored spans" : "stored entry spans";
  const values = counts.map((column) => column.reduce((sum, count) => sum + count, 0));
  const isExact = !asked.needsTotal || readFrom === "spans";
  const total = isExact ? sumOf(values) : await countWithin(source, asked);
  return {
    times,
    stepMs,
    unit: "{span}",
    perSecond: false,
    truncated: 0,
    lines: [{ label, labels: {}, kind: "line", values, total }],
  };
}

const minuteNs = 60_000_000_000n;

/** How many there are in the range. Roll-ups have whole minutes: those at its ends are counted from the spans. */
async function countWithin(source: TracesSource, asked: ChartQuery): Promise<number> {
  const { fromNs, toNs } = asked.range;
  const first = ((fromNs + minuteNs - 1n) / minuteNs) * minuteNs;
  const last = (toNs / minuteNs) * minuteNs;
  // a part of a minute has the width of steps that its own number of spans allows
  const parts: readonly (readonly [fromNs: bigint, toNs: bigint, stepMs: number | undefined])[] =
    first < last
      ? [
          [fromNs, first, undefined],
          [first, last, asked.stepMs],
          [last, toNs, undefined],
        ]
      : [[fromNs, toNs, undefined]];
  const found = await Promise.all(
    parts
      .filter(([start, end]) => start < end)
      .map(async ([start, end, stepMs]) =>
        countSpans(source, { ...asked, range: { fromNs: start, toNs: end }, stepMs }),
      ),
  );
  return sumOf(found.flatMap(({ counts }) => counts.flat())) ?? 0;
}

export async function readTracesHeatmap(
  source: TracesSource,
  asked: ChartQuery,
): Promise<Counts & { readonly heatmap: BucketGrid }> {
  const { times, stepMs, counts, lowsMs } = await countSpans(source, asked);
  const rows = lowsMs.map((low, at) => ({ low: low / 1000, high: (lowsMs[at + 1] ?? low * growth) / 1000 }));
  const columns = counts.map((column) => column.map((count, at) => ({ ...rows[at]!, count })));
  return { times, stepMs, unit: "s", heatmap: toBucketGrid(columns) };
}

async function countSpans({ traces: spans }: TracesSource, asked: ChartQuery): ReturnType<typeof getHeatmap> {
  const { stepMs, service, filter, context } = asked;
  return getHeatmap(
    { ...rangeOf(asked), spans, stepMs, service, filter: [...filter], name: undefined },
    context,
  );
}
