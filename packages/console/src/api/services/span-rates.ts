// How many spans of a name began, over time: before sampling, as the rates of services.
import { type ApiContext, run } from "../context.ts";
import { chooseStepMs, type Range, stepTimes, toRangeParams } from "../time/range.ts";
import { ratesOf } from "./rates.ts";

const minuteMs = 60_000;

interface SpanRates {
  /** Unix ms. */
  readonly times: readonly number[];
  readonly stepMs: number;
  /** Per second. */
  readonly rates: readonly number[];
}

/** In steps of at least a minute, which the roll-up has. */
export async function readSpanRates(
  name: string,
  asked: {
    readonly range: Range;
    readonly environment?: string | undefined;
    readonly stepMs?: number | undefined;
  },
  context: ApiContext,
): Promise<SpanRates> {
  const { range, environment } = asked;
  const stepMs = Math.ceil((asked.stepMs ?? chooseStepMs(range, 120, minuteMs)) / minuteMs) * minuteMs;
  const times = stepTimes(range, stepMs);
  const covered: Range = { fromNs: BigInt(times[0] ?? 0) * 1_000_000n, toNs: range.toNs };
  const rows = await run<{ time: number; spans: number }>(context, "span-rates", {
    ...toRangeParams(covered),
    name,
    environment,
    stepSeconds: stepMs / 1000,
  });
  const byTime = new Map(rows.map(({ time, spans }) => [time * 1000, spans]));
  const counts = times.map((time) => byTime.get(time) ?? 0);
  return { times, stepMs, rates: ratesOf(counts, times, stepMs, Number(range.toNs / 1_000_000n)) };
}
