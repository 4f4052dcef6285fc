// Queries of pg on the stock OpenTelemetry SDK 2.x with the official instrumentation of pg.
import { createRequire } from "node:module";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { PgInstrumentation } from "@opentelemetry/instrumentation-pg";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { connection, measureQueries } from "../workload/pg.ts";

const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ "service.name": "bench" }),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: `${process.argv[2]}/v1/traces` }))],
});
provider.register();
const instrumentation = new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true });
instrumentation.setTracerProvider(provider);
const pg = createRequire(import.meta.url)("pg") as typeof import("pg");
const tracer = provider.getTracer("bench");
await measureQueries({
  pool: new pg.Pool(connection),
  inside: async (fn) =>
    tracer.startActiveSpan("GET /orders", async (span) => {
      try {
        return await fn();
      } finally {
        span.end();
      }
    }),
  flush: async () => provider.forceFlush(),
  stop: async () => provider.shutdown(),
});
