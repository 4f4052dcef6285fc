// What happens to rows that are wrong, over each transport of OTLP: the table of docs/reference/console.md, row by row.
// @module-tag extended
import { Client, credentials, Metadata } from "@grpc/grpc-js";
import {
  decodeTracesExportResponse,
  decodeTracesExportResponseJson,
  decodeMetricsExportResponseJson,
  decodeLogsExportResponseJson,
  encodeLogs,
  encodeLogsJson,
  encodeMetrics,
  encodeMetricsJson,
  encodeTraces,
  encodeTracesJson,
  type LogRecord,
  type Metric,
  type Span,
} from "otlp";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createAuth } from "../src/http/auth.ts";
import { createOtlpGrpc, type OtlpGrpc } from "../src/http/otlp-grpc.ts";
import { createOtlpHttp } from "../src/http/otlp-http.ts";
import { createLog } from "../src/log.ts";
import {
  makeLog,
  makeLogs,
  makeMetric,
  makeMetrics,
  makePoint,
  makeSpan,
  makeTraces,
  nowMs,
  nowNs,
} from "./support/messages.ts";
import { startReceiver, type TestReceiver } from "./support/receivers.ts";
import type { MemoryRows } from "./support/memory-writer.ts";

type Sent =
  | { readonly spans: readonly Span[] }
  | { readonly metrics: readonly Metric[] }
  | { readonly logs: readonly LogRecord[] };

interface Answer {
  readonly rejected: bigint;
  readonly errorMessage: string;
}

interface Case {
  readonly what: string;
  readonly sent: Sent;
  /** Why one is rejected; absent: all are stored. */
  readonly reason?: string;
  readonly stored?: (rows: MemoryRows) => unknown;
  readonly as?: unknown;
}

const week = 7n * 86_400_000_000_000n;
const year1971 = 31_536_000_000_000_000n;
const span = (part: Partial<Span>): Sent => ({ spans: [makeSpan(part)] });
const point = (part: object): Sent => ({
  metrics: [makeMetric({ kind: "gauge", points: [makePoint(part)] })],
});
const log = (part: Partial<LogRecord>): Sent => ({ logs: [makeLog(part)] });
const zeros = new Uint8Array(16);
const histogram = (part: object): Sent => ({
  metrics: [
    makeMetric({
      kind: "histogram",
      temporality: 2,
      points: [
        {
          ...makePoint(),
          count: 3n,
          sum: 1,
          min: undefined,
          max: undefined,
          bucketCounts: [1n, 2n],
          explicitBounds: [1],
          ...part,
        },
      ],
    }),
  ],
});

