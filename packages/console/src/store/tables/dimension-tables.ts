// What rows refer to, written when it is new and then once an hour: resources, series, definitions, identities.
import { boolColumn, float64Column, timeMsColumn, uint64Column, uint8Column } from "../native/numbers.ts";
import { dictionaryColumn } from "../native/dictionary.ts";
import { arrayColumn } from "../native/nested.ts";
import { stringColumn } from "../native/strings.ts";
import type { DefinitionRow, IdentityRow, ResourceRow, SeriesRow } from "../rows.ts";
import { attributesJson } from "../native/typed-json.ts";
import { addTextAttributes, textAttributeColumns } from "./attribute-columns.ts";
import { createTable, type Table } from "./table.ts";

export function createResourceTable(): Table<ResourceRow> {
  const attributes = textAttributeColumns();
  const own = {
    tenant: dictionaryColumn(),
    hash: uint64Column(),
    service: dictionaryColumn(),
    environment: dictionaryColumn(),
    service_version: dictionaryColumn(),
    instance: stringColumn(),
    schema_url: dictionaryColumn(),
  };
  return createTable("resources", { ...own, ...attributes }, "seen", (row) => {
    own.tenant.add(row.tenant);
    own.hash.add(row.hash);
    own.service.add(row.service);
    own.environment.add(row.environment);
    own.service_version.add(row.serviceVersion);
    own.instance.add(row.instance);
    own.schema_url.add(row.schemaUrl);
    addTextAttributes(attributes, row.attributes);
  });
}

/** A series, and what of it is over the budgets. */
export interface JudgedSeries {
  readonly row: SeriesRow;
  readonly folded: number;
}

export function createSeriesTable(): Table<JudgedSeries> {
  const attributes = textAttributeColumns();
  const own = {
    tenant: dictionaryColumn(),
    hash: uint64Column(),
    name: dictionaryColumn(),
    type: uint8Column(),
    temporality: uint8Column(),
    monotonic: boolColumn(),
    unit: dictionaryColumn(),
    description: dictionaryColumn(),
    service: dictionaryColumn(),
    environment: dictionaryColumn(),
    resource_hash: uint64Column(),
    scope_name: dictionaryColumn(),
    scope_version: dictionaryColumn(),
    scope_json: dictionaryColumn(),
    metadata_json: stringColumn(),
    folded: uint8Column(),
  };
  return createTable("series", { ...own, ...attributes }, "seen", ({ row, folded }) => {
    own.tenant.add(row.resource.tenant);
    own.hash.add(row.hash);
    own.name.add(row.name);
    own.type.add(row.type);
    own.temporality.add(row.temporality);
    own.monotonic.add(row.monotonic);
    own.unit.add(row.unit);
    own.description.add(row.description);
    own.service.add(row.resource.service);
    own.environment.add(row.resource.environment);
    own.resource_hash.add(row.resource.hash);
    own.scope_name.add(row.scope.scopeName);
    own.scope_version.add(row.scope.scopeVersion);
    own.scope_json.add(row.scope.scopeJson);
    own.metadata_json.add(attributesJson(row.metadata));
    own.folded.add(folded);
    addTextAttributes(attributes, row.attributes);
  });
}

export function createDefinitionTable(): Table<DefinitionRow> {
  const own = {
    tenant: dictionaryColumn(),
    kind: dictionaryColumn(),
    name: dictionaryColumn(),
    version: stringColumn(),
    steps: arrayColumn(stringColumn()),
    states: arrayColumn(stringColumn()),
    transitions_json: stringColumn(),
    timeout_ms: float64Column(),
    service: dictionaryColumn(),
    catalog: dictionaryColumn(),
    catalog_version: dictionaryColumn(),
    content: stringColumn(),
    source: stringColumn(),
    seen: timeMsColumn(),
  };
  return createTable("definitions", own, undefined, (row) => {
    own.tenant.add(row.tenant);
    own.kind.add(row.kind);
    own.name.add(row.name);
    own.version.add(row.version);
    for (const step of row.steps) own.steps.item.add(step);
    own.steps.endRow();
    for (const state of row.states) own.states.item.add(state);
    own.states.endRow();
    own.transitions_json.add(row.transitionsJson);
    own.timeout_ms.add(row.timeoutMs);
    own.service.add(row.service);
    own.catalog.add(row.catalog?.name ?? "");
    own.catalog_version.add(row.catalog?.version ?? "");
    own.content.add(row.catalog?.content ?? "");
    own.source.add(row.catalog?.source ?? "");
    own.seen.add(row.seenMs);
  });
}

export function createIdentityTable(): Table<IdentityRow> {
  const own = {
    tenant: dictionaryColumn(),
    session_id: stringColumn(),
    user_id: stringColumn(),
    seen: timeMsColumn(),
  };
  return createTable("identities", own, undefined, (row) => {
    own.tenant.add(row.tenant);
    own.session_id.add(row.sessionId);
    own.user_id.add(row.userId);
    own.seen.add(row.seenMs);
  });
}
