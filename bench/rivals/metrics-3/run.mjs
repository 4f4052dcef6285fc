// Metrics on the stock SDK 3.x: collected, not encoded, which is less than what the others do.
import {
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  AggregationTemporality,
} from "@opentelemetry/sdk-metrics";

import { measure } from "../../workload/metrics.ts";

const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const provider = new MeterProvider({
  readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 })],
});
const meter = provider.getMeter("bench");
const sum = meter.createCounter("bench.counter");
const spread = meter.createHistogram("bench.histogram", {
  advice: {
    explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  },
});

await measure(
  process.argv[2],
  {
    add: (value, attributes) => sum.add(value, attributes),
    record: (value, attributes) => spread.record(value, attributes),
    // it has no bound instruments: the call without attributes is what is beside them
    bind: () => (value) => sum.add(value),
    async collected(call) {
      await provider.forceFlush();
      const metrics = exporter
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
      const metric = metrics.find(
        ({ descriptor }) => descriptor.name === (call === "add" ? "bench.counter" : "bench.histogram"),
      );
      const points = metric?.dataPoints ?? [];
      return {
        total: points.reduce(
          (total, { value }) => total + (typeof value === "number" ? value : value.count),
          0,
        ),
        series: points.length,
        exemplars: 0,
      };
    },
  },
  Number(process.argv[3]),
);
await provider.shutdown();
