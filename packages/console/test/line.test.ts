// The whole line inside one console: what comes in over every door is what the API gives back.
import { gzipSync } from "node:zlib";
import { Client, credentials, Metadata } from "@grpc/grpc-js";
import type { LogsResult, MetricResult, Problem, Stats, Trace, Transaction } from "contract";
import {
  encodeLogs,
  encodeMetrics,
  encodeTraces,
  encodeTracesJson,
  type AnyValue,
  type ResourceSpans,
} from "otlp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { createLog } from "../src/log.ts";
import { type Console, startConsole } from "../src/main.ts";
import { makePreparedDir } from "./support/console-process.ts";
import {
  attributes,
  makeLog,
  makeLogs,
  makeMetric,
  makeMetrics,
  makePoint,
  makeSpan,
  makeTraces,
} from "./support/messages.ts";

const directory = await makePreparedDir();
let running: Console;

beforeAll(async () => {
  const flags = { data: directory.path, port: "0", otlpHttpPort: "0", otlpGrpcPort: "0", logLevel: "warn" };
  running = await startConsole(readConfig(flags, {}), createLog("warn"));
});

afterAll(async () => {
  await running?.stop();
  directory.remove();
});

const protobuf = { "content-type": "application/x-protobuf" };

function post(
  path: string,
  body: Uint8Array | string,
  headers: Record<string, string> = protobuf,
): Promise<Response> {
  return fetch(running.addresses.otlpHttp + path, {
    method: "POST",
    body: body as Uint8Array<ArrayBuffer> | string,
    headers,
  });
}

async function api<T>(path: string): Promise<T> {
  const response = await fetch(running.addresses.page + path);
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}

const stats = (): Promise<Stats> => api<Stats>("/api/stats");

function callGrpc(path: string, body: Uint8Array): Promise<Buffer> {
  const client = new Client(new URL(running.addresses.otlpGrpc).host, credentials.createInsecure());
  return new Promise<Buffer>((resolve, reject) => {
    client.makeUnaryRequest(path, asIs, asIs, Buffer.from(body), new Metadata(), (error, answer) => {
      client.close();
      if (error === null) resolve(answer!);
      else reject(error);
    });
  });
}

function asIs(bytes: Buffer): Buffer {
  return bytes;
}

let traceNumber = 0;

function newTraceId(): Uint8Array {
  const id = new Uint8Array(16).fill(0xab);
  new DataView(id.buffer).setUint32(12, ++traceNumber);
  return id;
}

function hex(id: Uint8Array): string {
  return Buffer.from(id).toString("hex");
}

function nowNs(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}

const allKinds = new Map<string, AnyValue>([
  ["text", 'größe ✓ \u0000 "quoted"'],
  ["empty text", ""],
  ["int", 9007199254740993n],
  ["least int", -(1n << 63n)],
  ["double", 0.1],
  ["whole double", 3],
  ["infinite", -Infinity],
  ["true", true],
  ["false", false],
  ["bytes", new Uint8Array([0, 1, 255])],
  ["list", ["a", 1n, null, [true]]],
  [
    "map",
    new Map<string, AnyValue>([
      ["b", 2n],
      ["a", new Map([["deep", 1.5]])],
    ]),
  ],
  ["nothing", null],
]);

const allKindsTyped = {
  text: { type: "string", value: 'größe ✓ \u0000 "quoted"' },
  "empty text": { type: "string", value: "" },
  int: { type: "int", value: "9007199254740993" },
  "least int": { type: "int", value: "-9223372036854775808" },
  double: { type: "double", value: 0.1 },
  "whole double": { type: "double", value: 3 },
  infinite: { type: "double", value: "-Infinity" },
  true: { type: "bool", value: true },
  false: { type: "bool", value: false },
  bytes: { type: "bytes", value: "AAH/" },
  list: {
    type: "array",
    value: [
      { type: "string", value: "a" },
      { type: "int", value: "1" },
      { type: "empty", value: null },
      { type: "array", value: [{ type: "bool", value: true }] },
    ],
  },
  map: {
    type: "map",
    value: {
      a: { type: "map", value: { deep: { type: "double", value: 1.5 } } },
      b: { type: "int", value: "2" },
    },
  },
  nothing: { type: "empty", value: null },
};

function traceOf(traceId: Uint8Array): ResourceSpans[] {
  const start = nowNs();
  const root = makeSpan({
    traceId,
    name: "GET /cart",
    startTimeUnixNano: start,
    endTimeUnixNano: start + 7_000_001n,
    attributes: allKinds,
    traceState: "ot=th:8",
    status: { code: 2, message: "declined" },
    events: [
      { timeUnixNano: start + 5n, name: "cache miss", attributes: allKinds, droppedAttributesCount: 1 },
    ],
    links: [
      {
        traceId: newTraceId(),
        spanId: new Uint8Array(8).fill(7),
        traceState: "a=b",
        flags: 1,
        attributes: allKinds,
        droppedAttributesCount: 2,
      },
    ],
    droppedAttributesCount: 3,
    droppedEventsCount: 4,
    droppedLinksCount: 5,
  });
  const child = makeSpan({
    traceId,
    name: "SELECT",
    kind: 3,
    spanId: new Uint8Array(8).fill(2),
    parentSpanId: root.spanId,
    startTimeUnixNano: start + 1n,
    endTimeUnixNano: start + 2n,
  });
  return makeTraces(
    [root, child],
    new Map<string, AnyValue>([
      ["service.name", "shop"],
      ["deployment.environment.name", "test"],
      ["host", allKinds],
    ]),
  );
}

