// Where a row comes from: the service of its resource and the scope, as spans and logs carry them.
import type { Column } from "../native/native.ts";
import { uint64Column, type ValueColumn } from "../native/numbers.ts";
import { dictionaryColumn } from "../native/dictionary.ts";
import type { ResourceRow, ScopeColumns } from "../rows.ts";

export interface OriginColumns extends Readonly<Record<string, Column>> {
  readonly tenant: ValueColumn<string>;
  readonly service: ValueColumn<string>;
  readonly environment: ValueColumn<string>;
  readonly service_version: ValueColumn<string>;
  readonly resource_hash: ValueColumn<bigint>;
  readonly scope_name: ValueColumn<string>;
  readonly scope_version: ValueColumn<string>;
  readonly scope_json: ValueColumn<string>;
}

export function originColumns(): OriginColumns {
  return {
    tenant: dictionaryColumn(),
    service: dictionaryColumn(),
    environment: dictionaryColumn(),
    service_version: dictionaryColumn(),
    resource_hash: uint64Column(),
    scope_name: dictionaryColumn(),
    scope_version: dictionaryColumn(),
    scope_json: dictionaryColumn(),
  };
}

/** Adds one row. */
export function addOrigin(columns: OriginColumns, resource: ResourceRow, scope: ScopeColumns): void {
  columns.tenant.add(resource.tenant);
  columns.service.add(resource.service);
  columns.environment.add(resource.environment);
  columns.service_version.add(resource.serviceVersion);
  columns.resource_hash.add(resource.hash);
  columns.scope_name.add(scope.scopeName);
  columns.scope_version.add(scope.scopeVersion);
  columns.scope_json.add(scope.scopeJson);
}
