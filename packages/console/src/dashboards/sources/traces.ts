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
  const { times, stepMs, counts } = await countSpans(source, asked);
  const label = source.traces === "all" ? "stored spans" : "stored entry spans";
  const values = counts.map((column) => column.reduce((sum, count) => sum + count, 0));
  return {
    times,
    stepMs,
    unit: "{span}",
    perSecond: false,
    truncated: 0,
    lines: [{ label, labels: {}, kind: "line", values, total: sumOf(values) }],
  };
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
