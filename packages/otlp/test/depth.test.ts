// Deeply nested values: decoded and encoded up to `MAX_DEPTH`, rejected beyond, in both encodings.
import assert from "node:assert/strict";

import * as otlp from "otlp";
import { describe, expect, test } from "vitest";

import { errorCodeOf } from "./codecs.ts";

describe("depth of values", () => {
  const makers: [string, (inner: otlp.AnyValue) => otlp.AnyValue][] = [
    ["arrays", (inner) => [inner]],
    ["key-value lists", (inner) => new Map([["k", inner]])],
  ];

  test.each(makers)("decodes and encodes %s up to MAX_DEPTH and rejects deeper ones", (_, wrap) => {
    const deepest = logOf(nested(wrap, otlp.MAX_DEPTH));
    assert.deepStrictEqual(otlp.decodeLogs(otlp.encodeLogs(deepest)), deepest);
    assert.deepStrictEqual(otlp.decodeLogsJson(otlp.encodeLogsJson(deepest)), deepest);

    const deeper = logOf(nested(wrap, otlp.MAX_DEPTH + 1));
    expect(errorCodeOf(() => otlp.encodeLogs(deeper))).toBe("OTLP_TOO_DEEP");
    expect(errorCodeOf(() => otlp.encodeLogsJson(deeper))).toBe("OTLP_TOO_DEEP");
  });

  test("rejects a value nested one level too deep when decoding", () => {
    const { bytes, json } = tooDeepArrays(otlp.MAX_DEPTH + 1);
    expect(errorCodeOf(() => otlp.decodeLogs(bytes))).toBe("OTLP_TOO_DEEP");
    expect(errorCodeOf(() => otlp.decodeLogsJson(json))).toBe("OTLP_TOO_DEEP");
    const fitting = tooDeepArrays(otlp.MAX_DEPTH);
    expect(otlp.decodeLogs(fitting.bytes)).toHaveLength(1);
    expect(otlp.decodeLogsJson(fitting.json)).toHaveLength(1);
  });

  test("rejects a hundred thousand levels without a stack overflow", () => {
    const { bytes, json } = tooDeepArrays(100_000);
    expect(errorCodeOf(() => otlp.decodeLogs(bytes))).toBe("OTLP_TOO_DEEP");
    expect(errorCodeOf(() => otlp.decodeLogsJson(json))).toMatch(/^OTLP_(?:TOO_DEEP|JSON)$/);
    expect(errorCodeOf(() => otlp.decodeLogsJson("[".repeat(1_000_000)))).toBe("OTLP_JSON");
    expect(errorCodeOf(() => otlp.decodeLogsJson('{"a":'.repeat(1_000_000)))).toBe("OTLP_JSON");
  });

  test("rejects a value that contains itself when encoding", () => {
    const endless: otlp.AnyValue[] = [];
    endless.push(endless);
    expect(errorCodeOf(() => otlp.encodeLogs(logOf(endless)))).toBe("OTLP_TOO_DEEP");
    expect(errorCodeOf(() => otlp.encodeLogsJson(logOf(endless)))).toBe("OTLP_TOO_DEEP");
  });
});

function nested(wrap: (inner: otlp.AnyValue) => otlp.AnyValue, depth: number): otlp.AnyValue {
  let value: otlp.AnyValue = "innermost";
  for (let i = 0; i < depth; i++) value = wrap(value);
  return value;
}

function logOf(body: otlp.AnyValue): otlp.ResourceLogs[] {
  const attributes: otlp.Attributes = new Map();
  const nothing = new Uint8Array(0);
  const logRecord: otlp.LogRecord = {
    timeUnixNano: 1n,
    observedTimeUnixNano: 0n,
    severityNumber: 0,
    severityText: "",
    eventName: "",
    body,
    attributes,
    droppedAttributesCount: 0,
    flags: 0,
    traceId: nothing,
    spanId: nothing,
  };
  const scope = { name: "", version: "", attributes, droppedAttributesCount: 0 };
  return [
    {
      resource: { attributes, droppedAttributesCount: 0 },
      scopeLogs: [{ scope, logRecords: [logRecord], schemaUrl: "" }],
      schemaUrl: "",
    },
  ];
}

/** A log request whose body is `depth` nested arrays, made without the encoder. */
function tooDeepArrays(depth: number): { bytes: Uint8Array; json: string } {
  // From the inside out; each array is a value (field 1) of the array around it (field 5 of its value).
  const backwards: number[] = [];
  for (let i = 0; i < depth; i++) {
    prepend(backwards, 0x2a);
    if (i < depth - 1) prepend(backwards, 0x0a);
  }
  for (const tag of [0x2a, 0x12, 0x12, 0x0a]) prepend(backwards, tag);
  const json = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${'{"arrayValue":{"values":['.repeat(depth)}${"]}}".repeat(depth)}}]}]}]}`;
  return { bytes: Uint8Array.from(backwards.toReversed()), json };
}

/** Prepends tag and length, last byte first. */
function prepend(backwards: number[], tag: number): void {
  const length: number[] = [];
  let rest = backwards.length;
  do {
    length.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
    rest >>>= 7;
  } while (rest > 0);
  for (const byte of length.toReversed()) backwards.push(byte);
  backwards.push(tag);
}
