// An application with the stock OpenTelemetry SDK, as it is before a canary: its spans are printed when it ends.
const { trace, context, propagation } = require("@opentelemetry/api");
const { AsyncLocalStorageContextManager } = require("@opentelemetry/context-async-hooks");
const { W3CTraceContextPropagator } = require("@opentelemetry/core");
const { registerInstrumentations } = require("@opentelemetry/instrumentation");
const { ExpressInstrumentation } = require("@opentelemetry/instrumentation-express");
const { HttpInstrumentation } = require("@opentelemetry/instrumentation-http");
const {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} = require("@opentelemetry/sdk-trace-base");

const spans = new InMemorySpanExporter();
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }));
registerInstrumentations({ instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation()] });

const express = require("express");
const app = express();
app.get("/orders/:id", (request, response) => {
  response.set("x-order", request.params.id).json({ id: request.params.id });
});
const server = app.listen(0, "127.0.0.1", async () => {
  const { port } = server.address();
  const answer = await fetch(`http://127.0.0.1:${port}/orders/7`, {
    headers: { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", connection: "close" },
  });
  const body = await answer.text();
  const names = spans.getFinishedSpans().map(({ name, kind, attributes, parentSpanContext }) => ({
    name,
    kind,
    route: attributes["http.route"],
    parent: parentSpanContext?.spanId === "b7ad6b7169203331" ? "the caller" : parentSpanContext !== undefined,
  }));
  console.log(JSON.stringify({ status: answer.status, order: answer.headers.get("x-order"), body, names }));
  server.close();
});
