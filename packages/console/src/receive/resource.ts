// Resources and scopes as the store refers to them: hashed once a request, with the few attributes that every page needs.
import type { AnyValue, Resource, Scope } from "otlp";
import type { ResourceRow, ScopeColumns } from "../store/rows.ts";
import { attributesJson } from "../store/native/typed-json.ts";
import { createHasher } from "./hash.ts";
import { firstKeys } from "./keys.ts";
import type { Sender } from "./sender.ts";

/** Name of a service that sent none, as in SDKs. */
const unknownService = "unknown_service";

const hasher = createHasher();

/** The row of a resource of `sender`; the hash covers all attributes, the schema URL and the tenant. */
export function toResourceRow(resource: Resource, schemaUrl: string, { tenant }: Sender): ResourceRow {
  const { attributes } = resource;
  hasher.reset().attributes(attributes).text(schemaUrl);
  return {
    tenant,
    hash: (tenant === "" ? hasher : hasher.text(tenant)).digest(),
    service: serviceOf(resource),
    environment:
      textOf(attributes.get("deployment.environment.name")) ||
      textOf(attributes.get("deployment.environment")),
    serviceVersion: textOf(attributes.get("service.version")),
    instance: textOf(attributes.get("service.instance.id")),
    attributes: firstKeys(attributes),
    schemaUrl,
  };
}

/** The name of its service. */
export function serviceOf({ attributes }: Resource): string {
  return textOf(attributes.get("service.name")) || unknownService;
}

/** The resource and the scope of a record. */
export interface Origin {
  readonly resource: ResourceRow;
  readonly scope: ScopeColumns;
}

/** The columns of `scope`. */
export function toScopeColumns(scope: Scope): ScopeColumns {
  return {
    scopeName: scope.name,
    scopeVersion: scope.version,
    scopeJson: attributesJson(firstKeys(scope.attributes)),
  };
}

/** A string, or a number or boolean spelled out; empty for everything else. */
export function textOf(value: AnyValue | undefined): string {
  if (typeof value === "string") return value;
  if (typeof value === "bigint" || typeof value === "number" || typeof value === "boolean")
    return String(value);
  return "";
}
