// Requests within their size limit that would need far more memory or time than their size justifies.
import * as otlp from "otlp";
import { describe, expect, test } from "vitest";

import { errorCodeOf } from "./codecs.ts";
import { threadMsOf } from "../../../tools/testing/thread-time.ts";

describe("memory and time", () => {
  const { decodeLogs, decodeMetrics, decodeTraces } = otlp;
  test.each<[string, () => unknown]>([
    ["resources", () => decodeTraces(flood([0x0a, 0x00], []))],
    ["scopes", () => decodeTraces(flood([0x12, 0x00], [1]))],
    ["spans", () => decodeTraces(flood([0x12, 0x00], [1, 2]))],
    ["span attributes", () => decodeTraces(flood([0x4a, 0x00], [1, 2, 2]))],
    ["events", () => decodeTraces(flood([0x5a, 0x00], [1, 2, 2]))],
    ["links", () => decodeTraces(flood([0x6a, 0x00], [1, 2, 2]))],
    ["entity references", () => decodeTraces(flood([0x1a, 0x00], [1, 1]))],
    ["resources merged into one", () => decodeTraces(flood([0x0a, 0x02, 0x1a, 0x00], [1]))],
    ["log records", () => decodeLogs(flood([0x12, 0x00], [1, 2]))],
    [
      "nested key-value lists",
      () => decodeLogs(flood([0x0a, 0x06, 0x12, 0x04, 0x32, 0x02, 0x0a, 0x00], [1, 2, 2, 5, 6])),
    ],
    ["metrics", () => decodeMetrics(flood([0x12, 0x00], [1, 2]))],
    ["points", () => decodeMetrics(flood([0x0a, 0x00], [1, 2, 2, 5]))],
    ["exemplars", () => decodeMetrics(flood([0x2a, 0x00], [1, 2, 2, 5, 1]))],
    ["quantiles", () => decodeMetrics(flood([0x32, 0x00], [1, 2, 2, 11, 1]))],
    [
      "spans in JSON",
      () =>
        otlp.decodeTracesJson(
          `{"resourceSpans":[{"scopeSpans":[{"spans":[{}${",{}".repeat(1_000_000)}]}]}]}`,
        ),
    ],
  ])("rejects millions of empty %s before they fill the memory", (_, decode) => {
    expect(errorCodeOf(decode)).toBe("OTLP_TOO_DENSE");
  });

  test.each<[string, () => unknown]>([
    ["empty values", () => decodeLogs(flood([0x0a, 0x00], [1, 2, 2, 5, 5], 1))],
    ["small bucket counts", () => decodeMetrics(flood([0x01], [1, 2, 2, 10, 1, 8, 2], 1))],
    ["large bucket counts", () => decodeMetrics(flood([0xff, 0x01], [1, 2, 2, 10, 1, 8, 2], 1))],
    ["fixed bucket counts", () => decodeMetrics(flood(Array<number>(8).fill(1), [1, 2, 2, 9, 1, 6], 1))],
    ["bounds", () => decodeMetrics(flood(Array<number>(8).fill(1), [1, 2, 2, 9, 1, 7], 1))],
    [
      "attributes of one key",
      () => decodeTraces(flood([0x4a, 0x07, 0x0a, 0x01, 0x61, 0x12, 0x02, 0x18, 0x05], [1, 2, 2], 1)),
    ],
    ["statuses merged into one", () => decodeTraces(flood([0x7a, 0x02, 0x18, 0x02], [1, 2, 2], 1))],
    ["unknown fields", () => decodeTraces(flood([0x98, 0x06, 0x01], [1, 2, 2], 1))],
  ])("decodes many %s within the time and memory limits", (_, decode) => {
    const before = process.memoryUsage().rss;
    expect(threadMsOf(decode)).toBeLessThan(5000);
    expect(process.memoryUsage().rss - before).toBeLessThan(256 * 1024 * 1024);
  });

  test("accepts small real messages", () => {
    const point = {
      attributes: new Map(),
      startTimeUnixNano: 1n,
      timeUnixNano: 2n,
      flags: 0,
      count: 160n,
      sum: undefined,
      min: undefined,
      max: undefined,
      scale: 1,
      zeroCount: 0n,
      zeroThreshold: 0,
      positive: { offset: 0, bucketCounts: Array<bigint>(160).fill(1n) },
      negative: { offset: 0, bucketCounts: [] },
      exemplars: [],
    };
    const number = {
      attributes: new Map([["k", 1n]]),
      startTimeUnixNano: 0n,
      timeUnixNano: 2n,
      flags: 0,
      value: 1n,
      exemplars: [],
    };
    const resource = { attributes: new Map(), droppedAttributesCount: 0 };
    const scope = { name: "", version: "", attributes: new Map(), droppedAttributesCount: 0 };
    const metric = { name: "m", description: "", unit: "", metadata: new Map() };
    const data: otlp.MetricData[] = [
      { kind: "exponentialHistogram", temporality: 1, points: Array.from({ length: 20_000 }, () => point) },
      { kind: "gauge", points: Array.from({ length: 200_000 }, () => number) },
    ];
    for (const one of data) {
      const message = [
        {
          resource,
          scopeMetrics: [{ scope, metrics: [{ ...metric, data: one }], schemaUrl: "" }],
          schemaUrl: "",
        },
      ];
      expect(
        decodeMetrics(otlp.encodeMetrics(message))[0]?.scopeMetrics[0]?.metrics[0]?.data?.points,
      ).toHaveLength(one.points.length);
    }
  });

  test("handles numbers and strings of several megabytes in JSON in linear time", () => {
    const digits = "9".repeat(5_000_000);
    const text = `"${':1234567890123456789\\"'.repeat(200_000)}"`;
    const json = `{"resourceLogs":[{"schemaUrl":${text}}]}`;
    const usedMs = threadMsOf(() => {
      expect(errorCodeOf(() => otlp.decodeLogsJson(timed(digits)))).toBe("OTLP_JSON");
      expect(errorCodeOf(() => otlp.decodeLogsJson(timed(`"${digits}"`)))).toBe("OTLP_JSON");
      expect(otlp.decodeLogsJson(json)[0]?.schemaUrl).toBe(JSON.parse(text));
    });
    expect(usedMs).toBeLessThan(5000);
  });
});

/** Repeats `piece` to `megabytes` inside the message fields `path`. */
function flood(piece: number[], path: number[], megabytes: number = 4): Uint8Array {
  let bytes: Uint8Array = new Uint8Array(Math.floor((megabytes * 1024 * 1024) / piece.length) * piece.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = piece[i % piece.length] as number;
  for (const field of path.toReversed()) {
    const writer = new otlp.ByteWriter(bytes.length + 16);
    writer.bytes(field, bytes);
    bytes = writer.finish();
  }
  return bytes;
}

function timed(value: string): string {
  return `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":${value}}]}]}]}`;
}

test("rejects an invalid number of a million digits in linear time", () => {
  const json = `{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"gauge":{"dataPoints":[{"asDouble":"${"1".repeat(1_000_000)}x"}]}}]}]}]}`;
  const begun = performance.now();
  expect(() => otlp.decodeMetricsJson(json)).toThrow(otlp.OtlpError);
  // Takes 10 ms; in quadratic time it took an hour.
  expect(performance.now() - begun).toBeLessThan(15_000);
});
