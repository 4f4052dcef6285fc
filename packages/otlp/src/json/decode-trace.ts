// Trace export requests from JSON.
import { type Budget, COST } from "../budget.ts";
import type { ResourceSpans, ScopeSpans, Span, SpanEvent, SpanLink, SpanStatus } from "../trace.ts";
import { type JsonObject, parseObject } from "./parse.ts";
import {
  enumeration,
  id,
  list,
  object,
  text,
  uint32,
  uint64,
  JsonBudget,
  type JsonOptions,
  type RowField,
  rows,
} from "./read-field.ts";
import { readResource, readScope } from "./resource.ts";
import { readAttributes } from "./value.ts";

const KINDS = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];
const STATUS_CODES = ["UNSET", "OK", "ERROR"];

/**
 * Decodes an `ExportTraceServiceRequest` in OTLP-JSON.
 *
 * Ids are hexadecimal of either case, bytes base64 of either alphabet; numbers may be strings, enum values
 * names; integers beyond 2^53 are exact in both forms, and clamped to their type. Unknown fields are ignored.
 *
 * @throws {OtlpError} `OTLP_JSON` for text that is not JSON and for a known field of a wrong type; `OTLP_TOO_DEEP` and
 *   `OTLP_TOO_DENSE` as for protobuf. Nothing else.
 * @example
 * ```ts
 * import { decodeTracesJson } from "otlp";
 *
 * const [group] = decodeTracesJson('{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"charge card","kind":3}]}]}]}');
 * group?.scopeSpans[0]?.spans[0]?.name; // => "charge card"
 * ```
 */
export function decodeTracesJson(json: string, options: JsonOptions = {}): ResourceSpans[] {
  const budget = new JsonBudget(json.length, options);
  const read = (each: JsonObject): ResourceSpans => readResourceSpans(each, budget);
  return [...list(parseObject(json), "resourceSpans", budget, COST.resource, read)];
}

function readResourceSpans(json: JsonObject, budget: JsonBudget): ResourceSpans {
  return {
    resource: readResource(json, budget),
    scopeSpans: list(json, "scopeSpans", budget, COST.scope, (each) => readScopeSpans(each, budget)),
    schemaUrl: text(json, "schemaUrl"),
  };
}

const SPANS: RowField<Span> = { key: "spans", cost: COST.span, read: readSpan };

function readScopeSpans(json: JsonObject, budget: JsonBudget): ScopeSpans {
  return {
    scope: readScope(json, budget),
    spans: rows(json, SPANS, budget),
    schemaUrl: text(json, "schemaUrl"),
  };
}

function readSpan(json: JsonObject, budget: Budget): Span {
  return {
    traceId: id(json, "traceId"),
    spanId: id(json, "spanId"),
    parentSpanId: id(json, "parentSpanId"),
    traceState: text(json, "traceState"),
    flags: uint32(json, "flags"),
    name: text(json, "name"),
    kind: enumeration(json, "kind", "SPAN_KIND_", KINDS),
    startTimeUnixNano: uint64(json, "startTimeUnixNano"),
    endTimeUnixNano: uint64(json, "endTimeUnixNano"),
    attributes: readAttributes(json, "attributes", budget),
    droppedAttributesCount: uint32(json, "droppedAttributesCount"),
    events: list(json, "events", budget, COST.event, readEvent),
    droppedEventsCount: uint32(json, "droppedEventsCount"),
    links: list(json, "links", budget, COST.link, readLink),
    droppedLinksCount: uint32(json, "droppedLinksCount"),
    status: readStatus(object(json, "status")),
  };
}

function readStatus(json: JsonObject): SpanStatus {
  return {
    code: enumeration(json, "code", "STATUS_CODE_", STATUS_CODES),
    message: text(json, "message"),
  };
}

function readEvent(json: JsonObject, budget: Budget): SpanEvent {
  return {
    timeUnixNano: uint64(json, "timeUnixNano"),
    name: text(json, "name"),
    attributes: readAttributes(json, "attributes", budget),
    droppedAttributesCount: uint32(json, "droppedAttributesCount"),
  };
}

function readLink(json: JsonObject, budget: Budget): SpanLink {
  return {
    traceId: id(json, "traceId"),
    spanId: id(json, "spanId"),
    traceState: text(json, "traceState"),
    flags: uint32(json, "flags"),
    attributes: readAttributes(json, "attributes", budget),
    droppedAttributesCount: uint32(json, "droppedAttributesCount"),
  };
}
