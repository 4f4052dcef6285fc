import { decodeLogs, decodeMetrics, decodeTraces, encodeLogsJson, OtlpError } from "otlp";
import { expect, test } from "vitest";
import { decoders } from "../decode.ts";
import type { Format } from "../decode.ts";
import { decodeInThread } from "./decode-in-thread.ts";

const decode = (format: Format, body: Uint8Array) =>
  decodeInThread(format, body, { by: "", signal: new AbortController().signal });

const bytesOf = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
const ids = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };
const values = [
  { stringValue: "" },
  { stringValue: "ü\u{1f600}" },
  { intValue: "-9007199254740993" },
  { doubleValue: 1 },
  { doubleValue: "NaN" },
  { boolValue: false },
  { bytesValue: "AAEC" },
  { arrayValue: { values: [{ intValue: "1" }, {}] } },
  { kvlistValue: { values: [{ key: "order-789", value: { arrayValue: { values: [] } } }] } },
  {},
];
const attributes = values.map((value, n) => ({ key: `made.up.${n}`, value }));
const resource = { attributes, droppedAttributesCount: 3 };
const scope = { name: "made up", version: "1", attributes };

test("a trace comes back as it is decoded here, with what is refused", async () => {
  const span = { ...ids, name: "pay", kind: 2, startTimeUnixNano: "1", endTimeUnixNano: "2", attributes };
  const more = {
    events: [{ timeUnixNano: "1", name: "event", attributes }],
    links: [{ ...ids, traceState: "a=b", attributes }],
    status: { code: 2, message: "no money" },
    traceState: "a=b",
    flags: 257,
  };
  const spans = [span, { ...span, ...more }, { ...span, name: 7 }];
  const body = bytesOf({ resourceSpans: [{ resource, schemaUrl: "x", scopeSpans: [{ scope, spans }] }] });
  const { signal, bytes, refused } = await decode("otlp-json-traces", body);
  const here = decoders["otlp-json-traces"](body);
  expect(signal).toBe("traces");
  expect(decodeTraces(bytes)).toEqual(here.request);
  expect(refused).toEqual(here.refused);
  expect([...refused.values()]).toEqual([1]);
});

test("metrics and log records do, too", async () => {
  const point = { startTimeUnixNano: "1", timeUnixNano: "2", attributes };
  const metrics = [
    {
      name: "orders",
      sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [{ ...point, asInt: "7" }] },
    },
    { name: "load", gauge: { dataPoints: [{ ...point, asDouble: 0.5 }] } },
    {
      name: "time",
      unit: "s",
      histogram: {
        aggregationTemporality: 1,
        dataPoints: [{ ...point, count: "2", sum: 3, bucketCounts: ["1", "1"], explicitBounds: [1] }],
      },
    },
  ];
  const ofMetrics = bytesOf({ resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics }] }] });
  const answer = await decode("otlp-json-metrics", ofMetrics);
  expect(decodeMetrics(answer.bytes)).toEqual(decoders["otlp-json-metrics"](ofMetrics).request);

  const logRecords = [
    { timeUnixNano: "1", severityNumber: 9, body: { stringValue: "u1 pays" }, eventName: "e", ...ids },
    { observedTimeUnixNano: "1", body: { kvlistValue: { values: attributes } }, attributes },
  ];
  const ofLogs = bytesOf({ resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords }] }] });
  const logs = await decode("otlp-json-logs", ofLogs);
  const here = decoders["otlp-json-logs"](ofLogs).request;
  expect(encodeLogsJson(decodeLogs(logs.bytes))).toBe(encodeLogsJson(here));
  expect(decodeLogs(logs.bytes)).toEqual(here);
});

test("what cannot be read is the same error as here", async () => {
  await expect(decode("otlp-json-traces", bytesOf({ resourceSpans: 7 }))).rejects.toBeInstanceOf(OtlpError);
  await expect(decode("zipkin-json", bytesOf("no list"))).rejects.toMatchObject({
    code: "FORMAT_INVALID",
    message: "Cannot read the body: expected a list of spans, `[{…}, …]`.",
  });
  const zipkin = [{ traceId: ids.traceId, id: ids.spanId, timestamp: 1, duration: 1, name: "get" }, 7];
  const answer = await decode("zipkin-json", bytesOf(zipkin));
  expect(decodeTraces(answer.bytes)).toEqual(decoders["zipkin-json"](bytesOf(zipkin)).request);
  expect([...answer.refused.values()]).toEqual([1]);
});