const doors: [string, (request: ResourceSpans[]) => Promise<unknown>][] = [
  [
    "HTTP, protobuf",
    async (request) => expect((await post("/v1/traces", encodeTraces(request))).status).toBe(200),
  ],
  [
    "HTTP, JSON",
    async (request) =>
      expect(
        (await post("/v1/traces", encodeTracesJson(request), { "content-type": "application/json" })).status,
      ).toBe(200),
  ],
  [
    "HTTP, gzip",
    async (request) =>
      expect(
        (
          await post("/v1/traces", gzipSync(encodeTraces(request)), {
            ...protobuf,
            "content-encoding": "gzip",
          })
        ).status,
      ).toBe(200),
  ],
  [
    "gRPC",
    (request) =>
      callGrpc("/opentelemetry.proto.collector.trace.v1.TraceService/Export", encodeTraces(request)),
  ],
];

test.each(doors)("a trace over %s comes back whole", async (_door, send) => {
  const traceId = newTraceId();
  const request = traceOf(traceId);
  const [sentRoot] = request[0]!.scopeSpans[0]!.spans;
  await send(request);
  const trace = await api<Trace>(`/api/traces/${hex(traceId)}`);
  expect(trace.spans.map(({ name }) => name)).toEqual(["GET /cart", "SELECT"]);
  const [root, child] = trace.spans;
  expect(root).toMatchObject({
    kind: "server",
    service: "shop",
    parentSpanId: "",
    startNs: sentRoot!.startTimeUnixNano.toString(),
    durationNs: "7000001",
    status: "error",
    statusMessage: "declined",
    traceState: "ot=th:8",
    flags: 1,
    scope: { name: "shop", version: "1.0.0" },
    droppedAttributesCount: 3,
    droppedEventsCount: 4,
    droppedLinksCount: 5,
  });
  expect(root!.attributes).toEqual(allKindsTyped);
  expect(root!.events).toEqual([
    {
      timeNs: (sentRoot!.startTimeUnixNano + 5n).toString(),
      name: "cache miss",
      attributes: allKindsTyped,
      droppedAttributesCount: 1,
    },
  ]);
  expect(root!.links).toEqual([
    {
      traceId: hex(sentRoot!.links[0]!.traceId),
      spanId: "0707070707070707",
      traceState: "a=b",
      flags: 1,
      attributes: allKindsTyped,
      droppedAttributesCount: 2,
    },
  ]);
  expect(child).toMatchObject({ kind: "client", parentSpanId: root!.spanId });
  expect(trace.resources[root!.resourceId]).toMatchObject({
    "service.name": { type: "string", value: "shop" },
    host: { type: "map", value: allKindsTyped },
  });
});

test("a request that is sent again is stored once, and answered all the same", async () => {
  const traceId = newTraceId();
  const body = encodeTraces(traceOf(traceId));
  const before = await stats();
  for (let time = 0; time < 3; time++) expect((await post("/v1/traces", body)).status).toBe(200);
  const after = await stats();
  expect(after.received.spans - before.received.spans).toBe(6);
  expect(after.stored.spans - before.stored.spans).toBe(2);
  expect(after.dropped.spans - before.dropped.spans).toBe(4);
  expect((await api<Trace>(`/api/traces/${hex(traceId)}`)).spans).toHaveLength(2);
});

test("bad spans are rejected one by one, the rest is stored", async () => {
  const traceId = newTraceId();
  const start = nowNs();
  const spans = [
    makeSpan({ traceId, startTimeUnixNano: start }),
    makeSpan({ traceId, spanId: new Uint8Array(8) }),
    makeSpan({ traceId, spanId: new Uint8Array(8).fill(3), startTimeUnixNano: 1n }),
  ];
  const answer = await post("/v1/traces", encodeTracesJson(makeTraces(spans)), {
    "content-type": "application/json",
  });
  expect(await answer.json()).toEqual({
    partialSuccess: {
      rejectedSpans: "2",
      errorMessage:
        "1 spans rejected: span_id is all zero; 1 spans rejected: start_time_unix_nano lies before 1971 (is it in ns since 1970?)",
    },
  });
  expect((await api<Trace>(`/api/traces/${hex(traceId)}`)).spans).toHaveLength(1);
  expect((await stats()).reasons).toEqual(
    expect.arrayContaining([{ reason: "spans rejected: span_id is all zero", items: 1 }]),
  );
});

