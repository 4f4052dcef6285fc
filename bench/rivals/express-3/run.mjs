// Express on the stock SDK 3.x with the official instrumentations of http and Express.
import { createRequire } from "node:module";
import { context, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { registerInstrumentations } from "@opentelemetry/instrumentation";
import { ExpressInstrumentation } from "@opentelemetry/instrumentation-express";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import * as sdk from "@opentelemetry/sdk-trace";
import { serve } from "../../workload/express.ts";

const [, , , url] = process.argv;
const exporter = new OTLPTraceExporter({ url: `${url}/v1/traces` });
context.setGlobalContextManager(new AsyncLocalStorageContextManager());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
const provider = new sdk.TracerProvider({
  resource: resourceFromAttributes({ "service.name": "bench" }),
  spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
});
trace.setGlobalTracerProvider(provider);
registerInstrumentations({ instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation()] });
const tracer = trace.getTracer("bench");

serve({
  require: createRequire(import.meta.url),
  span: (name, fn) =>
    tracer.startActiveSpan(name, (one) => {
      const result = fn();
      one.end();
      return result;
    }),
  flush: () => provider.forceFlush(),
});
