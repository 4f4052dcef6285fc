// A realistic export request of metrics whose times are changed in place, as a process that reports again.
import {
  CUMULATIVE,
  encodeMetrics,
  type AnyValue,
  type HistogramPoint,
  type Metric,
  type NumberPoint,
} from "otlp";
import { type Batch, benchResource, benchScope, placesOf } from "./batch.ts";

const pointsPerMetric = 20;
const bounds = [5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];

/** `points` points of one service in metrics of twenty series with four attributes each: of ten metrics five are sums, three gauges and two histograms. */
export function createMetricBatch(points: number, service: string): Batch {
  const metrics = Array.from({ length: points / pointsPerMetric }, (_, index) => metricAt(index));
  const bytes = encodeMetrics([
    {
      resource: benchResource(service),
      schemaUrl: "",
      scopeMetrics: [{ scope: benchScope, schemaUrl: "", metrics }],
    },
  ]);
  const places = placesOf(bytes, mark);
  let now = BigInt(Date.now()) * 1_000_000n;
  return {
    bytes,
    items: points,
    renew() {
      const current = BigInt(Date.now()) * 1_000_000n;
      now = current > now ? current : now + 1_000_000n;
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      for (const place of places) view.setBigUint64(place, now, true);
    },
  };
}

/** Stands where the time goes. */
const markedTime = 0x1234_5678_9abc_def1n;
const mark = [0xf1, 0xde, 0xbc, 0x9a, 0x78, 0x56, 0x34, 0x12];

function metricAt(index: number): Metric {
  const about = { name: `shop.metric.${index}`, description: "", unit: "1", metadata: new Map() };
  const series = Array.from({ length: pointsPerMetric }, (_, at) => at);
  const kind = index % 10;
  if (kind < 5)
    return {
      ...about,
      data: { kind: "sum", temporality: CUMULATIVE, monotonic: true, points: series.map(numberAt) },
    };
  if (kind < 8) return { ...about, data: { kind: "gauge", points: series.map(numberAt) } };
  return { ...about, data: { kind: "histogram", temporality: CUMULATIVE, points: series.map(histogramAt) } };
}

function numberAt(at: number): NumberPoint {
  return { ...commonAt(at), value: at % 2 === 0 ? BigInt(at * 1000) : at / 7, exemplars: [] };
}

function histogramAt(at: number): HistogramPoint {
  const bucketCounts = Array.from({ length: bounds.length + 1 }, (_, bucket) => BigInt(bucket * at));
  return {
    ...commonAt(at),
    count: bucketCounts.reduce((sum, count) => sum + count, 0n),
    sum: at * 1234.5,
    min: 1,
    max: 9000,
    bucketCounts,
    explicitBounds: bounds,
    exemplars: [],
  };
}

function commonAt(at: number) {
  return {
    attributes: new Map<string, AnyValue>([
      ["http.request.method", at % 2 === 0 ? "GET" : "POST"],
      ["http.route", `/orders/${at}`],
      ["http.response.status_code", at % 5 === 0 ? 500n : 200n],
      ["server.address", "shop.example"],
    ]),
    startTimeUnixNano: 1_763_000_000_000_000_000n,
    timeUnixNano: markedTime,
    flags: 0,
  };
}
