// Spans of a name as a source of charts: of any kind, out of the counts by duration that the heatmap has.
import type { ChartSource } from "contract";
import { getHeatmap } from "../../api/heatmap/heatmap.ts";
import { bucketQuantile } from "../../api/metrics/histogram-quantile.ts";
import { type Answered, type Asked, rangeOf } from "./asked.ts";

type SpanSource = Extract<ChartSource, { readonly span: string }>;

const quantiles = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;
const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);

export async function readSpan({ span, measure }: SpanSource, asked: Asked): Promise<Answered> {
  const all = await countsOf(span, asked, asked.stepMs, []);
  const { times, stepMs, counts, lowsMs } = all;
  const line = (values: readonly (number | null)[], unit: string, perSecond = false): Answered => ({
    times,
    stepMs,
    unit,
    perSecond,
    lines: [{ label: `${span} ${measure}`, labels: {}, kind: "line", values }],
    truncated: 0,
  });
  if (measure === "rate")
    return line(
      counts.map((column) => (sum(column) * 1000) / stepMs),
      "{span}",
      true,
    );
  if (measure === "errors") {
    const failed = all.errors ?? (await countsOf(span, asked, stepMs, ["status=error"])).counts;
    return line(
      counts.map((column, at) => (sum(column) === 0 ? null : sum(failed[at] ?? []) / sum(column))),
      "1",
    );
  }
  const bounds = lowsMs.map((low, at) => ({ low, high: lowsMs[at + 1] ?? low * 2 ** 0.25 }));
  const options = { exponential: true, min: null, max: null };
  return line(
    counts.map((column) =>
      bucketQuantile(
        column.map((count, at) => ({ ...bounds[at]!, count })),
        quantiles[measure],
        options,
      ),
    ),
    "ms",
  );
}

async function countsOf(
  name: string,
  asked: Asked,
  stepMs: number | undefined,
  filter: readonly string[],
): ReturnType<typeof getHeatmap> {
  return getHeatmap(
    { ...rangeOf(asked), name, spans: "all", stepMs, filter: [...filter], service: undefined },
    asked.context,
  );
}
