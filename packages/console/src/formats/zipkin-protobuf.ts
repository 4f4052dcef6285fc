// Zipkin's protobuf form of spans, read into the records of its JSON form: https://github.com/openzipkin/zipkin-api/blob/master/zipkin.proto
import { ByteReader } from "otlp";
import type { JsonObject } from "./shape.ts";

const kinds = ["", "CLIENT", "SERVER", "PRODUCER", "CONSUMER"];

/** Memory that the parts of a message need on their way to spans, roughly: a small message must not allocate much. */
const cost = { span: 1500, endpoint: 200, annotation: 250, tag: 150 } as const;

/** Reads a `ListOfSpans`. @throws {OtlpError} when `bytes` are not such a list. */
export function readZipkinProtobuf(bytes: Uint8Array): readonly JsonObject[] {
  const reader = new ByteReader(bytes);
  const spans: JsonObject[] = [];
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    if (tag === 0x0a) spans.push(readSpan(reader));
    else reader.skip(tag, 0b10);
  }
  return spans;
}

function readSpan(reader: ByteReader): JsonObject {
  reader.charge(cost.span);
  const span: Record<string, unknown> = {};
  const annotations: JsonObject[] = [];
  // Defined, not assigned: a key may be `__proto__`.
  const tags: [string, string][] = [];
  const outer = reader.enter();
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    if (tag === 0x0a) span["traceId"] = hex(reader);
    else if (tag === 0x12) span["parentId"] = hex(reader);
    else if (tag === 0x1a) span["id"] = hex(reader);
    else if (tag === 0x20) span["kind"] = readKind(reader);
    else if (tag === 0x2a) span["name"] = reader.string();
    else if (tag === 0x31) span["timestamp"] = Number(reader.fixed64());
    else if (tag === 0x38) span["duration"] = Number(reader.uint64());
    else if (tag === 0x42) span["localEndpoint"] = readEndpoint(reader);
    else if (tag === 0x4a) span["remoteEndpoint"] = readEndpoint(reader);
    else if (tag === 0x52) annotations.push(readAnnotation(reader));
    else if (tag === 0x5a) tags.push(readTag(reader));
    else if (tag === 0x60) span["debug"] = reader.bool();
    else if (tag === 0x68) span["shared"] = reader.bool();
    else reader.skip(tag, 0b11_1111_1111_1110);
  }
  reader.leave(outer);
  return { ...span, annotations, tags: Object.fromEntries(tags) };
}

function readKind(reader: ByteReader): string {
  return kinds[reader.int32()] ?? "";
}

function readEndpoint(reader: ByteReader): JsonObject {
  reader.charge(cost.endpoint);
  const endpoint: Record<string, unknown> = {};
  const outer = reader.enter();
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    if (tag === 0x0a) endpoint["serviceName"] = reader.string();
    else if (tag === 0x12) endpoint["ipv4"] = reader.bytes().join(".");
    else if (tag === 0x1a) endpoint["ipv6"] = toIpv6(reader.bytes());
    else if (tag === 0x20) endpoint["port"] = reader.int32();
    else reader.skip(tag, 0b11110);
  }
  reader.leave(outer);
  return endpoint;
}

function readAnnotation(reader: ByteReader): JsonObject {
  reader.charge(cost.annotation);
  let timestamp = 0;
  let value = "";
  const outer = reader.enter();
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    if (tag === 0x09) timestamp = Number(reader.fixed64());
    else if (tag === 0x12) value = reader.string();
    else reader.skip(tag, 0b110);
  }
  reader.leave(outer);
  return { timestamp, value };
}

function readTag(reader: ByteReader): [string, string] {
  reader.charge(cost.tag);
  let key = "";
  let value = "";
  const outer = reader.enter();
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    if (tag === 0x0a) key = reader.key();
    else if (tag === 0x12) value = reader.string();
    else reader.skip(tag, 0b110);
  }
  reader.leave(outer);
  return [key, value];
}

/** An id; one that is far too long stays too long. */
function hex(reader: ByteReader): string {
  return Buffer.from(reader.bytes().subarray(0, 32)).toString("hex");
}

function toIpv6(bytes: Uint8Array): string {
  if (bytes.length !== 16) return "";
  const groups = Array.from({ length: 8 }, (_, at) =>
    ((bytes[2 * at]! << 8) | bytes[2 * at + 1]!).toString(16),
  );
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}
