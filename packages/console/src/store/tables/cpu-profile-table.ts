// CPU profiles as columns; the content as base64, which every column of text takes.
import { fixedStringColumn, float64Column, timeNsColumn, uint32Column } from "../native/numbers.ts";
import { dictionaryColumn } from "../native/dictionary.ts";
import { stringColumn } from "../native/strings.ts";
import type { CpuProfileRow } from "../rows.ts";
import { createTable, type Table } from "./table.ts";

export function createCpuProfileTable(): Table<CpuProfileRow> {
  const own = {
    tenant: dictionaryColumn(),
    uid: stringColumn(),
    name: dictionaryColumn(),
    ts: timeNsColumn(),
    duration_ms: float64Column(),
    samples: uint32Column(),
    bytes: uint32Column(),
    service: dictionaryColumn(),
    environment: dictionaryColumn(),
    service_version: dictionaryColumn(),
    trace_id: fixedStringColumn(16),
    span_id: fixedStringColumn(8),
    data: stringColumn(),
  };
  return createTable("cpu_profiles", own, "received", (row) => {
    const { resource, data } = row;
    own.tenant.add(resource.tenant);
    own.uid.add(row.uid);
    own.name.add(row.name);
    own.ts.add(row.timeNs);
    own.duration_ms.add(row.durationMs);
    own.samples.add(row.samples);
    own.bytes.add(data.length);
    own.service.add(resource.service);
    own.environment.add(resource.environment);
    own.service_version.add(resource.serviceVersion);
    own.trace_id.add(row.traceId);
    own.span_id.add(row.spanId);
    own.data.add(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64"));
  });
}
