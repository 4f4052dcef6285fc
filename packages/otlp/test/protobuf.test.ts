// Variants that a protobuf decoder must accept: repeated singular fields, packed and unpacked arrays, numbers out of range, invalid text.
import * as otlp from "otlp";
import { describe, expect, test } from "vitest";

import * as official from "./official.ts";
import { modelMetrics } from "./official-model.ts";

/** In protobuf, two encoded messages one after the other are one message. */
function merge(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function message(field: number, ...parts: Uint8Array[]): Uint8Array {
  const writer = new otlp.ByteWriter();
  writer.bytes(field, merge(...parts));
  return writer.finish();
}

function text(field: number, value: string): Uint8Array {
  const writer = new otlp.ByteWriter();
  writer.string(field, value);
  return writer.finish();
}

function varint(field: number, value: bigint): Uint8Array {
  const writer = new otlp.ByteWriter();
  writer.tag(field, otlp.VARINT);
  writer.varint64(value);
  return writer.finish();
}

function attribute(field: number, key: string, ...values: Uint8Array[]): Uint8Array {
  return message(field, text(1, key), ...values.map((value) => message(2, value)));
}

function spanOf(...fields: Uint8Array[]): otlp.Span | undefined {
  return otlp.decodeTraces(message(1, message(2, message(2, ...fields))))[0]?.scopeSpans[0]?.spans[0];
}

describe("singular fields that occur twice", () => {
  test("merges resources and scopes", () => {
    const entity = message(3, text(2, "host"), text(3, "host.id"));
    const [group] = otlp.decodeTraces(
      message(
        1,
        message(1, attribute(1, "a", text(1, "x")), attribute(1, "b", text(1, "x")), entity),
        message(1, attribute(1, "b", text(1, "y")), varint(2, 3n), entity),
        message(
          2,
          message(1, text(1, "shop"), text(2, "1")),
          message(1, text(2, "2"), attribute(3, "c", text(1, "z"))),
        ),
      ),
    );
    expect(group?.resource.attributes).toEqual(
      new Map([
        ["a", "x"],
        ["b", "y"],
      ]),
    );
    expect(group?.resource.droppedAttributesCount).toBe(3);
    expect(group?.resource.entityRefs).toHaveLength(2);
    expect(group?.scopeSpans[0]?.scope).toEqual({
      name: "shop",
      version: "2",
      attributes: new Map([["c", "z"]]),
      droppedAttributesCount: 0,
    });
  });

  test("does not modify the shared empty resource", () => {
    const [first] = otlp.decodeTraces(message(1));
    otlp.decodeTraces(message(1, message(1), message(1, attribute(1, "a", text(1, "x")))));
    expect(first?.resource.attributes.size).toBe(0);
    expect(otlp.decodeTraces(message(1))[0]?.resource.attributes.size).toBe(0);
  });

  test("merges statuses and keeps the last scalar or value", () => {
    const span = spanOf(
      text(5, "first"),
      text(5, "second"),
      message(15, text(2, "declined")),
      message(15, varint(3, 2n)),
      attribute(9, "k", varint(3, 1n), text(1, "last")),
      attribute(9, "k", text(1, "very last")),
    );
    expect(span?.name).toBe("second");
    expect(span?.status).toEqual({ code: 2, message: "declined" });
    expect(span?.attributes).toEqual(new Map([["k", "very last"]]));
  });
});

describe("arrays", () => {
  const counts = [1n, 300n, 2n ** 40n];

  test("accepts a mix of packed and unpacked elements", () => {
    const writer = new otlp.ByteWriter();
    writer.tag(6, otlp.FIXED64);
    writer.fixed64(counts[0] as bigint);
    const packed = writer.open(6);
    writer.fixed64(counts[1] as bigint);
    writer.fixed64(counts[2] as bigint);
    writer.close(packed);
    writer.tag(7, otlp.FIXED64);
    writer.double(0.5);
    const histogram = writer.finish();
    const buckets = message(
      8,
      varint(2, counts[0] as bigint),
      message(2, Uint8Array.of(0xac, 0x02)),
      varint(2, counts[2] as bigint),
    );
    const bytes = message(
      1,
      message(2, message(2, message(9, message(1, histogram))), message(2, message(10, message(1, buckets)))),
    );
    const groups = otlp.decodeMetrics(bytes);
    const [first, second] = groups[0]?.scopeMetrics[0]?.metrics ?? [];
    expect(first?.data?.points[0]).toMatchObject({ bucketCounts: counts, explicitBounds: [0.5] });
    expect(second?.data?.points[0]).toMatchObject({ positive: { bucketCounts: counts } });
    expect(modelMetrics(official.officialDecode(official.METRICS, bytes))).toEqual(groups);
  });

  test("rejects a packed array whose length is not a multiple of its element", () => {
    const bytes = message(1, message(2, message(2, message(9, message(1, message(6, new Uint8Array(9)))))));
    expect(() => otlp.decodeMetrics(bytes)).toThrow(otlp.OtlpError);
  });
});

describe("numbers", () => {
  test("truncates a uint32 of more bits and keeps unknown enum values", () => {
    const span = spanOf(varint(10, (1n << 32n) + 5n), varint(6, -3n), varint(12, 0xffff_ffffn));
    expect(span).toMatchObject({ droppedAttributesCount: 5, kind: -3, droppedEventsCount: 0xffff_ffff });
  });

  test("encoders clamp numbers out of range", () => {
    const none: otlp.Attributes = new Map();
    const span: otlp.Span = {
      traceId: new Uint8Array(0),
      spanId: new Uint8Array(0),
      parentSpanId: new Uint8Array(0),
      traceState: "",
      flags: 2 ** 40,
      name: "",
      kind: 2 ** 40,
      startTimeUnixNano: -1n,
      endTimeUnixNano: 1n << 70n,
      attributes: new Map<string, otlp.AnyValue>([
        ["over", 1n << 70n],
        ["under", -(1n << 70n)],
      ]),
      droppedAttributesCount: Number.NaN,
      events: [],
      droppedEventsCount: Infinity,
      links: [],
      droppedLinksCount: 2.9,
      status: { code: -(2 ** 40), message: "" },
    };
    const scope = { name: "", version: "", attributes: none, droppedAttributesCount: 0 };
    const groups = [
      {
        resource: { attributes: none, droppedAttributesCount: -1 },
        scopeSpans: [{ scope, spans: [span], schemaUrl: "" }],
        schemaUrl: "",
      },
    ];
    const clamped = {
      ...span,
      flags: 0xffff_ffff,
      kind: 0x7fff_ffff,
      startTimeUnixNano: 0n,
      endTimeUnixNano: (1n << 64n) - 1n,
      attributes: new Map([
        ["over", (1n << 63n) - 1n],
        ["under", -(1n << 63n)],
      ]),
      droppedAttributesCount: 0,
      droppedEventsCount: 0xffff_ffff,
      droppedLinksCount: 2,
      status: { code: -0x8000_0000, message: "" },
    };
    expect(otlp.decodeTraces(otlp.encodeTraces(groups))[0]?.scopeSpans[0]?.spans[0]).toEqual(clamped);
    expect(otlp.decodeTracesJson(otlp.encodeTracesJson(groups))[0]?.scopeSpans[0]?.spans[0]).toEqual(clamped);
  });
});

describe("bytes and text", () => {
  test("returns ids as views into the message, of any length", () => {
    const bytes = message(1, message(2, message(2, message(1, Uint8Array.of(1, 2, 3)))));
    const id = otlp.decodeTraces(bytes)[0]?.scopeSpans[0]?.spans[0]?.traceId;
    expect(id?.buffer).toBe(bytes.buffer);
    expect(id).toEqual(Uint8Array.of(1, 2, 3));
  });

  test("decodes a message inside a larger buffer, and a Buffer", () => {
    const bytes = message(1, text(3, "https://example.test/schema"));
    const around = new Uint8Array(bytes.length + 20);
    around.set(bytes, 7);
    const expected = "https://example.test/schema";
    expect(otlp.decodeTraces(around.subarray(7, 7 + bytes.length))[0]?.schemaUrl).toBe(expected);
    expect(otlp.decodeTraces(Buffer.from(bytes))[0]?.schemaUrl).toBe(expected);
  });

  test("decodes invalid UTF-8 to U+FFFD and keeps a byte order mark", () => {
    expect(spanOf(message(5, Uint8Array.of(0x61, 0xff, 0xc3, 0x62)))?.name).toBe("a\ufffd\ufffdb");
    expect(spanOf(text(5, "\ufeffname"))?.name).toBe("\ufeffname");
  });

  test("skips references into the string table of a profile", () => {
    const span = spanOf(message(9, varint(3, 4n), message(2, varint(8, 5n))));
    expect(span?.attributes).toEqual(new Map([["", null]]));
  });
});
