// Spans as columns. What pages filter and group by is picked out of the attributes, under its new name or the older one.
import { isRequest, personKeys, type RequestFacts } from "catalog/request";
import { samplingRateKey, samplingWeight } from "catalog/sampling-weight";
import { type AnyValue, WIRE_KIND, WireAttributes } from "otlp";
import {
  boolColumn,
  fixedStringColumn,
  float32Column,
  timeNsColumn,
  uint16Column,
  uint32Column,
  uint64Column,
  uint8Column,
} from "../native/numbers.ts";
import { type DictionaryColumn, dictionaryColumn } from "../native/dictionary.ts";
import { nestedColumns } from "../native/nested.ts";
import { stringColumn } from "../native/strings.ts";
import type { AttributeMap, SpanRow } from "../rows.ts";
import { attributesJson } from "../native/typed-json.ts";
import { addTypedAttributes, addWireAttributes, typedAttributeColumns } from "./attribute-columns.ts";
import { addOrigin, originColumns } from "./origin-columns.ts";
import { createTable, type Table } from "./table.ts";
import { createWireKeys, type WireKeys } from "./wire-keys.ts";

/** @param foldOf which names of a span its roll-ups fold; default: none. */
export function createSpanTable(foldOf: (row: SpanRow) => number = () => 0): Table<SpanRow> {
  const origin = originColumns();
  const attributes = typedAttributeColumns();
  const own = {
    trace_id: fixedStringColumn(16),
    span_id: fixedStringColumn(8),
    parent_id: fixedStringColumn(8),
    start: timeNsColumn(),
    duration: uint64Column(),
    name: dictionaryColumn(),
    kind: uint8Column(),
    status: uint8Column(),
    status_message: dictionaryColumn(),
    trace_state: dictionaryColumn(),
    flags: uint32Column(),
    weight: float32Column(),
    folded: uint8Column(),
    entry: boolColumn(),
  };
  const dropped = droppedColumns();
  const promoted = promotedColumns();
  const keys = createWireKeys(wantedKeys);
  const wireKeys = presenceOf(keys);
  const events = eventColumns();
  const links = linkColumns();

  return createTable(
    "spans",
    { ...own, ...dropped, ...origin, ...promoted, ...attributes, ...events.columns, ...links.columns },
    "received",
    (row) => {
      addOrigin(origin, row.resource, row.scope);
      own.trace_id.add(row.traceId);
      own.span_id.add(row.spanId);
      own.parent_id.add(row.parentId);
      own.start.add(row.startNs);
      own.duration.add(row.durationNs);
      own.name.add(row.name);
      own.kind.add(row.kind);
      own.status.add(row.status);
      own.status_message.add(row.statusMessage);
      own.trace_state.add(row.traceState);
      own.flags.add(row.flags);
      own.folded.add(foldOf(row));
      addDropped(dropped, row);
      if (row.attributes instanceof WireAttributes && keys.read(row.attributes)) {
        addMeaning(own, row, wireKeys, wireRate(row.attributes, keys));
        addWirePromoted(promoted, row.attributes, keys);
        addWireAttributes(attributes, row.attributes, keys);
      } else {
        addMeaning(own, row, row.attributes, row.attributes.get(samplingRateKey));
        addPromoted(promoted, row.attributes);
        addTypedAttributes(attributes, row.attributes);
      }
      addEvents(events, row.events);
      addLinks(links, row.links);
    },
  );
}

function droppedColumns() {
  return {
    dropped_attributes: uint32Column(),
    dropped_events: uint32Column(),
    dropped_links: uint32Column(),
  };
}

function addDropped(columns: ReturnType<typeof droppedColumns>, row: SpanRow): void {
  columns.dropped_attributes.add(row.droppedAttributes);
  columns.dropped_events.add(row.droppedEvents);
  columns.dropped_links.add(row.droppedLinks);
}

interface Meaning {
  readonly entry: ReturnType<typeof boolColumn>;
  readonly weight: ReturnType<typeof float32Column>;
}

/** Whether the span is a request, and how many spans it stands for. */
function addMeaning(
  { entry, weight }: Meaning,
  { kind, flags, parentId, traceState }: SpanRow,
  attributes: RequestFacts["attributes"],
  rate: unknown,
): void {
  entry.add(isRequest({ kind, flags, attributes, isRoot: parentId.every((byte) => byte === 0) }));
  weight.add(samplingWeight(traceState, rate));
}

function promotedColumns() {
  return {
    http_route: dictionaryColumn(),
    http_method: dictionaryColumn(),
    http_status: uint16Column(),
    db_system: dictionaryColumn(),
  };
}

