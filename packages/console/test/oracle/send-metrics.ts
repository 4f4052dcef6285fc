// Metrics into a store, a request per series, some of them twice and in parts.
import type { AnyValue, MetricData, Point } from "otlp";
import { addPoints } from "../../src/receive/metrics.ts";
import { createRejections } from "../../src/receive/rejections.ts";
import { localSender } from "../../src/receive/sender.ts";
import { timeBounds } from "../../src/receive/time.ts";
import { now, type TestApi } from "../api/harness.ts";
import { makeMetric, makeMetrics } from "../support/messages.ts";
import { bounds, type RawPoint, type RawSeries } from "./measured.ts";
import { randomOf } from "./random.ts";
import { drain, toNs } from "./store.ts";

const [deltaTemporality, cumulative] = [1, 2];

export async function sendMetrics(api: TestApi, all: readonly RawSeries[], seed: number): Promise<void> {
  const random = randomOf(seed);
  // the newer half first: some points are late
  for (const isNewer of [true, false])
    await api.write((sink) => {
      const rejections = createRejections("items");
      for (const series of all) {
        const half = Math.floor(series.points.length / 2);
        const points = isNewer ? series.points.slice(half) : series.points.slice(0, half);
        for (let time = 0; time < (random.chance(0.2) ? 2 : 1); time++)
          drain(
            addPoints(
              makeMetrics([makeMetric(toData(series, points), { name: series.metric })], resourceOf(series)),
              localSender,
              sink,
              timeBounds(now),
              rejections,
            ),
          );
      }
      if (rejections.count > 0) throw new Error(rejections.message());
    });
}

function resourceOf({ service, host }: RawSeries): Map<string, AnyValue> {
  return new Map([
    ["service.name", service],
    ["host.name", host],
  ]);
}

function toData({ kind, plan }: RawSeries, points: readonly RawPoint[]): MetricData {
  const common = ({ at, start }: RawPoint): Point => ({
    attributes: new Map<string, AnyValue>([["plan", plan]]),
    startTimeUnixNano: toNs(start),
    timeUnixNano: toNs(at),
    flags: 0,
  });
  const numbers = points.map((point) => ({ ...common(point), value: point.value, exemplars: [] }));
  switch (kind) {
    case "gauge":
      return { kind: "gauge", points: numbers };
    case "counter":
      return { kind: "sum", points: numbers, temporality: cumulative, monotonic: true };
    case "delta":
      return { kind: "sum", points: numbers, temporality: deltaTemporality, monotonic: true };
    case "histogram":
      return {
        kind: "histogram",
        temporality: cumulative,
        points: points.map((point) => ({
          ...common(point),
          count: BigInt(point.value),
          sum: undefined,
          min: undefined,
          max: undefined,
          bucketCounts: point.buckets.map(BigInt),
          explicitBounds: bounds,
          exemplars: [],
        })),
      };
  }
}
