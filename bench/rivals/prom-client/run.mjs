// Metrics on prom-client.
import { Counter, Histogram, register } from "prom-client";

import { measure, workloads } from "../../workload/metrics.ts";

const name = process.argv[2];
const labelNames = workloads[name].attributes === 0 ? [] : ["method", "route", "status"];
const sum = new Counter({ name: "bench_counter", help: "x", labelNames });
const spread = new Histogram({
  name: "bench_histogram",
  help: "x",
  labelNames,
  buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
});
// names of labels may not hold dots: the objects differ from the others' in that only
const labelsOf = ({
  "http.request.method": method,
  "http.route": route,
  "http.response.status_code": status,
}) => ({
  method,
  route,
  status,
});

await measure(
  name,
  {
    add: (value, attributes) =>
      attributes === undefined ? sum.inc(value) : sum.inc(labelsOf(attributes), value),
    record: (value, attributes) =>
      attributes === undefined ? spread.observe(value) : spread.observe(labelsOf(attributes), value),
    bind() {
      const handle = sum.labels();
      return (value) => handle.inc(value);
    },
    async collected(call) {
      const all = await register.getMetricsAsJSON();
      const metric = all.find((one) => one.name === (call === "add" ? "bench_counter" : "bench_histogram"));
      const values = metric?.values ?? [];
      const counted = values.filter(
        ({ metricName }) => call === "add" || metricName === "bench_histogram_count",
      );
      return {
        total: counted.reduce((total, { value }) => total + value, 0),
        series: counted.length,
        exemplars: 0,
      };
    },
  },
  Number(process.argv[3]),
);
