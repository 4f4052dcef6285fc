// Real payloads of each protocol, with something in every field.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import jaeger from "jaeger-client";
import {
  type AnyValue,
  encodeLogs,
  encodeLogsJson,
  encodeMetrics,
  encodeMetricsJson,
  encodeTraces,
  encodeTracesJson,
  type ResourceLogs,
  type ResourceMetrics,
  type ResourceSpans,
} from "otlp";
import snappy from "snappyjs";
import {
  idBytes,
  makeLog,
  makeLogs,
  makeMetric,
  makeMetrics,
  makePoint,
  makeSpan,
  makeTraces,
} from "../support/messages.ts";

export interface Seed {
  readonly path: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  /** What is done to the body after it was mutated. */
  readonly pack?: (body: Buffer) => Buffer;
}

export type Protocol =
  | "OTLP/HTTP protobuf"
  | "OTLP/HTTP JSON"
  | "OTLP/gRPC"
  | "Zipkin"
  | "Jaeger"
  | "remote write";

const protobufType = { "content-type": "application/x-protobuf" };
const jsonType = { "content-type": "application/json" };

export async function makeSeeds(): Promise<Readonly<Record<Protocol, readonly Seed[]>>> {
  const { traces, metrics, logs } = messages();
  const inProtobuf = [
    { path: "/v1/traces", body: Buffer.from(encodeTraces(traces)), headers: protobufType },
    { path: "/v1/metrics", body: Buffer.from(encodeMetrics(metrics)), headers: protobufType },
    { path: "/v1/logs", body: Buffer.from(encodeLogs(logs)), headers: protobufType },
  ];
  return {
    "OTLP/HTTP protobuf": inProtobuf,
    "OTLP/HTTP JSON": [
      { path: "/v1/traces", body: Buffer.from(encodeTracesJson(traces)), headers: jsonType },
      { path: "/v1/metrics", body: Buffer.from(encodeMetricsJson(metrics)), headers: jsonType },
      { path: "/v1/logs", body: Buffer.from(encodeLogsJson(logs)), headers: jsonType },
    ],
    "OTLP/gRPC": inProtobuf.map(({ path, ...seed }) => {
      const signal = path.slice("/v1/".length);
      const service = signal === "traces" ? "Trace" : signal === "metrics" ? "Metrics" : "Logs";
      return {
        ...seed,
        path: `/opentelemetry.proto.collector.${service.toLowerCase()}.v1.${service}Service/Export`,
      };
    }),
    Zipkin: [zipkinFile(), zipkinProtobuf()],
    Jaeger: [
      { path: "/api/traces", body: await jaegerBatch(), headers: { "content-type": "application/x-thrift" } },
    ],
    "remote write": [
      {
        path: "/api/v1/write",
        body: Buffer.from(remoteWrite(), "hex"),
        headers: { ...protobufType, "content-encoding": "snappy" },
        pack: (body) => Buffer.from(snappy.compress(Uint8Array.from(body))),
      },
      {
        path: "/api/v1/write",
        body: Buffer.from(snappy.compress(Uint8Array.from(Buffer.from(remoteWrite(), "hex")))),
        headers: { ...protobufType, "content-encoding": "snappy" },
      },
    ],
  };
}

function messages(): { traces: ResourceSpans[]; metrics: ResourceMetrics[]; logs: ResourceLogs[] } {
  const now = BigInt(Date.now()) * 1_000_000n;
  const values: Record<string, AnyValue> = {
    "order.id": "order-789",
    items: 3n,
    share: 0.5,
    paid: true,
    raw: Uint8Array.of(1, 2, 3),
    list: ["a", 2n, [true]],
    map: new Map<string, AnyValue>([["deep", new Map<string, AnyValue>([["er", 1.5]])]]),
    nothing: null,
  };
  const attributes = new Map(Object.entries(values));
  const ids = { traceId: idBytes("5b8efff798038103d269b633813fc60c"), spanId: idBytes("eee19b7ec3c1b174") };
  const exemplars = [{ ...ids, timeUnixNano: now, value: 2.5, filteredAttributes: attributes }];
  const point = { attributes, timeUnixNano: now, startTimeUnixNano: now - 1_000_000_000n, flags: 0 };
  const spread = { count: 6n, sum: 10.5, min: 0.5, max: 4, exemplars };
  return {
    traces: makeTraces([
      makeSpan({
        startTimeUnixNano: now,
        endTimeUnixNano: now + 1000n,
        parentSpanId: idBytes("aaa19b7ec3c1b174"),
        traceState: "ot=th:8",
        attributes,
        events: [{ timeUnixNano: now, name: "exception", attributes, droppedAttributesCount: 1 }],
        links: [{ ...ids, traceState: "", flags: 1, attributes, droppedAttributesCount: 0 }],
        status: { code: 2, message: "declined" },
      }),
      makeSpan({ ...ids, startTimeUnixNano: now, endTimeUnixNano: now + 5n }),
    ]),
    metrics: makeMetrics([
      makeMetric({ kind: "gauge", points: [makePoint({ ...point, value: 1.5, exemplars })] }),
      makeMetric({
        kind: "sum",
        temporality: 2,
        monotonic: true,
        points: [makePoint({ ...point, value: 7n })],
      }),
      makeMetric({
        kind: "histogram",
        temporality: 2,
        points: [{ ...point, ...spread, bucketCounts: [1n, 2n, 3n], explicitBounds: [1, 2] }],
      }),
      makeMetric({
        kind: "exponentialHistogram",
        temporality: 1,
        points: [
          {
            ...point,
            ...spread,
            scale: 3,
            zeroCount: 1n,
            zeroThreshold: 0,
            positive: { offset: -2, bucketCounts: [1n, 0n, 2n] },
            negative: { offset: 1, bucketCounts: [2n] },
          },
        ],
      }),
      makeMetric({
        kind: "summary",
        points: [{ ...point, count: 4n, sum: 2, quantiles: [{ quantile: 0.5, value: 1 }] }],
      }),
    ]),
    logs: makeLogs([
      makeLog({
        timeUnixNano: now,
        observedTimeUnixNano: now,
        attributes,
        ...ids,
        body: new Map(attributes),
      }),
      makeLog({
        timeUnixNano: now,
        eventName: "telltale.transaction.completed",
        attributes: new Map<string, AnyValue>([
          ["telltale.transaction.type", "order"],
          ["telltale.transaction.id", "order-789"],
          ["user.id", "u1"],
        ]),
      }),
    ]),
  };
}

