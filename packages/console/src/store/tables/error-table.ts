// Errors as columns: those that spans recorded. The view on `logs` fills the same table.
import {
  boolColumn,
  fixedStringColumn,
  float32Column,
  timeNsColumn,
  uint64Column,
} from "../native/numbers.ts";
import { dictionaryColumn } from "../native/dictionary.ts";
import { stringColumn } from "../native/strings.ts";
import type { ErrorRow } from "../rows.ts";
import { createTable, type Table } from "./table.ts";

export function createErrorTable(): Table<ErrorRow> {
  const own = {
    tenant: dictionaryColumn(),
    fingerprint: stringColumn(),
    ts: timeNsColumn(),
    identity: uint64Column(),
    service: dictionaryColumn(),
    environment: dictionaryColumn(),
    service_version: dictionaryColumn(),
    type: dictionaryColumn(),
    message: stringColumn(),
    place: stringColumn(),
    handled: boolColumn(),
    user_id: stringColumn(),
    session_id: stringColumn(),
    trace_id: fixedStringColumn(16),
    span_id: fixedStringColumn(8),
    weight: float32Column(),
  };
  return createTable("errors", own, "received", (row) => {
    const { resource } = row;
    own.tenant.add(resource.tenant);
    own.fingerprint.add(row.fingerprint);
    own.ts.add(row.timeNs);
    own.identity.add(row.identity);
    own.service.add(resource.service);
    own.environment.add(resource.environment);
    own.service_version.add(resource.serviceVersion);
    own.type.add(row.type);
    own.message.add(row.message);
    own.place.add(row.place);
    own.handled.add(row.handled);
    own.user_id.add(row.userId);
    own.session_id.add(row.sessionId);
    own.trace_id.add(row.traceId);
    own.span_id.add(row.spanId);
    own.weight.add(row.weight);
  });
}