test("log records come back with body, attributes and trace; equal ones of one request are two", async () => {
  const traceId = newTraceId();
  const time = nowNs();
  const structured = makeLog({
    timeUnixNano: time,
    body: new Map([["order", allKinds]]),
    attributes: allKinds,
    traceId,
    spanId: new Uint8Array(8).fill(1),
    severityNumber: 17,
    severityText: "ERROR",
  });
  const plain = makeLog({ timeUnixNano: time + 1n, body: "tick", traceId });
  const body = encodeLogs(makeLogs([structured, plain, plain]));
  expect((await post("/v1/logs", body)).status).toBe(200);
  expect((await post("/v1/logs", body)).status).toBe(200);
  const { items } = await api<LogsResult>(`/api/logs?traceId=${hex(traceId)}`);
  expect(items.map(({ text, severityNumber }) => [severityNumber, text === "tick"])).toEqual([
    [9, true],
    [9, true],
    [17, false],
  ]);
  expect(items[2]).toMatchObject({
    timeNs: time.toString(),
    severityText: "ERROR",
    spanId: "0101010101010101",
    service: "shop",
    body: { type: "map", value: { order: { type: "map", value: allKindsTyped } } },
  });
  expect(items[2]!.attributes).toEqual(allKindsTyped);
});

test("metric points come back as a series", async () => {
  const time = nowNs();
  const point = (value: number, ago: bigint) =>
    makePoint({
      value,
      timeUnixNano: time - ago,
      startTimeUnixNano: 0n,
      attributes: attributes({ plan: "pro" }),
    });
  const request = makeMetrics([
    makeMetric(
      { kind: "gauge", points: [point(1, 120_000_000_000n), point(5, 0n)] },
      { name: "shop.stock", unit: "{item}" },
    ),
  ]);
  expect((await post("/v1/metrics", encodeMetrics(request))).status).toBe(200);
  const result = await api<MetricResult>("/api/metrics/shop.stock?groupBy=plan&from=-10m");
  expect(result.info).toMatchObject({ type: "gauge", unit: "{item}", services: ["shop"] });
  expect(
    result.series.map(({ labels, values }) => [labels, values.filter((value) => value !== null)]),
  ).toEqual([[{ plan: "pro" }, [1, 5]]]);
});

test("business records become a transaction with its steps, and are log records, too", async () => {
  const traceId = newTraceId();
  const time = nowNs();
  const record = (phase: string, at: bigint, values: Record<string, AnyValue>) =>
    makeLog({
      eventName: `telltale.transaction.${phase}`,
      body: null,
      timeUnixNano: time + at,
      traceId,
      spanId: new Uint8Array(8).fill(1),
      attributes: attributes({
        "log.record.uid": `${hex(traceId)}-${phase}`,
        "telltale.transaction.type": "purchase",
        "telltale.transaction.id": "order-789",
        "user.id": "u1",
        "session.id": "s1",
        ...values,
      }),
    });
  const before = await stats();
  const body = encodeLogs(
    makeLogs([
      record("started", 0n, {}),
      record("step", 5n, {
        "telltale.transaction.step": "payment authorised",
        "telltale.transaction.step_index": 0n,
      }),
      record("ended", 9n, {
        "telltale.transaction.outcome": "completed",
        "telltale.transaction.amount": 99.99,
        "telltale.transaction.currency": "USD",
        "telltale.transaction.duration_ms": 12.5,
        "payment.method": "card",
        order: allKinds,
      }),
    ]),
  );
  for (let again = 0; again < 2; again++) expect((await post("/v1/logs", body)).status).toBe(200);
  const transaction = await api<Transaction>("/api/transactions/purchase/order-789");
  expect(transaction).toMatchObject({
    outcome: "completed",
    user: "u1",
    amount: { currency: "USD", amount: "99.99" },
    durationMs: 12.5,
    stepCount: 1,
    lastStep: "payment authorised",
    traceId: hex(traceId),
    attributes: {
      "payment.method": { type: "string", value: "card" },
      order: { type: "map", value: allKindsTyped },
    },
  });
  expect(transaction.events.map(({ phase }) => phase)).toEqual(["started", "step", "ended"]);
  const after = await stats();
  expect(after.stored.businessEvents - before.stored.businessEvents).toBe(3);
  expect(after.dropped.businessEvents - before.dropped.businessEvents).toBe(3);
  expect((await api<LogsResult>(`/api/logs?traceId=${hex(traceId)}`)).items).toHaveLength(3);
  // Its spans were never sent: the trace is known, and was not kept.
  expect(await api<Trace>(`/api/traces/${hex(traceId)}`)).toMatchObject({ kept: false });
});

test("an unknown trace is a problem", async () => {
  const response = await fetch(`${running.addresses.page}/api/traces/${"0f".repeat(16)}`);
  expect(response.status).toBe(404);
  expect((await response.json()) as Problem).toMatchObject({ code: "TRACE_UNKNOWN", status: 404 });
});

test("counts in are counts out", async () => {
  const { received, stored, rejected, dropped, queueBytes } = await stats();
  for (const signal of ["spans", "logRecords", "metricPoints", "businessEvents"] as const) {
    expect(stored[signal] + rejected[signal] + dropped[signal]).toBe(received[signal]);
  }
  expect(queueBytes).toBe(0);
});
