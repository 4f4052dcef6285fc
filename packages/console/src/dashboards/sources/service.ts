// Rate, errors and durations of the entry spans of a service as a source of charts. The rate is that before sampling, as on its page.
import { measureOfSource, ucumOf } from "catalog/measures";
import type { ChartSource } from "contract";
import { readServiceSteps } from "../../api/services/service.ts";
import { type ChartAnswer, type ChartQuery, rangeOf, toSeconds } from "./chart-query.ts";

type ServiceSource = Extract<ChartSource, { readonly service: string; readonly measure: string }>;

export async function readService(
  { service, measure }: ServiceSource,
  asked: ChartQuery,
): Promise<ChartAnswer> {
  const steps = await readServiceSteps(
    { ...rangeOf(asked), name: service, stepMs: asked.stepMs },
    asked.context,
  );
  const { times, stepMs } = steps;
  const values = {
    rate: steps.estimatedRates,
    errors: steps.errorRates,
    p50: steps.p50sMs.map(toSeconds),
    p95: steps.p95sMs.map(toSeconds),
    p99: steps.p99sMs.map(toSeconds),
  }[measure];
  return {
    times,
    stepMs,
    unit: measure === "rate" ? "{span}" : ucumOf(measureOfSource({ service, measure })!),
    perSecond: measure === "rate",
    lines: [{ label: `${service} ${measure}`, labels: {}, kind: "line", values }],
    truncated: 0,
  };
}