const cases: readonly Case[] = [
  { what: "a trace id of zeros", sent: span({ traceId: zeros }), reason: "trace_id is all zero" },
  {
    what: "a trace id of 15 bytes",
    sent: span({ traceId: zeros.subarray(1) }),
    reason: "trace_id has 15 bytes instead of 16",
  },
  {
    what: "no span id",
    sent: span({ spanId: new Uint8Array(0) }),
    reason: "span_id has 0 bytes instead of 8",
  },
  {
    what: "a parent's id of 3 bytes",
    sent: span({ parentSpanId: new Uint8Array(3) }),
    reason: "parent_span_id has 3 bytes instead of 8",
  },
  {
    what: "no start",
    sent: span({ startTimeUnixNano: 0n }),
    reason: "start_time_unix_nano is missing, or not above 0",
  },
  {
    what: "milliseconds for nanoseconds",
    sent: span({ startTimeUnixNano: BigInt(nowMs) }),
    reason: "start_time_unix_nano lies before 1971 (is it in ns since 1970?)",
  },
  {
    what: "the first moment that is believed",
    sent: span({ startTimeUnixNano: year1971, endTimeUnixNano: year1971 }),
    stored: ({ spans }) => spans[0]!.startNs,
    as: year1971,
  },
  {
    what: "a start 7 days ahead",
    sent: span({ startTimeUnixNano: nowNs + week, endTimeUnixNano: nowNs + week }),
    stored: ({ spans }) => spans[0]!.startNs,
    as: nowNs + week,
  },
  {
    what: "a start later than that",
    sent: span({ startTimeUnixNano: nowNs + week + 1n, endTimeUnixNano: nowNs + week + 1n }),
    reason: "start_time_unix_nano lies more than 7 days in the future",
  },
  {
    what: "an end far ahead",
    sent: span({ endTimeUnixNano: (1n << 64n) - 1n }),
    reason: "end_time_unix_nano lies more than 7 days in the future",
  },
  {
    what: "an end before the start",
    sent: span({ endTimeUnixNano: 5n }),
    stored: ({ spans }) => spans[0]!.durationNs,
    as: 0n,
  },
  { what: "no name", sent: span({ name: "" }), stored: ({ spans }) => spans[0]!.name, as: "unknown" },
  {
    what: "a kind and a status that do not exist",
    sent: span({ kind: 77, status: { code: 9, message: "m" } }),
    stored: ({ spans }) => [spans[0]!.kind, spans[0]!.status, spans[0]!.statusMessage],
    as: [0, 0, "m"],
  },
  {
    what: "a link to nowhere",
    sent: span({
      links: [
        {
          traceId: zeros,
          spanId: zeros.subarray(8),
          traceState: "",
          flags: 0,
          attributes: new Map(),
          droppedAttributesCount: 0,
        },
      ],
    }),
    stored: ({ spans }) => [spans[0]!.links.length, spans[0]!.droppedLinks],
    as: [0, 1],
  },
  {
    what: "a record with ids of zeros",
    sent: log({ traceId: zeros, spanId: zeros.subarray(8) }),
    stored: ({ logs }) => logs[0]!.traceId.every((byte) => byte === 0),
    as: true,
  },
  {
    what: "a record with an id of 3 bytes",
    sent: log({ traceId: new Uint8Array(3) }),
    stored: ({ logs }) => logs[0]!.traceId.length,
    as: 16,
  },
  {
    what: "a record without any time",
    sent: log({ timeUnixNano: 0n, observedTimeUnixNano: 0n }),
    stored: ({ logs }) => logs[0]!.timeNs,
    as: nowNs,
  },
  {
    what: "a record that was only observed",
    sent: log({ timeUnixNano: 0n, observedTimeUnixNano: nowNs - 5n }),
    stored: ({ logs }) => logs[0]!.timeNs,
    as: nowNs - 5n,
  },
  {
    what: "a record from 1970",
    sent: log({ timeUnixNano: 5n }),
    reason: "time_unix_nano lies before 1971 (is it in ns since 1970?)",
  },
  {
    what: "a severity that does not exist",
    sent: log({ severityNumber: 99 }),
    stored: ({ logs }) => logs[0]!.severity,
    as: 0,
  },
  {
    what: "a point without a time",
    sent: point({ timeUnixNano: 0n }),
    reason: "time_unix_nano is missing, or not above 0",
  },
  { what: "a point without a value", sent: point({ value: null }), reason: "the point has no value" },
  {
    what: "a point without a value that says so",
    sent: point({ value: null, flags: 1 }),
    stored: ({ samples }) => samples[0]!.flags,
    as: 1,
  },
  {
    what: "a metric without a name",
    sent: { metrics: [makeMetric({ kind: "gauge", points: [makePoint()] }, { name: "" })] },
    reason: "the metric has no name",
  },
  {
    what: "a metric of no kind",
    sent: { metrics: [makeMetric(undefined)] },
    reason: "the metric has no data of a known kind",
  },
  {
    what: "a sum without temporality",
    sent: { metrics: [makeMetric({ kind: "sum", temporality: 0, monotonic: true, points: [makePoint()] })] },
    reason: "aggregation_temporality is neither delta (1) nor cumulative (2)",
  },
  {
    what: "buckets that do not fit their bounds",
    sent: histogram({ bucketCounts: [1n] }),
    reason: "bucket_counts has 1 entries for 1 explicit_bounds, expected one more",
  },
  {
    what: "bounds that go down",
    sent: histogram({ bucketCounts: [1n, 1n, 1n], explicitBounds: [2, 1] }),
    reason: "explicit_bounds do not increase",
  },
];

let http: TestReceiver;
let grpc: OtlpGrpc;
let client: Client;

beforeAll(async () => {
  http = await startReceiver(createOtlpHttp, {}, () => nowMs);
  grpc = createOtlpGrpc({ intake: http.intake, auth: createAuth(undefined), log: createLog("silent") });
  client = new Client(`127.0.0.1:${await grpc.listen("127.0.0.1", 0)}`, credentials.createInsecure());
});

afterAll(async () => {
  client.close();
  await grpc.close(1000);
  await http.close();
});

beforeEach(() => {
  for (const rows of Object.values(http.writer.rows) as unknown[][]) rows.length = 0;
});

function signalOf(sent: Sent): "traces" | "metrics" | "logs" {
  return "spans" in sent ? "traces" : "metrics" in sent ? "metrics" : "logs";
}

