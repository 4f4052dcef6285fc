// The examples of the specification are decoded correctly and survive a round trip through protobuf.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import * as otlp from "otlp";
import { expect, test } from "vitest";

import * as official from "./official.ts";
import { modelLogs, modelMetrics, modelTraces } from "./official-model.ts";

function example(name: string): string {
  return readFileSync(new URL(`./fixtures/examples/${name}.json`, import.meta.url), "utf8");
}

const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString("hex");

test("decodes trace.json", () => {
  const groups = otlp.decodeTracesJson(example("trace"));
  const [group] = groups;
  const scoped = group?.scopeSpans[0];
  const span = scoped?.spans[0];
  expect(group?.resource.attributes).toEqual(new Map([["service.name", "my.service"]]));
  expect(scoped?.scope).toEqual({
    name: "my.library",
    version: "1.0.0",
    attributes: new Map([["my.scope.attribute", "some scope attribute"]]),
    droppedAttributesCount: 0,
  });
  expect(hex(span?.traceId)).toBe("5b8efff798038103d269b633813fc60c");
  expect(hex(span?.spanId)).toBe("eee19b7ec3c1b174");
  expect(hex(span?.parentSpanId)).toBe("eee19b7ec3c1b173");
  expect(span).toMatchObject({
    name: "I'm a server span",
    kind: 2,
    startTimeUnixNano: 1544712660000000000n,
    endTimeUnixNano: 1544712661000000000n,
    attributes: new Map([["my.span.attr", "some value"]]),
  });
  assert.deepStrictEqual(otlp.decodeTraces(otlp.encodeTraces(groups)), groups);
  assert.deepStrictEqual(otlp.decodeTracesJson(otlp.encodeTracesJson(groups)), groups);
  assert.deepStrictEqual(
    modelTraces(official.officialDecode(official.TRACES, otlp.encodeTraces(groups))),
    groups,
  );
});

test("decodes metrics.json", () => {
  const groups = otlp.decodeMetricsJson(example("metrics"));
  const metrics = groups[0]?.scopeMetrics[0]?.metrics ?? [];
  expect(metrics.map(({ name, unit, data }) => [name, unit, data?.kind])).toEqual([
    ["my.counter", "1", "sum"],
    ["my.gauge", "1", "gauge"],
    ["my.histogram", "1", "histogram"],
    ["my.exponential.histogram", "1", "exponentialHistogram"],
  ]);
  expect(metrics[0]?.data).toMatchObject({
    temporality: otlp.DELTA,
    monotonic: true,
    points: [{ value: 5 }],
  });
  expect(metrics[2]?.data?.points[0]).toMatchObject({
    count: 2n,
    sum: 2,
    min: 0,
    max: 2,
    bucketCounts: [1n, 1n],
    explicitBounds: [1],
    attributes: new Map([["my.histogram.attr", "some value"]]),
  });
  expect(metrics[3]?.data?.points[0]).toMatchObject({
    count: 3n,
    sum: 10,
    scale: 0,
    zeroCount: 1n,
    positive: { offset: 1, bucketCounts: [0n, 2n] },
    negative: { offset: 0, bucketCounts: [] },
    min: 0,
    max: 5,
  });
  assert.deepStrictEqual(otlp.decodeMetrics(otlp.encodeMetrics(groups)), groups);
  assert.deepStrictEqual(otlp.decodeMetricsJson(otlp.encodeMetricsJson(groups)), groups);
  assert.deepStrictEqual(
    modelMetrics(official.officialDecode(official.METRICS, otlp.encodeMetrics(groups))),
    groups,
  );
});

test("decodes logs.json", () => {
  const groups = otlp.decodeLogsJson(example("logs"));
  const logRecord = groups[0]?.scopeLogs[0]?.logRecords[0];
  expect(logRecord).toMatchObject({
    timeUnixNano: 1544712660300000000n,
    observedTimeUnixNano: 1544712660300000000n,
    severityNumber: 10,
    severityText: "Information",
    body: "Example log record",
  });
  expect(logRecord?.attributes).toEqual(
    new Map<string, otlp.AnyValue>([
      ["string.attribute", "some string"],
      ["boolean.attribute", true],
      ["int.attribute", 10n],
      ["double.attribute", 637.704],
      ["array.attribute", ["many", "values"]],
      ["map.attribute", new Map([["some.map.key", "some value"]])],
    ]),
  );
  expect(hex(logRecord?.traceId)).toBe("5b8efff798038103d269b633813fc60c");
  assert.deepStrictEqual(otlp.decodeLogs(otlp.encodeLogs(groups)), groups);
  assert.deepStrictEqual(otlp.decodeLogsJson(otlp.encodeLogsJson(groups)), groups);
  assert.deepStrictEqual(modelLogs(official.officialDecode(official.LOGS, otlp.encodeLogs(groups))), groups);
});

test("decodes events.json", () => {
  const groups = otlp.decodeLogsJson(example("events"));
  const logRecord = groups[0]?.scopeLogs[0]?.logRecords[0];
  expect(logRecord?.eventName).toBe("browser.page_view");
  expect(logRecord?.body).toBeInstanceOf(Map);
  assert.deepStrictEqual(otlp.decodeLogs(otlp.encodeLogs(groups)), groups);
  assert.deepStrictEqual(otlp.decodeLogsJson(otlp.encodeLogsJson(groups)), groups);
});
