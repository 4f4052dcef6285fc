// The protocols that the doctor tests, and its span in each of them.
import { encodeTraces, encodeTracesJson, type ResourceSpans } from "otlp";
import { encodeJaegerBatch } from "./jaeger-batch.ts";
import { doctorService } from "../api/received/doctor-service.ts";
import type { TestSpan } from "./test-span.ts";

/** How a span reaches the console. */
export interface Protocol {
  readonly name: string;
  /** The address of `/api/stats` that receives it. */
  readonly address: "otlpHttp" | "otlpGrpc" | "zipkin" | "jaeger";
  /** Of the request; for gRPC the name of the method. */
  readonly path: string;
  readonly contentType: string;
  readonly encode: (span: TestSpan) => Uint8Array;
}

const grpcPath = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

/** All of them, in the order of the report. */
export const protocols: readonly Protocol[] = [
  {
    name: "OTLP/gRPC",
    address: "otlpGrpc",
    path: grpcPath,
    contentType: "application/grpc",
    encode: (span) => encodeTraces(toOtlp(span)),
  },
  {
    name: "OTLP/HTTP protobuf",
    address: "otlpHttp",
    path: "/v1/traces",
    contentType: "application/x-protobuf",
    encode: (span) => encodeTraces(toOtlp(span)),
  },
  {
    name: "OTLP/HTTP JSON",
    address: "otlpHttp",
    path: "/v1/traces",
    contentType: "application/json",
    encode: (span) => Buffer.from(encodeTracesJson(toOtlp(span))),
  },
  {
    name: "Zipkin",
    address: "zipkin",
    path: "/api/v2/spans",
    contentType: "application/json",
    encode: (span) => Buffer.from(JSON.stringify([toZipkin(span)])),
  },
  {
    name: "Jaeger",
    address: "jaeger",
    path: "/api/traces",
    contentType: "application/x-thrift",
    encode: (span) => encodeJaegerBatch(doctorService, span),
  },
];

function toOtlp({ traceId, spanId, name, startMs }: TestSpan): readonly ResourceSpans[] {
  const none = new Map();
  const span = {
    traceId: Buffer.from(traceId, "hex"),
    spanId: Buffer.from(spanId, "hex"),
    parentSpanId: new Uint8Array(0),
    traceState: "",
    flags: 1,
    name,
    kind: 1,
    startTimeUnixNano: BigInt(startMs) * 1_000_000n,
    endTimeUnixNano: BigInt(startMs + 1) * 1_000_000n,
    attributes: none,
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: 0, message: "" },
  };
  const scope = { name: doctorService, version: "", attributes: none, droppedAttributesCount: 0 };
  const resource = { attributes: new Map([["service.name", doctorService]]), droppedAttributesCount: 0 };
  return [{ resource, scopeSpans: [{ scope, spans: [span], schemaUrl: "" }], schemaUrl: "" }];
}

function toZipkin({ traceId, spanId: id, name, startMs }: TestSpan): object {
  const localEndpoint = { serviceName: doctorService };
  return { traceId, id, name, timestamp: startMs * 1000, duration: 1000, localEndpoint };
}
