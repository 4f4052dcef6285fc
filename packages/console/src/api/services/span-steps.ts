// Spans of a name over time: their rate, errors and durations before sampling, as those of services.
import { type ApiContext, run } from "../context.ts";
import { chooseStepMs, inWholeMinutes, type Range, stepTimes, toRangeParams } from "../time/range.ts";
import { type DurationCounts, quantilesMs } from "./duration-histogram.ts";
import { errorShare } from "./error-share.ts";
import { ratesOf } from "./rates.ts";

const minuteMs = 60_000;

type Values = readonly (number | null)[];

interface SpanSteps {
  /** Unix ms. */
  readonly times: readonly number[];
  readonly stepMs: number;
  /** Per second. */
  readonly rates: readonly number[];
  readonly errorRates: Values;
  readonly p50sMs: Values;
  readonly p95sMs: Values;
  readonly p99sMs: Values;
}

interface StepRow {
  /** Unix seconds. */
  readonly time: number;
  readonly estimated: number;
  readonly estimatedErrors: number;
  readonly durations: DurationCounts;
}

/** In steps of at least a minute, which the roll-up has. */
export async function readSpanSteps(
  name: string,
  asked: {
    readonly range: Range;
    readonly environment?: string | undefined;
    readonly stepMs?: number | undefined;
  },
  context: ApiContext,
): Promise<SpanSteps> {
  const { range, environment } = asked;
  const stepMs = Math.ceil((asked.stepMs ?? chooseStepMs(range, 120, minuteMs)) / minuteMs) * minuteMs;
  const times = stepTimes(range, stepMs);
  const { toNs } = inWholeMinutes(range, context.nowMs());
  const covered: Range = { fromNs: BigInt(times[0] ?? 0) * 1_000_000n, toNs };
  const rows = await run<StepRow>(context, "span-steps", {
    ...toRangeParams(covered),
    name,
    environment,
    stepSeconds: stepMs / 1000,
  });
  const byTime = new Map(rows.map((row) => [row.time * 1000, row]));
  const steps = times.map((time) => byTime.get(time));
  const counts = steps.map((row) => row?.estimated ?? 0);
  const quantiles = steps.map((row) => quantilesMs(row?.durations ?? {}, 0.5, 0.95, 0.99));
  return {
    times,
    stepMs,
    rates: ratesOf(counts, { times, stepMs, covered }),
    errorRates: steps.map((row) => row && errorShare(row.estimatedErrors, row.estimated)).map(orNull),
    p50sMs: quantiles.map(([p50]) => orNull(p50)),
    p95sMs: quantiles.map(([, p95]) => orNull(p95)),
    p99sMs: quantiles.map(([, , p99]) => orNull(p99)),
  };
}

function orNull(value: number | null | undefined): number | null {
  return value ?? null;
}
