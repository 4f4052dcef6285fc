// Rows of a table of spans, as `telltale-console export --signal traces` writes it.
import type { Span, SpanEvent, SpanLink } from "otlp";
import { CellError, id, list, type ReadCell, small, text, time, whole } from "./cells.ts";
import type { Column, Columns } from "./columns.ts";
import type { TableRow } from "./table.ts";
import { boolMap, doubleMap, intMap, stringMap, toMap, typedMap } from "./typed-values.ts";

export const requiredOfSpans = ["trace_id", "span_id", "name", "start_time", "duration_ns"] as const;

const uint32 = small(0xffff_ffff);
const noId = new Uint8Array(0);

/** @throws {CellError} for a row that is not a span. */
export function createSpanReader(columns: Columns): (row: TableRow) => Span {
  const traceId = columns.required("trace_id", id(16));
  const spanId = columns.required("span_id", id(8));
  const parentSpanId = columns.optional("parent_span_id", id(8), noId);
  const start = columns.required("start_time", time);
  const duration = columns.required("duration_ns", whole(0n, (1n << 63n) - 1n));
  const name = columns.optional("name", text, "");
  const kind = columns.optional("kind", small(5), 0);
  const status = columns.optional("status", small(2), 0);
  const message = columns.optional("status_message", text, "");
  const traceState = columns.optional("trace_state", text, "");
  const flags = columns.optional("flags", uint32, 0);
  const attributes = createAttributes(columns);
  const events = createEvents(columns);
  const links = createLinks(columns);
  const droppedAttributes = columns.optional("dropped_attributes", uint32, 0);
  const droppedEvents = columns.optional("dropped_events", uint32, 0);
  const droppedLinks = columns.optional("dropped_links", uint32, 0);
  return (row) => {
    const startTimeUnixNano = start(row);
    return {
      traceId: traceId(row),
      spanId: spanId(row),
      parentSpanId: parentSpanId(row),
      traceState: traceState(row),
      flags: flags(row),
      name: name(row),
      kind: kind(row),
      startTimeUnixNano,
      endTimeUnixNano: startTimeUnixNano + duration(row),
      attributes: attributes(row),
      droppedAttributesCount: droppedAttributes(row),
      events: events(row),
      droppedEventsCount: droppedEvents(row),
      links: links(row),
      droppedLinksCount: droppedLinks(row),
      status: { code: status(row), message: message(row) },
    };
  };
}

/** Those of a span or a log record. */
export function createAttributes(columns: Columns): Column<Span["attributes"]> {
  const strings = columns.optional("string_attributes", stringMap, []);
  const ints = columns.optional("int_attributes", intMap, []);
  const doubles = columns.optional("double_attributes", doubleMap, []);
  const bools = columns.optional("bool_attributes", boolMap, []);
  const others = columns.optional("other_attributes", typedMap, []);
  return (row) => toMap(strings(row), ints(row), doubles(row), bools(row), others(row));
}

function createEvents(columns: Columns): Column<readonly SpanEvent[]> {
  const times = columns.optional("event_times", list(time, 0n), []);
  const names = beside(columns, "event_names", text, "");
  const attributes = beside(columns, "event_attributes", typedMap, []);
  const dropped = beside(columns, "event_dropped_attributes", uint32, 0);
  return (row) => {
    const all = times(row);
    const name = names(row, all.length);
    const own = attributes(row, all.length);
    const drop = dropped(row, all.length);
    return all.map((timeUnixNano, at) => ({
      timeUnixNano,
      name: name[at]!,
      attributes: toMap(own[at]!),
      droppedAttributesCount: drop[at]!,
    }));
  };
}

function createLinks(columns: Columns): Column<readonly SpanLink[]> {
  const traceIds = columns.optional("link_trace_ids", list(id(16), noId), []);
  const spanIds = beside(columns, "link_span_ids", id(8), noId);
  const traceStates = beside(columns, "link_trace_states", text, "");
  const flags = beside(columns, "link_flags", uint32, 0);
  const attributes = beside(columns, "link_attributes", typedMap, []);
  const dropped = beside(columns, "link_dropped_attributes", uint32, 0);
  return (row) => {
    const all = traceIds(row);
    const spanId = spanIds(row, all.length);
    const state = traceStates(row, all.length);
    const flag = flags(row, all.length);
    const own = attributes(row, all.length);
    const drop = dropped(row, all.length);
    return all.map((traceId, at) => ({
      traceId,
      spanId: spanId[at]!,
      traceState: state[at]!,
      flags: flag[at]!,
      attributes: toMap(own[at]!),
      droppedAttributesCount: drop[at]!,
    }));
  };
}

/** A list with as many values as the list it belongs to, or none. */
function beside<T>(
  columns: Columns,
  name: string,
  read: ReadCell<T>,
  missing: T,
): (row: TableRow, count: number) => readonly T[] {
  const column = columns.optional(name, list(read, missing), []);
  return (row, count) => {
    const values = column(row);
    if (values.length === count) return values;
    if (values.length === 0) return Array.from({ length: count }, () => missing);
    throw new CellError(`column \`${name}\` has ${values.length} values, and ${count} belong there`);
  };
}
