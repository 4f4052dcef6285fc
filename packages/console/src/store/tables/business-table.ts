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
import { dictionaryColumn, type MapColumn, mapColumn, stringColumn } from "../native/strings.ts";
import type { AttributeMap, BusinessEventRow } from "../rows.ts";
import { addTextAttributes, textAttributeColumns } from "./attribute-columns.ts";
import { createTable, type Table } from "./table.ts";

export function createBusinessEventTable(): Table<BusinessEventRow> {
  const attributes = textAttributeColumns();
  const process = {
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
  const asked = {
    channel: dictionaryColumn(),
    tier: dictionaryColumn(),
    satisfaction: float64Column(),
    revenue_impact: decimalColumn(),
    has_revenue_impact: boolColumn(),
    illegal: boolColumn(),
    timeout_ms: float64Column(),
    numbers: mapColumn(float64Column()),
  };
  const origin = {
    tenant: dictionaryColumn(),
    service: dictionaryColumn(),
    environment: dictionaryColumn(),
    service_version: dictionaryColumn(),
    resource_hash: uint64Column(),
    trace_id: fixedStringColumn(16),
    span_id: fixedStringColumn(8),
    uid: stringColumn(),
  };
  return createTable(
    "business_events",
    { ...process, ...asked, ...origin, ...attributes },
    "received",
    (row) => {
      process.kind.add(row.kind);
      process.phase.add(row.phase);
      process.name.add(row.name);
      process.entity_id.add(row.entityId);
      process.user_id.add(row.userId);
      process.session_id.add(row.sessionId);
      process.ts.add(row.timeNs);
      process.step.add(row.step);
      process.step_index.add(row.stepIndex);
      process.state.add(row.state);
      process.from_state.add(row.fromState);
      process.outcome.add(row.outcome);
      process.reason.add(row.reason);
      process.amount.add(row.amount);
      process.has_amount.add(row.amount !== undefined);
      process.currency.add(row.currency);
      process.duration_ms.add(row.durationMs);
      asked.channel.add(row.channel);
      asked.tier.add(row.tier);
      asked.satisfaction.add(row.satisfaction);
      asked.revenue_impact.add(row.revenueImpact);
      asked.has_revenue_impact.add(row.revenueImpact !== undefined);
      asked.illegal.add(row.illegal);
      asked.timeout_ms.add(row.timeoutMs);
      if (row.kind === "journey") addNumbers(asked.numbers, row.attributes);
      asked.numbers.endRow();
      origin.tenant.add(row.resource.tenant);
      origin.service.add(row.resource.service);
      origin.environment.add(row.resource.environment);
      origin.service_version.add(row.resource.serviceVersion);
      origin.resource_hash.add(row.resource.hash);
      origin.trace_id.add(row.traceId);
      origin.span_id.add(row.spanId);
      origin.uid.add(row.uid);
      addTextAttributes(attributes, row.attributes);
    },
  );
}

/** What can be averaged: numbers, integers too. */
function addNumbers(numbers: MapColumn<ValueColumn<number>>, attributes: AttributeMap): void {
  for (const [key, value] of attributes) {
    const number = typeof value === "bigint" ? Number(value) : value;
    if (typeof number !== "number" || !Number.isFinite(number)) continue;
    numbers.key.add(key);
    numbers.value.add(number);
  }
}
