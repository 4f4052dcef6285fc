// The points of a recording at other times. The distances between the points of a series grow with the time that the recording is
// stretched over, and their values stay: a counter has counted the same, in more time.
import { decodeMetrics, encodeMetrics, type Exemplar, type MetricData, type Point } from "otlp";

/** The export request in `body` with each time moved; the order of times must stay. */
export function moveMetrics(body: Uint8Array, move: (ns: bigint) => bigint): Uint8Array {
  const resources = decodeMetrics(body).map((one) => ({
    ...one,
    scopeMetrics: one.scopeMetrics.map((scope) => ({
      ...scope,
      metrics: scope.metrics.map((metric) => ({
        ...metric,
        data: metric.data === undefined ? undefined : moveData(metric.data, move),
      })),
    })),
  }));
  return encodeMetrics(resources);
}

function moveData(data: MetricData, move: (ns: bigint) => bigint): MetricData {
  const points = data.points.map((point: Point & { readonly exemplars?: readonly Exemplar[] }) => ({
    ...point,
    startTimeUnixNano: point.startTimeUnixNano === 0n ? 0n : move(point.startTimeUnixNano),
    timeUnixNano: move(point.timeUnixNano),
    ...(point.exemplars !== undefined && {
      exemplars: point.exemplars.map((one) => ({ ...one, timeUnixNano: move(one.timeUnixNano) })),
    }),
  }));
  return { ...data, points } as unknown as MetricData;
}