function addPromoted(columns: ReturnType<typeof promotedColumns>, attributes: AttributeMap): void {
  columns.http_route.add(textOf(attributes.get("http.route")));
  columns.http_method.add(textOf(attributes.get("http.request.method") ?? attributes.get("http.method")));
  columns.http_status.add(
    statusOf(attributes.get("http.response.status_code") ?? attributes.get("http.status_code")),
  );
  columns.db_system.add(textOf(attributes.get("db.system.name") ?? attributes.get("db.system")));
}

/** What {@link addPromoted} looks for, each new name before its older one. */
const promotedKeys = [
  "http.route",
  "http.request.method",
  "http.method",
  "http.response.status_code",
  "http.status_code",
  "db.system.name",
  "db.system",
] as const;

const wantedKeys: readonly string[] = [...promotedKeys, ...personKeys, samplingRateKey];
const ratePlace = wantedKeys.indexOf(samplingRateKey);

/** Which of {@link wantedKeys} the row has, without a map of its attributes, which would decode them all. */
function presenceOf(keys: WireKeys): RequestFacts["attributes"] {
  return { has: (key) => keys.place(wantedKeys.indexOf(key)) !== -1 };
}

/** The rate of the rule that kept the trace, where the row has it. */
function wireRate({ tape }: WireAttributes, keys: WireKeys): unknown {
  const place = keys.place(ratePlace);
  return place === -1 ? undefined : tape.valueAt(place);
}

/** The same as {@link addPromoted} from the bytes of the request. */
function addWirePromoted(
  columns: ReturnType<typeof promotedColumns>,
  attributes: WireAttributes,
  keys: WireKeys,
): void {
  const { tape } = attributes;
  addWireText(columns.http_route, tape, keys.place(0));
  addWireText(columns.http_method, tape, newer(tape, keys.place(1), keys.place(2)));
  const status = newer(tape, keys.place(3), keys.place(4));
  columns.http_status.add(status === -1 ? 0 : wireStatus(tape, status));
  addWireText(columns.db_system, tape, newer(tape, keys.place(5), keys.place(6)));
}

/** The place of the new name, unless its value is empty. */
function newer(tape: WireAttributes["tape"], place: number, olderPlace: number): number {
  if (place === -1) return olderPlace;
  return tape.words[place + 2] === WIRE_KIND.other && tape.valueAt(place) === null ? olderPlace : place;
}

function addWireText(
  column: DictionaryColumn,
  { bytes, words }: WireAttributes["tape"],
  place: number,
): void {
  if (place !== -1 && words[place + 2] === WIRE_KIND.string)
    column.addBytes(bytes, words[place + 3]!, words[place + 4]!);
  else column.add("");
}

function wireStatus(tape: WireAttributes["tape"], place: number): number {
  const { words } = tape;
  if (words[place + 2] === WIRE_KIND.int && words[place + 4] === 0) return statusOf(words[place + 3]! >>> 0);
  return statusOf(tape.valueAt(place));
}

function textOf(value: AnyValue | undefined): string {
  return typeof value === "string" ? value : "";
}

function statusOf(value: AnyValue | undefined): number {
  const status =
    typeof value === "bigint" || typeof value === "number" || typeof value === "string" ? Number(value) : 0;
  return status >= 0 && status <= 0xffff ? Math.trunc(status) : 0;
}

function eventColumns() {
  return nestedColumns("events", {
    ts: timeNsColumn(),
    name: dictionaryColumn(),
    attributes_json: stringColumn(),
    dropped: uint32Column(),
  });
}

function addEvents({ items, endRow }: ReturnType<typeof eventColumns>, events: SpanRow["events"]): void {
  for (const event of events) {
    items.ts.add(event.timeNs);
    items.name.add(event.name);
    items.attributes_json.add(attributesJson(event.attributes));
    items.dropped.add(event.dropped);
  }
  endRow(events.length);
}

function linkColumns() {
  return nestedColumns("links", {
    trace_id: fixedStringColumn(16),
    span_id: fixedStringColumn(8),
    trace_state: stringColumn(),
    flags: uint32Column(),
    attributes_json: stringColumn(),
    dropped: uint32Column(),
  });
}

function addLinks({ items, endRow }: ReturnType<typeof linkColumns>, links: SpanRow["links"]): void {
  for (const link of links) {
    items.trace_id.add(link.traceId);
    items.span_id.add(link.spanId);
    items.trace_state.add(link.traceState);
    items.flags.add(link.flags);
    items.attributes_json.add(attributesJson(link.attributes));
    items.dropped.add(link.dropped);
  }
  endRow(links.length);
}
