// Jaeger's JSON: traces as its UI downloads them ({ data: [{ spans, processes }] }), and single spans as it keeps them in
// Elasticsearch. Microseconds, ids of 64 or 128 bits, tags with types.
import type { AnyValue, Attributes, Scope, Span, SpanEvent, SpanLink } from "otlp";
import { spanIdOf, traceIdOf } from "./ids.ts";
import { isObject, type JsonObject, number, object, objects, text } from "./shape.ts";
import { makeScope, type SpanGroups } from "./span-groups.ts";
import { toAnyValue } from "./value.ts";
import { ProblemError } from "../problem/problem.ts";

const kinds: ReadonlyMap<string, number> = new Map([
  ["internal", 1],
  ["server", 2],
  ["client", 3],
  ["producer", 4],
  ["consumer", 5],
]);

/** Tags that say what OTLP has fields for. */
const fieldTags: ReadonlySet<string> = new Set([
  "span.kind",
  "otel.scope.name",
  "otel.scope.version",
  "otel.library.name",
  "otel.library.version",
  "otel.status_code",
  "otel.status_description",
  "w3c.tracestate",
]);

export function isJaegerTrace(value: unknown): value is JsonObject {
  return isObject(value) && Array.isArray(value["spans"]) && isObject(value["processes"]);
}

export function isJaegerSpan(value: unknown): value is JsonObject {
  return (
    isObject(value) &&
    typeof value["traceID"] === "string" &&
    typeof value["spanID"] === "string" &&
    isObject(value["process"])
  );
}

/** Adds all spans of a trace. */
export function addJaegerTrace(trace: JsonObject, groups: SpanGroups): void {
  const processes = object(trace, "processes");
  for (const span of objects(trace, "spans")) {
    const process = processes[text(span, "processID")];
    addSpan(span, isObject(process) ? process : object(span, "process"), groups);
  }
}

/** Adds one span that carries its process. */
export function addJaegerSpan(span: JsonObject, groups: SpanGroups): void {
  addSpan(span, object(span, "process"), groups);
}

function addSpan(span: JsonObject, process: JsonObject, groups: SpanGroups): void {
  const tags = readTags(span);
  const resource = new Map<string, AnyValue>([
    ["service.name", text(process, "serviceName")],
    ...readTags(process),
  ]);
  groups.add(resource, scopeOf(tags, resource), toSpan(span, tags));
}

function scopeOf(tags: Attributes, resource: Attributes): Scope {
  const name = tags.get("otel.scope.name") ?? tags.get("otel.library.name");
  if (typeof name === "string") {
    return makeScope(name, String(tags.get("otel.scope.version") ?? tags.get("otel.library.version") ?? ""));
  }
  const client = resource.get("jaeger.version");
  return client === undefined ? makeScope("", "") : makeScope("jaeger-client", String(client));
}

function toSpan(span: JsonObject, tags: Attributes): Span {
  const startMicros = number(span, "startTime");
  if (startMicros === undefined)
    throw new ProblemError("FORMAT_INVALID", "Cannot read a Jaeger span: expected `startTime` in µs.");
  const startTimeUnixNano = toNs(startMicros);
  const { parent, links } = readReferences(span);
  return {
    traceId: traceIdOf(text(span, "traceID")),
    spanId: spanIdOf(text(span, "spanID")),
    parentSpanId: parent,
    traceState: String(tags.get("w3c.tracestate") ?? ""),
    flags: number(span, "flags") ?? 0,
    name: text(span, "operationName"),
    kind: kinds.get(String(tags.get("span.kind"))) ?? 1,
    startTimeUnixNano,
    endTimeUnixNano: startTimeUnixNano + toNs(number(span, "duration") ?? 0),
    attributes: new Map([...tags].filter(([key]) => !fieldTags.has(key))),
    droppedAttributesCount: 0,
    events: objects(span, "logs").map(toEvent),
    droppedEventsCount: 0,
    links,
    droppedLinksCount: 0,
    status: statusOf(tags),
  };
}

/** Whole µs in ns; an invalid time is 0. */
function toNs(micros: number): bigint {
  const whole = Math.round(micros);
  return whole > 0 && whole < Number.MAX_SAFE_INTEGER ? BigInt(whole) * 1000n : 0n;
}

function statusOf(tags: Attributes): Span["status"] {
  const message = String(tags.get("otel.status_description") ?? "");
  const code = tags.get("otel.status_code");
  if (code === "ERROR" || tags.get("error") === true || tags.get("error") === "true")
    return { code: 2, message };
  return { code: code === "OK" ? 1 : 0, message };
}

/** The parent is the first CHILD_OF of the same trace, else the first FOLLOWS_FROM of it; every other reference is a link. */
function readReferences(span: JsonObject): { parent: Uint8Array; links: SpanLink[] } {
  const references = objects(span, "references");
  const sameTrace = references.filter((reference) => text(reference, "traceID") === text(span, "traceID"));
  const parent = sameTrace.find((reference) => text(reference, "refType") === "CHILD_OF") ?? sameTrace[0];
  const others = references.filter((reference) => reference !== parent);
  const parentId = parent === undefined ? text(span, "parentSpanID") : text(parent, "spanID");
  return {
    parent: parentId === "" || /^0+$/.test(parentId) ? new Uint8Array(0) : spanIdOf(parentId),
    links: others.map(toLink),
  };
}

function toLink(reference: JsonObject): SpanLink {
  return {
    traceId: traceIdOf(text(reference, "traceID")),
    spanId: spanIdOf(text(reference, "spanID")),
    traceState: "",
    flags: 0,
    attributes: new Map([["opentracing.ref_type", text(reference, "refType").toLowerCase()]]),
    droppedAttributesCount: 0,
  };
}

/** A log's name is its field `event`, else its `message`. */
function toEvent(log: JsonObject): SpanEvent {
  const fields = new Map(objects(log, "fields").map((field) => [text(field, "key"), readTag(field)]));
  const nameField = ["event", "message"].find((key) => typeof fields.get(key) === "string");
  const name = nameField === undefined ? "log" : String(fields.get(nameField));
  if (nameField !== undefined) fields.delete(nameField);
  return {
    timeUnixNano: toNs(number(log, "timestamp") ?? 0),
    name,
    attributes: fields,
    droppedAttributesCount: 0,
  };
}

/** `tags` is a list with types; `tag`, in Elasticsearch, an object whose keys have `@` in place of `.`. */
function readTags(owner: JsonObject): Map<string, AnyValue> {
  const tags = new Map(objects(owner, "tags").map((tag) => [text(tag, "key"), readTag(tag)]));
  for (const [key, value] of Object.entries(object(owner, "tag")))
    tags.set(key.replaceAll("@", "."), toAnyValue(value));
  return tags;
}

function readTag(tag: JsonObject): AnyValue {
  const value = tag["value"];
  switch (tag["type"]) {
    case "bool":
      return value === true || value === "true";
    case "int64":
      return /^[-+]?\d+$/.test(String(value)) ? BigInt(String(value)) : String(value);
    case "float64":
      return Number(value);
    case "binary":
      return new Uint8Array(Buffer.from(String(value), "base64"));
    default:
      return toAnyValue(value);
  }
}
