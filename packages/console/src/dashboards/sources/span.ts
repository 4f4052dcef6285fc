// Spans of a name as a source of charts, of any kind: their rate before sampling from the roll-up, as that of services; shares and durations
// out of the counts by duration that the heatmap has.
import type { ChartSource } from "contract";
import { getHeatmap } from "../../api/heatmap/heatmap.ts";
import { bucketQuantile } from "../../api/metrics/histogram-quantile.ts";
import { readSpanRates } from "../../api/services/span-rates.ts";
import { type Answered, type Asked, rangeOf, toSeconds } from "./asked.ts";

type SpanSource = Extract<ChartSource, { readonly span: string }>;

const quantiles = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;
const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);

export async function readSpan({ span, measure }: SpanSource, asked: Asked): Promise<Answered> {
  if (measure === "rate") return readRate(span, asked);
  const all = await countsOf(span, asked, asked.stepMs, []);
  const { times, stepMs, counts, lowsMs } = all;
  const line = (values: readonly (number | null)[], unit: string): Answered => ({
    times,
    stepMs,
    unit,
    perSecond: false,
    lines: [{ label: `${span} ${measure}`, labels: {}, kind: "line", values }],
    truncated: 0,
  });
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
      toSeconds(
        bucketQuantile(
          column.map((count, at) => ({ ...bounds[at]!, count })),
          quantiles[measure],
          options,
        ),
      ),
    ),
    "s",
  );
}

async function readRate(name: string, asked: Asked): Promise<Answered> {
  const { times, stepMs, rates } = await readSpanRates(name, asked, asked.context);
  return {
    times,
    stepMs,
    unit: "{span}",
    perSecond: true,
    lines: [{ label: `${name} rate`, labels: {}, kind: "line", values: rates }],
    truncated: 0,
  };
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
