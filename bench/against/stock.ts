// The workload on the stock OpenTelemetry SDK 2.x: batch processor and official OTLP exporter, numbers as shipped.
import { context } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";

import { measure } from "../workload/bursts.ts";
import { attributes, event, pairs } from "../workload/spans.ts";

if (process.argv[3] === "unsampled") process.env["OTEL_TRACES_SAMPLER"] = "parentbased_always_off";
const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ "service.name": "bench" }),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: `${process.argv[2]}/v1/traces` }))],
});
provider.register();
const tracer = provider.getTracer("bench");

await measure(
  {
    once() {
      tracer.startActiveSpan("GET /orders", { attributes }, (root) => {
        const child = tracer.startSpan("SELECT orders", { attributes }, context.active());
        child.addEvent("rows read", event);
        child.end();
        root.end();
      });
    },
    flush: () => provider.forceFlush(),
    stop: () => provider.shutdown(),
  },
  pairs,
);
