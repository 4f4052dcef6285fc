// Zipkin's v2 JSON. In Zipkin the client's and the server's record of one call share an id; OTLP has one id a span. So where both
// halves are there, the server's gets an id derived from the shared one, hangs below the client's, and what the server did hangs below it.
import type { AnyValue, Attributes, Span } from "otlp";
import { derivedId, spanIdOf, traceIdOf } from "./ids.ts";
import { isObject, type JsonObject, number, object, objects, text } from "./shape.ts";
import { makeScope, type SpanGroups } from "./span-groups.ts";

const kinds: ReadonlyMap<string, number> = new Map([
  ["SERVER", 2],
  ["CLIENT", 3],
  ["PRODUCER", 4],
  ["CONSUMER", 5],
]);
const scope = makeScope("zipkin", "");

export function isZipkinSpan(value: unknown): value is JsonObject {
  return (
    isObject(value) &&
    typeof value["traceId"] === "string" &&
    typeof value["id"] === "string" &&
    value["spanId"] === undefined
  );
}

/** How ids are read, and whether all records are there. */
export interface ZipkinReading {
  readonly traceId: (hex: string) => Uint8Array;
  readonly spanId: (hex: string) => Uint8Array;
  /** Whether the other half of a call may come later, or never here: then its mark `shared` says which half this is. */
  readonly partial: boolean;
}

const wholeFile: ZipkinReading = { traceId: traceIdOf, spanId: spanIdOf, partial: false };

/** All records of a file or request: which halves belong together is known only when all are. */
export function addZipkinSpans(
  records: readonly JsonObject[],
  groups: SpanGroups,
  reading: ZipkinReading = wholeFile,
): void {
  const byId = groupById(records, reading);
  const times = createTimes(records, byId);
  const resources = new Map<string, Attributes>();
  for (const record of records)
    groups.add(resourceOf(record, resources), scope, toSpan(record, byId, times, reading));
}

/** The records of one id, two of a call as a rule; looked up, because a sender may give one id to all of its records. */
interface Halves {
  readonly key: string;
  /** What keeps the id: the client's half, else what came first. */
  readonly first: JsonObject;
  /** All, with their places. */
  readonly places: ReadonlyMap<JsonObject, number>;
  /** The first of each service that does not keep the id. */
  readonly seconds: ReadonlyMap<string, JsonObject>;
  /** The earliest start of any of them, in µs. */
  readonly startMicros: number | undefined;
}

/** Asked for each record several times, so that its own halves are found without writing their key anew. */
interface ById {
  readonly halves: ReadonlyMap<string, Halves>;
  readonly own: ReadonlyMap<JsonObject, Halves>;
}

function keyOf(record: JsonObject, id: string = text(record, "id")): string {
  return `${text(record, "traceId").padStart(32, "0")} ${id.padStart(16, "0")}`;
}

function groupById(records: readonly JsonObject[], reading: ZipkinReading): ById {
  const byId = new Map<string, JsonObject[]>();
  for (const record of records) {
    const key = keyOf(record);
    const halves = byId.get(key);
    if (halves === undefined) byId.set(key, [record]);
    else halves.push(record);
  }
  const halves = new Map([...byId].map(([key, members]) => [key, toHalves(key, members, reading)]));
  const own = new Map<JsonObject, Halves>();
  for (const one of halves.values()) for (const record of one.places.keys()) own.set(record, one);
  return { halves, own };
}

function toHalves(key: string, records: readonly JsonObject[], { partial }: ZipkinReading): Halves {
  const first = clientHalf(records) ?? (records[0] as JsonObject);
  const seconds = new Map<string, JsonObject>();
  for (const record of records) {
    const isSecond = record !== first || (partial && record["shared"] === true);
    const service = serviceOf(record);
    if (isSecond && !seconds.has(service)) seconds.set(service, record);
  }
  const places = new Map(records.map((record, at) => [record, at]));
  return { key, first, places, seconds, startMicros: least(records.map(startOf)) };
}

