// Spans as columns. What pages filter and group by is picked out of the attributes, under its new name or the older one.
import type { AnyValue } from "otlp";
import {
  fixedStringColumn,
  float32Column,
  timeNsColumn,
  uint16Column,
  uint32Column,
  uint64Column,
  uint8Column,
} from "../native-numbers.ts";
import { arrayColumn, dictionaryColumn, stringColumn } from "../native-strings.ts";
import type { AttributeMap, SpanRow } from "../rows.ts";
import { attributesJson } from "../typed-json.ts";
import { addTypedAttributes, typedAttributeColumns } from "./attribute-columns.ts";
import { addOrigin, originColumns } from "./origin-columns.ts";
import { samplingWeight } from "./sampling-weight.ts";
import { createTable, type Table } from "./table.ts";

export function createSpanTable(): Table<SpanRow> {
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
    dropped_attributes: uint32Column(),
    dropped_events: uint32Column(),
    dropped_links: uint32Column(),
  };
  const promoted = promotedColumns();
  const events = eventColumns();
  const links = linkColumns();

  return createTable(
    "spans",
    { ...own, ...origin, ...promoted, ...attributes, ...events, ...links },
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
      own.weight.add(samplingWeight(row.traceState));
      own.dropped_attributes.add(row.droppedAttributes);
      own.dropped_events.add(row.droppedEvents);
      own.dropped_links.add(row.droppedLinks);
      addPromoted(promoted, row.attributes);
      addTypedAttributes(attributes, row.attributes);
      addEvents(events, row.events);
      addLinks(links, row.links);
    },
  );
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

function textOf(value: AnyValue | undefined): string {
  return typeof value === "string" ? value : "";
}

function statusOf(value: AnyValue | undefined): number {
  const status =
    typeof value === "bigint" || typeof value === "number" || typeof value === "string" ? Number(value) : 0;
  return status >= 0 && status <= 0xffff ? Math.trunc(status) : 0;
}

function eventColumns() {
  return {
    "events.ts": arrayColumn(timeNsColumn()),
    "events.name": arrayColumn(dictionaryColumn()),
    "events.attributes_json": arrayColumn(stringColumn()),
    "events.dropped": arrayColumn(uint32Column()),
  };
}

function addEvents(columns: ReturnType<typeof eventColumns>, events: SpanRow["events"]): void {
  for (const event of events) {
    columns["events.ts"].item.add(event.timeNs);
    columns["events.name"].item.add(event.name);
    columns["events.attributes_json"].item.add(attributesJson(event.attributes));
    columns["events.dropped"].item.add(event.dropped);
  }
  columns["events.ts"].endRow();
  columns["events.name"].endRow();
  columns["events.attributes_json"].endRow();
  columns["events.dropped"].endRow();
}

function linkColumns() {
  return {
    "links.trace_id": arrayColumn(fixedStringColumn(16)),
    "links.span_id": arrayColumn(fixedStringColumn(8)),
    "links.trace_state": arrayColumn(stringColumn()),
    "links.flags": arrayColumn(uint32Column()),
    "links.attributes_json": arrayColumn(stringColumn()),
    "links.dropped": arrayColumn(uint32Column()),
  };
}

function addLinks(columns: ReturnType<typeof linkColumns>, links: SpanRow["links"]): void {
  for (const link of links) {
    columns["links.trace_id"].item.add(link.traceId);
    columns["links.span_id"].item.add(link.spanId);
    columns["links.trace_state"].item.add(link.traceState);
    columns["links.flags"].item.add(link.flags);
    columns["links.attributes_json"].item.add(attributesJson(link.attributes));
    columns["links.dropped"].item.add(link.dropped);
  }
  columns["links.trace_id"].endRow();
  columns["links.span_id"].endRow();
  columns["links.trace_state"].endRow();
  columns["links.flags"].endRow();
  columns["links.attributes_json"].endRow();
  columns["links.dropped"].endRow();
}