function toProtobuf(sent: Sent): Uint8Array {
  if ("spans" in sent) return encodeTraces(makeTraces(sent.spans));
  return "metrics" in sent ? encodeMetrics(makeMetrics(sent.metrics)) : encodeLogs(makeLogs(sent.logs));
}

function toJson(sent: Sent): string {
  if ("spans" in sent) return encodeTracesJson(makeTraces(sent.spans));
  return "metrics" in sent
    ? encodeMetricsJson(makeMetrics(sent.metrics))
    : encodeLogsJson(makeLogs(sent.logs));
}

const decodeJson = {
  traces: decodeTracesExportResponseJson,
  metrics: decodeMetricsExportResponseJson,
  logs: decodeLogsExportResponseJson,
};

async function overHttp(signal: string, body: Uint8Array): Promise<Answer> {
  const answer = await http.post(`/v1/${signal}`, body, { "content-type": "application/x-protobuf" });
  expect(answer.status).toBe(200);
  return decodeTracesExportResponse(new Uint8Array(await answer.arrayBuffer()));
}

async function overJson(sent: Sent): Promise<Answer> {
  const signal = signalOf(sent);
  const answer = await http.post(`/v1/${signal}`, toJson(sent), { "content-type": "application/json" });
  expect(answer.status).toBe(200);
  return decodeJson[signal](await answer.text());
}

async function overGrpc(signal: "traces" | "metrics" | "logs", body: Uint8Array): Promise<Answer> {
  const service =
    signal === "traces"
      ? "trace.v1.TraceService"
      : signal === "metrics"
        ? "metrics.v1.MetricsService"
        : "logs.v1.LogsService";
  const same = (bytes: Buffer): Buffer => bytes;
  const answer = await new Promise<Buffer>((resolve, reject) => {
    client.makeUnaryRequest(
      `/opentelemetry.proto.collector.${service}/Export`,
      same,
      same,
      Buffer.from(body),
      new Metadata(),
      (error, bytes) => (error === null ? resolve(bytes!) : reject(error)),
    );
  });
  return decodeTracesExportResponse(answer);
}

const transports: Readonly<Record<string, (sent: Sent) => Promise<Answer>>> = {
  "HTTP protobuf": (sent) => overHttp(signalOf(sent), toProtobuf(sent)),
  "HTTP JSON": overJson,
  gRPC: (sent) => overGrpc(signalOf(sent), toProtobuf(sent)),
};

const nouns = { traces: "spans", metrics: "points", logs: "log records" };

test.each(Object.keys(transports).flatMap((transport) => cases.map((each) => ({ transport, ...each }))))(
  "$transport: $what",
  async ({ transport, sent, reason, stored, as }) => {
    const answer = await transports[transport]!(sent);
    expect(answer).toEqual(
      reason === undefined
        ? { rejected: 0n, errorMessage: "" }
        : { rejected: 1n, errorMessage: `1 ${nouns[signalOf(sent)]} rejected: ${reason}` },
    );
    const { rows } = http.writer;
    expect(rows.spans.length + rows.logs.length + rows.samples.length + rows.distributions.length).toBe(
      reason === undefined ? 1 : 0,
    );
    expect(stored?.(rows)).toEqual(as);
  },
);

test("a bad row never fails the good ones beside it", async () => {
  const sent = {
    spans: [
      makeSpan(),
      makeSpan({ traceId: zeros }),
      makeSpan({ startTimeUnixNano: 5n }),
      makeSpan({ traceId: zeros }),
    ],
  };
  for (const send of Object.values(transports)) {
    const answer = await send(sent);
    expect(answer.rejected).toBe(3n);
    expect(answer.errorMessage).toContain(
      "2 spans rejected: trace_id is all zero; 1 spans rejected: start_time",
    );
  }
  expect(http.writer.rows.spans).toHaveLength(3);
});

const goodSpan =
  '{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","startTimeUnixNano":"TIME"}';
const goodRecord = '{"timeUnixNano":"TIME","body":{"stringValue":"paid"}}';
const goodPoint = '{"timeUnixNano":"TIME","asDouble":1}';
const idReason = "the JSON field `traceId` must be hexadecimal digits in pairs";
const timeReason = "must be a whole number, or a string of one";
const inJson = {
  traces: (rows: string) => `{"resourceSpans":[{"scopeSpans":[{"spans":[${rows}]}]}]}`,
  logs: (rows: string) => `{"resourceLogs":[{"scopeLogs":[{"logRecords":[${rows}]}]}]}`,
  metrics: (rows: string) => `{"resourceMetrics":[{"scopeMetrics":[{"metrics":[${rows}]}]}]}`,
};
const gauge = (name: string, points: string): string => `{"name":${name},"gauge":{"dataPoints":[${points}]}}`;

