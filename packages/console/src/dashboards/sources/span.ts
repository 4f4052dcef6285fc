// Spans of a name as a source of charts, of any kind: rate, errors and durations before sampling, from the roll-up by operation.
import { ucumOf } from "catalog/measures";
import type { ChartSource } from "contract";
import { readSpanSteps } from "../../api/services/span-steps.ts";
import { type ChartAnswer, type ChartQuery, toSeconds } from "./chart-query.ts";

type SpanSource = Extract<ChartSource, { readonly span: string }>;

export async function readSpan({ span, measure }: SpanSource, asked: ChartQuery): Promise<ChartAnswer> {
  const steps = await readSpanSteps(span, asked, asked.context);
  const { times, stepMs } = steps;
  const values = {
    rate: steps.rates,
    errors: steps.errorRates,
    p50: steps.p50sMs.map(toSeconds),
    p95: steps.p95sMs.map(toSeconds),
    p99: steps.p99sMs.map(toSeconds),
  }[measure];
  return {
    times,
    stepMs,
    unit: measure === "rate" ? "{span}" : ucumOf(measure === "errors" ? "spanErrorShare" : "spanLatency"),
    perSecond: measure === "rate",
    lines: [{ label: `${span} ${measure}`, labels: {}, kind: "line", values }],
    truncated: 0,
  };
}
