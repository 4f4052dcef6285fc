// An application that knows nothing of Telltale: it makes spans by the API of OpenTelemetry, and has names with ids in them, a
// middleware that is not worth a span, and work that is slow now and then. What leaves is settled by enrichment.yaml:
//
//   OTEL_TRACES_EXPORTER=console TELLTALE_ENRICHMENT=enrichment.yaml node --require telltale/register app.js
import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("shop");

tracer.startActiveSpan("GET /orders/789", { attributes: { "app.tenant": "acme" } }, (request) => {
  tracer.startActiveSpan("middleware session", (middleware) => {
    const query = tracer.startSpan("SELECT orders", { startTime: 1_700_000_000_000 });
    query.end(1_700_000_000_140);
    middleware.end();
  });
  request.end();
});
