// Metrics on Telltale as it is published: encoded, and read back out of the bytes.
import { counter, histogram, memoryExporter, start, trace } from "telltale";

import { measure, type WorkloadName } from "../workload/metrics.ts";

const memory = memoryExporter();
const telltale = start({ service: "bench", exporters: [memory], handleExit: false });
const sum = counter("bench.counter");
const spread = histogram("bench.histogram", {
  buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
});

await measure(
  process.argv[2] as WorkloadName,
  {
    add: (value, attributes) => sum.add(value, attributes),
    record: (value, attributes) => spread.record(value, attributes),
    bind(attributes) {
      const handle = sum.with(attributes);
      return (value) => handle.add(value);
    },
    inSpan: (work) => trace("bench", work),
    async collected(call) {
      await telltale.flush();
      const metric = memory
        .metrics()
        .find(({ name }) => name === (call === "add" ? "bench.counter" : "bench.histogram"));
      const points = metric?.points ?? [];
      return {
        total: points.reduce((total, point) => total + (point.value ?? point.count ?? 0), 0),
        series: points.length,
        exemplars: points.reduce((all, point) => all + (point.exemplars?.length ?? 0), 0),
      };
    },
  },
  Number(process.argv[3]),
);
await telltale.stop();
