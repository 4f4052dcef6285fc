// Log records as columns. A body that is text is kept as it is; any other kind also as JSON with its types.
import { WireAttributes } from "otlp";
import {
  fixedStringColumn,
  timeNsColumn,
  uint32Column,
  uint64Column,
  uint8Column,
} from "../native/numbers.ts";
import { dictionaryColumn } from "../native/dictionary.ts";
import { stringColumn } from "../native/strings.ts";
import type { LogRow } from "../rows.ts";
import { plainText, valueJson } from "../native/typed-json.ts";
import { addTypedAttributes, addWireAttributes, typedAttributeColumns } from "./attribute-columns.ts";
import { addOrigin, originColumns } from "./origin-columns.ts";
import { createTable, type Table } from "./table.ts";
import { createWireKeys } from "./wire-keys.ts";

/** What the index of a text's words takes while it is built, in times of the text. */
const wordsWeight = 4;

/**
 * @param skeletonOf the skeleton of a record.
 * @param foldOf which names of a record its roll-ups fold; default: none.
 */
export function createLogTable(
  skeletonOf: (row: LogRow) => string,
  foldOf: (row: LogRow) => number = () => 0,
): Table<LogRow> {
  const origin = originColumns();
  const attributes = typedAttributeColumns();
  const keys = createWireKeys();
  const own = {
    ts: timeNsColumn(),
    observed: timeNsColumn(),
    severity: uint8Column(),
    severity_text: dictionaryColumn(),
    event_name: dictionaryColumn(),
    body: stringColumn(wordsWeight),
    body_json: stringColumn(),
    skeleton: dictionaryColumn(),
    folded: uint8Column(),
    trace_id: fixedStringColumn(16),
    span_id: fixedStringColumn(8),
    flags: uint32Column(),
    dropped_attributes: uint32Column(),
    identity: uint64Column(),
  };
  return createTable("logs", { ...own, ...origin, ...attributes }, "received", (row) => {
    addOrigin(origin, row.resource, row.scope);
    own.ts.add(row.timeNs);
    own.observed.add(row.observedNs);
    own.severity.add(row.severity);
    own.severity_text.add(row.severityText);
    own.event_name.add(row.eventName);
    own.body.add(plainText(row.body));
    own.body_json.add(typeof row.body === "string" ? "" : valueJson(row.body));
    own.skeleton.add(skeletonOf(row));
    own.folded.add(foldOf(row));
    own.trace_id.add(row.traceId);
    own.span_id.add(row.spanId);
    own.flags.add(row.flags);
    own.dropped_attributes.add(row.droppedAttributes);
    own.identity.add(row.identity);
    if (row.attributes instanceof WireAttributes && keys.read(row.attributes))
      addWireAttributes(attributes, row.attributes, keys);
    else addTypedAttributes(attributes, row.attributes);
  });
}
