// What the page of a bottleneck draws over time, as a source of charts: what it costs, or what a finding of history was judged by.
import type { ChartSource } from "contract";
import { findBottlenecks } from "../../api/bottlenecks/bottleneck-rows.ts";
import { findBottleneckTrend } from "../../api/bottlenecks/bottlenecks.ts";
import { stepTimes, toRangeParams } from "../../api/time/range.ts";
import { type ChartAnswer, type SteppedQuery, toAnswer, toSeconds } from "./chart-query.ts";

type BottleneckSource = Extract<ChartSource, { readonly bottleneck: string }>;

export async function readBottleneck(
  { bottleneck: fingerprint, measure }: BottleneckSource,
  asked: SteppedQuery,
): Promise<ChartAnswer> {
  if (measure === "history") return readHistory(fingerprint, asked);
  const { range, stepMs, environment, context } = asked;
  const buckets = await findBottleneckTrend({ fingerprint, environment }, range, stepMs, context);
  const isTime = measure === "saved";
  return toAnswer(asked, isTime ? "s" : "{trace}", [
    {
      label: isTime ? "time saved" : "traces",
      values: buckets.map(({ savedMs, traces }) => (isTime ? toSeconds(savedMs) : traces)),
    },
  ]);
}

/** The course of the latest finding of the range, from its first point to its last, as far as the range goes. */
async function readHistory(fingerprint: string, asked: SteppedQuery): Promise<ChartAnswer> {
  const { range, environment, isTotal, context } = asked;
  const [found] = await findBottlenecks(context, {
    ...toRangeParams(range),
    environment,
    fingerprint,
    sort: "saved",
    limit: 1,
  });
  const { change } = found?.bottleneck ?? {};
  const { stepMs = asked.stepMs, points = [] } = found?.history ?? {};
  const { [0]: first, [points.length - 1]: last } = points.map(({ time }) => Date.parse(time));
  const times = stepTimes(range, stepMs).filter((time) => time >= (first ?? Infinity) && time <= last!);
  const isBytes = change?.unit === "bytes";
  const toUnit = (value: number): number | null => (isBytes ? value : toSeconds(value));
  const values = new Map(points.map(({ time, value }) => [Date.parse(time), toUnit(value)]));
  const line = { labels: {}, kind: "line" } as const;
  const typical = { ...line, label: "typical", values: times.map((time) => values.get(time) ?? null) };
  const before = { ...line, label: "before", kind: "before" as const };
  const usual = change === undefined || change === null ? [] : [toUnit(change.before)];
  return {
    times,
    stepMs,
    unit: isBytes ? "By" : "s",
    perSecond: false,
    truncated: 0,
    lines: [
      typical,
      ...(isTotal ? [] : usual.map((value) => ({ ...before, values: times.map(() => value) }))),
    ],
  };
}
