// The stock SDK, three signals over one of the three official protocols.
import type { Logger } from "@opentelemetry/api-logs";
import type { Meter, Tracer } from "@opentelemetry/api";
import { OTLPLogExporter as GrpcLogs } from "@opentelemetry/exporter-logs-otlp-grpc";
import { OTLPLogExporter as JsonLogs } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtoLogs } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPMetricExporter as GrpcMetrics } from "@opentelemetry/exporter-metrics-otlp-grpc";
import { OTLPMetricExporter as JsonMetrics } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as ProtoMetrics } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter as GrpcTraces } from "@opentelemetry/exporter-trace-otlp-grpc";
import { OTLPTraceExporter as JsonTraces } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtoTraces } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { AggregationType, MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";

export const protocols = ["http/protobuf", "http/json", "grpc"] as const;
export type Protocol = (typeof protocols)[number];

export interface Sdk {
  readonly tracer: Tracer;
  readonly meter: Meter;
  readonly logger: Logger;
  stop(): Promise<void>;
}

/** Starts providers that send to `endpoint`. They are used directly, not registered, so that several can live in one process. */
export function startSdk(protocol: Protocol, endpoint: string): Sdk {
  const exporters = exportersFor(protocol, endpoint);
  const resource = resourceFromAttributes({
    "service.name": `plain-${protocol.replace("/", "-")}`,
    "service.version": "3.1.0",
    "deployment.environment.name": "production",
  });
  const traces = new NodeTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(exporters.traces)],
  });
  const reader = new PeriodicExportingMetricReader({
    exporter: exporters.metrics,
    exportIntervalMillis: 60_000,
  });
  const views = [
    {
      instrumentName: "plain.payload",
      aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM },
    } as const,
  ];
  const metrics = new MeterProvider({ resource, readers: [reader], views });
  const logs = new LoggerProvider({
    resource,
    processors: [new BatchLogRecordProcessor({ exporter: exporters.logs })],
  });
  return {
    tracer: traces.getTracer("plain-otel", "1.0.0"),
    meter: metrics.getMeter("plain-otel", "1.0.0"),
    logger: logs.getLogger("plain-otel", "1.0.0"),
    async stop() {
      await Promise.all([traces.shutdown(), metrics.shutdown(), logs.shutdown()]);
    },
  };
}

function exportersFor(protocol: Protocol, endpoint: string) {
  switch (protocol) {
    case "http/protobuf":
      return {
        traces: new ProtoTraces({ url: `${endpoint}/v1/traces` }),
        metrics: new ProtoMetrics({ url: `${endpoint}/v1/metrics` }),
        logs: new ProtoLogs({ url: `${endpoint}/v1/logs` }),
      };
    case "http/json":
      return {
        traces: new JsonTraces({ url: `${endpoint}/v1/traces` }),
        metrics: new JsonMetrics({ url: `${endpoint}/v1/metrics` }),
        logs: new JsonLogs({ url: `${endpoint}/v1/logs` }),
      };
    case "grpc":
      return {
        traces: new GrpcTraces({ url: endpoint }),
        metrics: new GrpcMetrics({ url: endpoint }),
        logs: new GrpcLogs({ url: endpoint }),
      };
  }
}
