// Express bare, with the official http instrumentation alone, on Telltale with its own integrations and with the official ones,
// and on the stock SDK 2.x with the official instrumentations of http and Express.
import { createRequire } from "node:module";
import { trace as api } from "@opentelemetry/api";
import { registerInstrumentations } from "@opentelemetry/instrumentation";
import { ExpressInstrumentation } from "@opentelemetry/instrumentation-express";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { serve } from "../../workload/express.ts";

const [, , side, url] = process.argv;
const require = createRequire(import.meta.url);
const http = () => new HttpInstrumentation();
const both = () => [http(), new ExpressInstrumentation()];
const stay = { require, span: (_name, fn) => fn(), flush: async () => {} };

const sides = {
  bare: async () => stay,
  async alone() {
    registerInstrumentations({ instrumentations: [http()] });
    return stay;
  },
  async own() {
    const { instrumentHttp } = await import("telltale/http");
    const { instrumentExpress } = await import("telltale/express");
    instrumentHttp(require("node:http"));
    instrumentExpress(require("express"));
    return telltale([]);
  },
  telltale: async () => telltale([http()]),
  "telltale-both": async () => telltale(both()),
  async stock() {
    const { OTLPTraceExporter } = await import("@opentelemetry/exporter-trace-otlp-proto");
    const { resourceFromAttributes } = await import("@opentelemetry/resources");
    const { BatchSpanProcessor, NodeTracerProvider } = await import("@opentelemetry/sdk-trace-node");
    const provider = new NodeTracerProvider({
      resource: resourceFromAttributes({ "service.name": "bench" }),
      spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: `${url}/v1/traces` }))],
    });
    provider.register();
    registerInstrumentations({ instrumentations: both() });
    const tracer = api.getTracer("bench");
    const span = (name, fn) =>
      tracer.startActiveSpan(name, (one) => {
        const result = fn();
        one.end();
        return result;
      });
    return { require, span, flush: () => provider.forceFlush() };
  },
};

async function telltale(instrumentations) {
  const { start, trace } = await import("telltale");
  const telemetry = start({ service: "bench", endpoint: url, instrumentations });
  return { require, span: (name, fn) => trace(name, fn), flush: () => telemetry.flush() };
}

serve(await sides[side]());