function zipkinFile(): Seed {
  const file = new URL("../fixtures/real-traces/zipkin/", import.meta.url);
  const spans = JSON.parse(readFileSync(new URL("messaging.json", file), "utf8")) as unknown[];
  return { path: "/api/v2/spans", body: Buffer.from(JSON.stringify(spans.slice(0, 4))), headers: jsonType };
}

/** One span with tags and an annotation, as Zipkin's protobuf has it. */
function zipkinProtobuf(): Seed {
  const bytes = [
    ["0a10", "5b8efff798038103d269b633813fc60c"],
    ["1a08", "eee19b7ec3c1b174"],
    ["2002"],
    ["2a03", "676574"],
    ["31", littleEndian(BigInt(Date.now()) * 1000n)],
    ["38dc0b"],
    ["4211", "0a0473686f70", "12040a000001", "20903f"],
    ["520f", "09", littleEndian(BigInt(Date.now()) * 1000n), "12046d697373"],
    ["5a08", "0a016b", "12036162 63".replace(" ", "")],
    ["6801"],
  ].flat();
  const span = Buffer.from(bytes.join(""), "hex");
  return {
    path: "/api/v2/spans",
    body: Buffer.concat([Buffer.of(0x0a, span.length), span]),
    headers: protobufType,
  };
}

function littleEndian(value: bigint): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes.toString("hex");
}

/** A series with a sample and an exemplar, and a native histogram. */
function remoteWrite(): string {
  const label = (name: string, value: string): string => {
    const pair = `0a${size(name.length)}${hexOf(name)}12${size(value.length)}${hexOf(value)}`;
    return `0a${size(pair.length / 2)}${pair}`;
  };
  const time = varint(BigInt(Date.now()));
  const double = Buffer.from(new Float64Array([2.5]).buffer).toString("hex");
  const sample = `09${double}10${time}`;
  const exemplar = `${label("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736")}11${double}18${time}`;
  const histogram = `0807190000000000000840200430025a04080210025a0408021001620302020478${time}`;
  const series = [
    `${label("__name__", "http_requests_total")}${label("job", "shop")}12${size(sample.length / 2)}${sample}1a${size(exemplar.length / 2)}${exemplar}`,
    `${label("__name__", "size")}${label("job", "shop")}22${size(histogram.length / 2)}${histogram}`,
  ];
  const metadata = "08011213687474705f72657175657374735f746f74616c";
  return `${series.map((each) => `0a${size(each.length / 2)}${each}`).join("")}1a${size(metadata.length / 2)}${metadata}`;
}

function hexOf(text: string): string {
  return Buffer.from(text).toString("hex");
}

function size(bytes: number): string {
  return varint(BigInt(bytes));
}

function varint(value: bigint): string {
  const bytes: number[] = [];
  for (let left = value; ; left >>= 7n) {
    if (left < 128n) return Buffer.from([...bytes, Number(left)]).toString("hex");
    bytes.push(Number(left & 0x7fn) | 0x80);
  }
}

/** What Jaeger's own client sends. */
async function jaegerBatch(): Promise<Buffer> {
  const { promise, resolve } = Promise.withResolvers<Buffer>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      response.writeHead(202).end();
      resolve(Buffer.concat(chunks));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const tracer = jaeger.initTracer(
    {
      serviceName: "shop",
      sampler: { type: "const", param: 1 },
      reporter: { collectorEndpoint: `http://127.0.0.1:${port}/api/traces` },
    },
    { tags: { "service.version": "1.2.3" } },
  );
  const parent = tracer.startSpan("checkout", { tags: { "span.kind": "server", "order.id": "order-789" } });
  const child = tracer.startSpan("pay", { childOf: parent, tags: { retry: true, share: 0.5 } });
  child.log({ event: "declined", code: 51 });
  child.finish();
  parent.finish();
  await new Promise<void>((closed) => tracer.close(closed));
  const body = await promise;
  server.close();
  server.closeAllConnections();
  return body;
}