function toSpan(record: JsonObject, byId: ById, times: Times, reading: ZipkinReading): Span {
  const { startMicros, endMicros, guessed } = times(record);
  const startTimeUnixNano = BigInt(startMicros) * 1000n;
  const tags = object(record, "tags");
  return {
    traceId: reading.traceId(text(record, "traceId")),
    spanId: ownId(record, byId, reading),
    parentSpanId: parentId(record, byId, reading),
    traceState: "",
    flags: record["debug"] === true ? 1 : 0,
    name: text(record, "name"),
    kind: kinds.get(text(record, "kind")) ?? 1,
    startTimeUnixNano,
    endTimeUnixNano: BigInt(endMicros) * 1000n,
    attributes: attributesOf(record, guessed),
    droppedAttributesCount: 0,
    events: objects(record, "annotations").map((annotation) => ({
      timeUnixNano: BigInt(wholeMicros(annotation, "timestamp") ?? 0) * 1000n,
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
        : { code: 2, message: errorMessage(tagText(tags["error"])) },
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
function isSecondHalf(record: JsonObject, byId: ById, { partial }: ZipkinReading): boolean {
  if (partial && record["shared"] === true) return true;
  const first = byId.own.get(record)?.first;
  return first !== undefined && first !== record;
}

function ownId(record: JsonObject, byId: ById, reading: ZipkinReading): Uint8Array {
  if (!isSecondHalf(record, byId, reading)) return reading.spanId(text(record, "id"));
  // Its position among the halves differs between requests.
  const own = byId.own.get(record);
  const place = reading.partial ? "" : String(own?.places.get(record) ?? -1);
  return derivedId(8, own?.key ?? keyOf(record), text(record, "kind"), serviceOf(record), place);
}

function parentId(record: JsonObject, byId: ById, reading: ZipkinReading): Uint8Array {
  if (isSecondHalf(record, byId, reading)) return reading.spanId(text(record, "id"));
  const id = text(record, "parentId");
  if (id === "" || /^0+$/.test(id)) return new Uint8Array(0);
  const second = byId.halves.get(keyOf(record, id))?.seconds.get(serviceOf(record));
  return second === undefined ? reading.spanId(id) : ownId(second, byId, reading);
}

function serviceOf(record: JsonObject): string {
  return text(object(record, "localEndpoint"), "serviceName");
}

/** The resource of its service: the same one for all records of it. */
function resourceOf(record: JsonObject, known: Map<string, Attributes>): Attributes {
  const service = serviceOf(record);
  let resource = known.get(service);
  if (resource === undefined) {
    resource = new Map(service === "" ? [] : [["service.name", service]]);
    known.set(service, resource);
  }
  return resource;
}

function attributesOf(record: JsonObject, guessed: string): Attributes {
  const attributes = new Map<string, AnyValue>();
  addEndpoint(attributes, object(record, "localEndpoint"), "local");
  addEndpoint(attributes, object(record, "remoteEndpoint"), "peer");
  for (const [key, value] of Object.entries(object(record, "tags"))) attributes.set(key, tagText(value));
  if (guessed !== "") attributes.set("telltale.import.time_from", guessed);
  return attributes;
}

/** Tags are strings; other values are written as JSON. */
function tagText(value: unknown): string {
  if (typeof value === "string") return value;
  try {
    return JSON.stringify(value);
  } catch {
    return "(nested too deep)";
  }
}

function addEndpoint(attributes: Map<string, AnyValue>, endpoint: JsonObject, side: "local" | "peer"): void {
  const service = text(endpoint, "serviceName");
  if (side === "peer" && service !== "") attributes.set("peer.service", service);
  const address = text(endpoint, "ipv4") || text(endpoint, "ipv6");
  if (address !== "") attributes.set(`network.${side}.address`, address);
  const port = number(endpoint, "port");
  if (Number.isSafeInteger(port)) attributes.set(`network.${side}.port`, BigInt(port!));
}

interface SpanTimes {
  readonly startMicros: number;
  readonly endMicros: number;
  /** Where the start was taken from when the record has none; empty when it has one. */
  readonly guessed: "" | "annotations" | "other half" | "parent" | "trace";
}

type Times = (record: JsonObject) => SpanTimes;

/** Zipkin keeps records without a time. They get the time of their neighbours, and an attribute that says so. */
function createTimes(records: readonly JsonObject[], byId: ById): Times {
  const traceStart = new Map<string, number>();
  for (const record of records) {
    const own = startOf(record);
    const trace = text(record, "traceId");
    if (own !== undefined) traceStart.set(trace, Math.min(own, traceStart.get(trace) ?? Infinity));
  }
  return (record) => {
    const durationMicros = wholeMicros(record, "duration") ?? 0;
    const end = (startMicros: number): number => startMicros + durationMicros;
    const own = wholeMicros(record, "timestamp");
    if (own !== undefined) return { startMicros: own, endMicros: end(own), guessed: "" };
    const annotated = annotationTimes(record);
    if (annotated !== undefined)
      return {
        startMicros: annotated.first,
        endMicros: Math.max(annotated.last, end(annotated.first)),
        guessed: "annotations",
      };
    const other = byId.own.get(record)?.startMicros;
    if (other !== undefined) return { startMicros: other, endMicros: end(other), guessed: "other half" };
    const parent = byId.halves.get(keyOf(record, text(record, "parentId")))?.startMicros;
    if (parent !== undefined) return { startMicros: parent, endMicros: end(parent), guessed: "parent" };
    const trace = traceStart.get(text(record, "traceId")) ?? 0;
    return { startMicros: trace, endMicros: end(trace), guessed: "trace" };
  };
}

function startOf(record: JsonObject): number | undefined {
  return wholeMicros(record, "timestamp") ?? annotationTimes(record)?.first;
}

function annotationTimes(record: JsonObject): { first: number; last: number } | undefined {
  const times = objects(record, "annotations").map((annotation) => wholeMicros(annotation, "timestamp"));
  const first = least(times);
  if (first === undefined) return undefined;
  return { first, last: times.reduce<number>((last, time) => Math.max(last, time ?? 0), first) };
}

function least(times: readonly (number | undefined)[]): number | undefined {
  const first = times.reduce<number>((smallest, time) => Math.min(smallest, time ?? Infinity), Infinity);
  return first === Infinity ? undefined : first;
}

/** The time at `key` in whole µs, when it is one: above 0, and not beyond what a number can say. */
function wholeMicros(parent: JsonObject, key: string): number | undefined {
  const micros = Math.round(number(parent, key) ?? 0);
  return micros > 0 && micros < Number.MAX_SAFE_INTEGER ? micros : undefined;
}
