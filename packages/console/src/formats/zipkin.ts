// Zipkin's v2 JSON. In Zipkin the client's and the server's record of one call share an id; OTLP has one id a span. So where both
// halves are there, the server's gets an id derived from the shared one, hangs below the client's, and what the server did hangs below it.
import type { AnyValue, Attributes, Span } from "otlp";
import { derivedId, spanIdOf, traceIdOf } from "./ids.ts";
import { isObject, type JsonObject, number, object, objects, text } from "./shape.ts";
import { makeScope, type SpanGroups } from "./span-groups.ts";

const kinds: Readonly<Record<string, number>> = { SERVER: 2, CLIENT: 3, PRODUCER: 4, CONSUMER: 5 };
const scope = makeScope("zipkin", "");

export function isZipkinSpan(value: unknown): value is JsonObject {
  return (
    isObject(value) &&
    typeof value["traceId"] === "string" &&
    typeof value["id"] === "string" &&
    value["spanId"] === undefined
  );
}

/** All records of a file: which halves belong together is known only when all are. */
export function addZipkinSpans(records: readonly JsonObject[], groups: SpanGroups): void {
  const byId = groupById(records);
  const times = createTimes(records, byId);
  for (const record of records) groups.add(resourceOf(record), scope, toSpan(record, byId, times));
}

type ById = ReadonlyMap<string, readonly JsonObject[]>;

function keyOf(record: JsonObject, id: string = text(record, "id")): string {
  return `${text(record, "traceId").padStart(32, "0")} ${id.padStart(16, "0")}`;
}

function groupById(records: readonly JsonObject[]): ById {
  const byId = new Map<string, JsonObject[]>();
  for (const record of records) {
    const halves = byId.get(keyOf(record));
    if (halves === undefined) byId.set(keyOf(record), [record]);
    else halves.push(record);
  }
  return byId;
}

function toSpan(record: JsonObject, byId: ById, times: Times): Span {
  const { startMicros, endMicros, guessed } = times(record);
  const startTimeUnixNano = BigInt(startMicros) * 1000n;
  const tags = object(record, "tags");
  return {
    traceId: traceIdOf(text(record, "traceId")),
    spanId: ownId(record, byId),
    parentSpanId: parentId(record, byId),
    traceState: "",
    flags: record["debug"] === true ? 1 : 0,
    name: text(record, "name"),
    kind: kinds[text(record, "kind")] ?? 1,
    startTimeUnixNano,
    endTimeUnixNano: BigInt(endMicros) * 1000n,
    attributes: attributesOf(record, guessed),
    droppedAttributesCount: 0,
    events: objects(record, "annotations").map((annotation) => ({
      timeUnixNano: BigInt(Math.round(number(annotation, "timestamp") ?? 0)) * 1000n,
      name: text(annotation, "value"),
      attributes: new Map(),
      droppedAttributesCount: 0,
    })),
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status:
      tags["error"] === undefined
        ? { code: 0, message: "" }
        : { code: 2, message: errorMessage(String(tags["error"])) },
  };
}

/** `error` with `true` or nothing only says that there was one. */
function errorMessage(tag: string): string {
  return tag === "true" ? "" : tag;
}

function clientHalf(halves: readonly JsonObject[]): JsonObject | undefined {
  return halves.find((half) => text(half, "kind") === "CLIENT" || text(half, "kind") === "PRODUCER");
}

/** Whether `record` is the second half of a call whose first half keeps the id. */
function isSecondHalf(record: JsonObject, byId: ById): boolean {
  const halves = byId.get(keyOf(record)) ?? [];
  if (halves.length < 2) return false;
  return (clientHalf(halves) ?? halves[0]) !== record;
}

function ownId(record: JsonObject, byId: ById): Uint8Array {
  const halves = byId.get(keyOf(record)) ?? [];
  if (!isSecondHalf(record, byId)) return spanIdOf(text(record, "id"));
  return derivedId(8, keyOf(record), text(record, "kind"), serviceOf(record), String(halves.indexOf(record)));
}

