// Log records inside a span on the stock OpenTelemetry SDK 2.x: batch processor and official OTLP exporter, numbers as shipped.
import { SeverityNumber } from "@opentelemetry/api-logs";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";

import { measure } from "../workload/bursts.ts";
import { attributes, message, records } from "../workload/logs.ts";

const resource = resourceFromAttributes({ "service.name": "bench" });
const tracers = new NodeTracerProvider({ resource });
tracers.register();
const exporter = new OTLPLogExporter({ url: `${process.argv[2]}/v1/logs` });
const loggers = new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor({ exporter })] });
const logger = loggers.getLogger("bench");

await tracers.getTracer("bench").startActiveSpan("GET /orders", async () =>
  measure(
    {
      once: () =>
        logger.emit({
          severityNumber: SeverityNumber.INFO,
          severityText: "INFO",
          body: message,
          attributes,
        }),
      flush: () => loggers.forceFlush(),
      stop: () => loggers.shutdown(),
    },
    records,
  ),
);