test.each([
  ["traces", '{"traceId":"zz"}', goodSpan, 1n, `1 spans rejected: ${idReason}`],
  ["traces", "null", goodSpan, 1n, "1 spans rejected: the JSON field `spans` must be an object"],
  ["traces", '{"name":{}}', goodSpan, 1n, "1 spans rejected: the JSON field `name` must be a string"],
  [
    "traces",
    '{"startTimeUnixNano":"abc"}',
    goodSpan,
    1n,
    `1 spans rejected: the JSON field \`startTimeUnixNano\` ${timeReason}`,
  ],
  ["logs", '{"traceId":"zz"}', goodRecord, 1n, `1 log records rejected: ${idReason}`],
  [
    "metrics",
    gauge("{}", `${goodPoint},${goodPoint}`),
    gauge('"m"', goodPoint),
    2n,
    "2 points rejected: the JSON field `name` must be a string",
  ],
  [
    "metrics",
    gauge('"n"', '{"timeUnixNano":"abc"}'),
    gauge('"m"', goodPoint),
    1n,
    `1 points rejected: the JSON field \`timeUnixNano\` ${timeReason}`,
  ],
] as const)(
  "JSON %s: a field of a wrong type costs its own row: %s",
  async (signal, bad, good, rejected, errorMessage) => {
    const before = { ...http.intake.counts.rejected };
    const body = inJson[signal](`${bad},${good}`).replaceAll("TIME", String(nowNs));
    const answer = await http.post(`/v1/${signal}`, body, { "content-type": "application/json" });
    expect(answer.status).toBe(200);
    expect(decodeJson[signal](await answer.text())).toEqual({ rejected, errorMessage });
    const { rows } = http.writer;
    expect(rows.spans.length + rows.logs.length + rows.samples.length).toBe(1);
    const key = ({ traces: "spans", logs: "logRecords", metrics: "metricPoints" } as const)[signal];
    expect(http.intake.counts.rejected[key] - before[key]).toBe(Number(rejected));
  },
);

test("answers 400 to invalid JSON and to values that are not lists", async () => {
  for (const body of ["{", "[]", '{"resourceSpans":[{"scopeSpans":[{"spans":{}}]}]}']) {
    const answer = await http.post("/v1/traces", body, { "content-type": "application/json" });
    expect(answer.status).toBe(400);
  }
});

test("of more attributes than a row may have the first are kept, and the others counted; a point is rejected", async () => {
  const many = new Map(Array.from({ length: 1_030 }, (_, i) => [`key.${i}`, "v"] as const));
  for (const send of Object.values(transports)) {
    expect(await send(span({ attributes: many, droppedAttributesCount: 2 }))).toMatchObject({ rejected: 0n });
    expect(await send(log({ attributes: many }))).toMatchObject({ rejected: 0n });
    expect(await send(point({ attributes: many }))).toEqual({
      rejected: 1n,
      errorMessage: "1 points rejected: the point has more than 1024 attributes",
    });
  }
  const { spans, logs } = http.writer.rows;
  expect(spans.map((row) => [row.attributes.size, row.droppedAttributes])).toEqual(
    Array.from({ length: 3 }, () => [1_024, 8]),
  );
  expect(logs.map((row) => [row.attributes.size, row.droppedAttributes])).toEqual(
    Array.from({ length: 3 }, () => [1_024, 6]),
  );
  expect([...spans[0]!.attributes.keys()].at(-1)).toBe("key.1023");
});

test("bytes that are not UTF-8 are replaced in protobuf, and JSON with them is not JSON", async () => {
  const named = span({ name: "XX cart", attributes: new Map([["note", "YY"]]) });
  const broken = Buffer.from(toProtobuf(named));
  for (const [text, bytes] of [
    ["XX cart", [0xff, 0xfe]],
    ["YY", [0xc3, 0x28]],
  ] as const)
    Buffer.from(bytes).copy(broken, broken.indexOf(text));
  await overHttp("traces", broken);
  await overGrpc("traces", broken);
  for (const row of http.writer.rows.spans)
    expect([row.name, row.attributes.get("note")]).toEqual(["\ufffd\ufffd cart", "\ufffd("]);
  expect(http.writer.rows.spans).toHaveLength(2);
  const json = Buffer.from(toJson(named));
  Buffer.of(0xff).copy(json, json.indexOf("XX"));
  const answer = await http.post("/v1/traces", json, { "content-type": "application/json" });
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("it is not UTF-8")]);
});