function parentId(record: JsonObject, byId: ById): Uint8Array {
  if (isSecondHalf(record, byId)) return spanIdOf(text(record, "id"));
  const id = text(record, "parentId");
  if (id === "" || /^0+$/.test(id)) return new Uint8Array(0);
  const halves = byId.get(keyOf(record, id)) ?? [];
  const second = halves.find((half) => isSecondHalf(half, byId) && serviceOf(half) === serviceOf(record));
  return second === undefined ? spanIdOf(id) : ownId(second, byId);
}

function serviceOf(record: JsonObject): string {
  return text(object(record, "localEndpoint"), "serviceName");
}

function resourceOf(record: JsonObject): Attributes {
  const service = serviceOf(record);
  return service === "" ? new Map() : new Map([["service.name", service]]);
}

function attributesOf(record: JsonObject, guessed: string): Attributes {
  const attributes = new Map<string, AnyValue>();
  addEndpoint(attributes, object(record, "localEndpoint"), "local");
  addEndpoint(attributes, object(record, "remoteEndpoint"), "peer");
  for (const [key, value] of Object.entries(object(record, "tags"))) attributes.set(key, String(value));
  if (guessed !== "") attributes.set("telltale.import.time_from", guessed);
  return attributes;
}

function addEndpoint(attributes: Map<string, AnyValue>, endpoint: JsonObject, side: "local" | "peer"): void {
  const service = text(endpoint, "serviceName");
  if (side === "peer" && service !== "") attributes.set("peer.service", service);
  const address = text(endpoint, "ipv4") || text(endpoint, "ipv6");
  if (address !== "") attributes.set(`network.${side}.address`, address);
  const port = number(endpoint, "port");
  if (port !== undefined) attributes.set(`network.${side}.port`, BigInt(port));
}

interface SpanTimes {
  readonly startMicros: number;
  readonly endMicros: number;
  /** Where the start was taken from when the record has none; empty when it has one. */
  readonly guessed: "" | "annotations" | "other half" | "parent" | "trace";
}

type Times = (record: JsonObject) => SpanTimes;

/** Zipkin keeps records without a time. They are placed where their neighbours are, and say so. */
function createTimes(records: readonly JsonObject[], byId: ById): Times {
  const traceStart = new Map<string, number>();
  for (const record of records) {
    const own = startOf(record);
    const trace = text(record, "traceId");
    if (own !== undefined) traceStart.set(trace, Math.min(own, traceStart.get(trace) ?? Infinity));
  }
  return (record) => {
    const durationMicros = Math.round(number(record, "duration") ?? 0);
    const end = (startMicros: number): number => startMicros + Math.max(durationMicros, 0);
    const own = number(record, "timestamp");
    if (own !== undefined && own > 0)
      return { startMicros: Math.round(own), endMicros: end(Math.round(own)), guessed: "" };
    const annotated = annotationTimes(record);
    if (annotated !== undefined)
      return {
        startMicros: annotated.first,
        endMicros: Math.max(annotated.last, end(annotated.first)),
        guessed: "annotations",
      };
    const other = firstStart(byId.get(keyOf(record)) ?? []);
    if (other !== undefined) return { startMicros: other, endMicros: end(other), guessed: "other half" };
    const parent = firstStart(byId.get(keyOf(record, text(record, "parentId"))) ?? []);
    if (parent !== undefined) return { startMicros: parent, endMicros: end(parent), guessed: "parent" };
    const trace = traceStart.get(text(record, "traceId")) ?? 0;
    return { startMicros: trace, endMicros: end(trace), guessed: "trace" };
  };
}

function startOf(record: JsonObject): number | undefined {
  const own = number(record, "timestamp");
  return own !== undefined && own > 0 ? Math.round(own) : annotationTimes(record)?.first;
}

function firstStart(records: readonly JsonObject[]): number | undefined {
  const starts = records.map(startOf).filter((start) => start !== undefined);
  return starts.length === 0 ? undefined : Math.min(...starts);
}

function annotationTimes(record: JsonObject): { first: number; last: number } | undefined {
  const times = objects(record, "annotations")
    .map((annotation) => number(annotation, "timestamp") ?? 0)
    .filter((time) => time > 0);
  if (times.length === 0) return undefined;
  return { first: Math.round(Math.min(...times)), last: Math.round(Math.max(...times)) };
}
