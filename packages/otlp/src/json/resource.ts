// Resources and scopes in JSON.
import { type Budget, COST } from "../budget.ts";
import { toUint32 } from "../number.ts";
import type { EntityRef, Resource, Scope } from "../value.ts";
import type { JsonObject } from "./parse.ts";
import { list, object, text, texts, uint32 } from "./read-field.ts";
import { attributesJson, readAttributes } from "./value.ts";
import { optionalList, optionalNumber, optionalText } from "./write-field.ts";

export function resourceJson(resource: Resource): unknown {
  return {
    attributes: attributesJson(resource.attributes),
    droppedAttributesCount: optionalNumber(toUint32(resource.droppedAttributesCount)),
    entityRefs: resource.entityRefs && optionalList(resource.entityRefs, entityJson),
  };
}

function entityJson(entity: EntityRef): unknown {
  return {
    schemaUrl: optionalText(entity.schemaUrl),
    type: optionalText(entity.type),
    idKeys: entity.idKeys.length > 0 ? entity.idKeys : undefined,
    descriptionKeys: entity.descriptionKeys.length > 0 ? entity.descriptionKeys : undefined,
  };
}

export function scopeJson(scope: Scope): unknown {
  return {
    name: optionalText(scope.name),
    version: optionalText(scope.version),
    attributes: attributesJson(scope.attributes),
    droppedAttributesCount: optionalNumber(toUint32(scope.droppedAttributesCount)),
  };
}

/** The `resource` of `json`. */
export function readResource(json: JsonObject, budget: Budget): Resource {
  const from = object(json, "resource");
  const resource = {
    attributes: readAttributes(from, "attributes", budget),
    droppedAttributesCount: uint32(from, "droppedAttributesCount"),
  };
  const entityRefs = list(from, "entityRefs", budget, COST.scope, readEntity);
  return entityRefs.length === 0 ? resource : { ...resource, entityRefs };
}

function readEntity(json: JsonObject): EntityRef {
  return {
    schemaUrl: text(json, "schemaUrl"),
    type: text(json, "type"),
    idKeys: texts(json, "idKeys"),
    descriptionKeys: texts(json, "descriptionKeys"),
  };
}

/** The `scope` of `json`. */
export function readScope(json: JsonObject, budget: Budget): Scope {
  const from = object(json, "scope");
  return {
    name: text(from, "name"),
    version: text(from, "version"),
    attributes: readAttributes(from, "attributes", budget),
    droppedAttributesCount: uint32(from, "droppedAttributesCount"),
  };
}
