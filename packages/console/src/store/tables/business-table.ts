// Business events as columns.
import {
  boolColumn,
  decimalColumn,
  fixedStringColumn,
  float64Column,
  int16Column,
  timeNsColumn,
  uint64Column,
  type ValueColumn,
} from "../native/numbers.ts";
import { dictionaryColumn } from "../native/dictionary.ts";
import { type MapColumn, mapColumn } from "../native/nested.ts";
import { stringColumn } from "../native/strings.ts";
import type { AttributeMap, BusinessEventRow } from "../rows.ts";
import { addTextAttributes, textAttributeColumns } from "./attribute-columns.ts";
import { createTable, type Table } from "./table.ts";

export function createBusinessEventTable(): Table<BusinessEventRow> {
  const process = processColumns();
  const details = detailColumns();
  const origin = originColumns();
  const attributes = textAttributeColumns();
  return createTable(
    "business_events",
    { ...process, ...details, ...origin, ...attributes },
    "received",
    (row) => {
      addProcess(process, row);
      addDetails(details, row);
      addOrigin(origin, row);
      addTextAttributes(attributes, row.attributes);
    },
  );
}

/** What happened, to which process. */
function processColumns() {
  return {
    kind: dictionaryColumn(),
    phase: dictionaryColumn(),
    name: dictionaryColumn(),
    entity_id: stringColumn(),
    user_id: stringColumn(),
    session_id: stringColumn(),
    ts: timeNsColumn(),
    step: dictionaryColumn(),
    step_index: int16Column(),
    state: dictionaryColumn(),
    from_state: dictionaryColumn(),
    outcome: dictionaryColumn(),
    reason: dictionaryColumn(),
    amount: decimalColumn(),
    has_amount: boolColumn(),
    currency: dictionaryColumn(),
    duration_ms: float64Column(),
  };
}

function addProcess(columns: ReturnType<typeof processColumns>, row: BusinessEventRow): void {
  columns.kind.add(row.kind);
  columns.phase.add(row.phase);
  columns.name.add(row.name);
  columns.entity_id.add(row.entityId);
  columns.user_id.add(row.userId);
  columns.session_id.add(row.sessionId);
  columns.ts.add(row.timeNs);
  columns.step.add(row.step);
  columns.step_index.add(row.stepIndex);
  columns.state.add(row.state);
  columns.from_state.add(row.fromState);
  columns.outcome.add(row.outcome);
  columns.reason.add(row.reason);
  columns.amount.add(row.amount);
  columns.has_amount.add(row.amount !== undefined);
  columns.currency.add(row.currency);
  columns.duration_ms.add(row.durationMs);
}

/** Columns that only some kinds of events have. */
function detailColumns() {
  return {
    channel: dictionaryColumn(),
    tier: dictionaryColumn(),
    satisfaction: float64Column(),
    revenue_impact: decimalColumn(),
    has_revenue_impact: boolColumn(),
    illegal: boolColumn(),
    timeout_ms: float64Column(),
    numbers: mapColumn(float64Column()),
  };
}

function addDetails(columns: ReturnType<typeof detailColumns>, row: BusinessEventRow): void {
  columns.channel.add(row.channel);
  columns.tier.add(row.tier);
  columns.satisfaction.add(row.satisfaction);
  columns.revenue_impact.add(row.revenueImpact);
  columns.has_revenue_impact.add(row.revenueImpact !== undefined);
  columns.illegal.add(row.illegal);
  columns.timeout_ms.add(row.timeoutMs);
  if (row.kind === "journey") addNumbers(columns.numbers, row.attributes);
  columns.numbers.endRow();
}

function originColumns() {
  return {
    tenant: dictionaryColumn(),
    service: dictionaryColumn(),
    environment: dictionaryColumn(),
    service_version: dictionaryColumn(),
    resource_hash: uint64Column(),
    trace_id: fixedStringColumn(16),
    span_id: fixedStringColumn(8),
    uid: stringColumn(),
  };
}

function addOrigin(columns: ReturnType<typeof originColumns>, row: BusinessEventRow): void {
  columns.tenant.add(row.resource.tenant);
  columns.service.add(row.resource.service);
  columns.environment.add(row.resource.environment);
  columns.service_version.add(row.resource.serviceVersion);
  columns.resource_hash.add(row.resource.hash);
  columns.trace_id.add(row.traceId);
  columns.span_id.add(row.spanId);
  columns.uid.add(row.uid);
}

/** Attributes that can be averaged: finite numbers, including integers. */
function addNumbers(numbers: MapColumn<ValueColumn<number>>, attributes: AttributeMap): void {
  for (const [key, value] of attributes) {
    const number = typeof value === "bigint" ? Number(value) : value;
    if (typeof number !== "number" || !Number.isFinite(number)) continue;
    numbers.key.add(key);
    numbers.value.add(number);
  }
}
