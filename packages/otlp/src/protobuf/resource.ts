// Resources and scopes in protobuf. A second one in the same message is merged into the first.
import { COST } from "../budget.ts";
import type { ByteReader } from "../byte-reader.ts";
import type { ByteWriter } from "../byte-writer.ts";
import type { EntityRef, Resource, Scope } from "../value.ts";
import { writeString, writeUint32 } from "./field.ts";
import { readAttribute, writeAttributes } from "./value.ts";

const RESOURCE_FIELDS = 0b1110;
const ENTITY_FIELDS = 0b1_1110;
const SCOPE_FIELDS = 0b1_1110;

export function writeResource(writer: ByteWriter, field: number, resource: Resource): void {
  const mark = writer.open(field);
  writeAttributes(writer, 1, resource.attributes);
  writeUint32(writer, 2, resource.droppedAttributesCount);
  if (resource.entityRefs !== undefined) {
    for (const entity of resource.entityRefs) writeEntity(writer, 3, entity);
  }
  writer.close(mark);
}

function writeEntity(writer: ByteWriter, field: number, entity: EntityRef): void {
  const mark = writer.open(field);
  writeString(writer, 1, entity.schemaUrl);
  writeString(writer, 2, entity.type);
  for (const key of entity.idKeys) writer.string(3, key);
  for (const key of entity.descriptionKeys) writer.string(4, key);
  writer.close(mark);
}

export function writeScope(writer: ByteWriter, field: number, scope: Scope): void {
  const mark = writer.open(field);
  writeString(writer, 1, scope.name);
  writeString(writer, 2, scope.version);
  writeAttributes(writer, 3, scope.attributes);
  writeUint32(writer, 4, scope.droppedAttributesCount);
  writer.close(mark);
}

export function readResource(reader: ByteReader, previous: Resource): Resource {
  reader.charge(COST.resource);
  const outer = reader.enter();
  let { attributes, droppedAttributesCount } = previous;
  const entityRefs = (previous.entityRefs ?? []) as EntityRef[];
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x0a:
        attributes = readAttribute(reader, attributes);
        break;
      case 0x10:
        droppedAttributesCount = reader.uint32();
        break;
      case 0x1a:
        entityRefs.push(readEntity(reader));
        break;
      default:
        reader.skip(tag, RESOURCE_FIELDS);
    }
  }
  reader.leave(outer);
  const resource = { attributes, droppedAttributesCount };
  return entityRefs.length === 0 ? resource : { ...resource, entityRefs };
}

function readEntity(reader: ByteReader): EntityRef {
  reader.charge(COST.scope);
  const outer = reader.enter();
  let schemaUrl = "";
  let type = "";
  const idKeys: string[] = [];
  const descriptionKeys: string[] = [];
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x0a:
        schemaUrl = reader.string();
        break;
      case 0x12:
        type = reader.string();
        break;
      case 0x1a:
        idKeys.push(reader.string());
        break;
      case 0x22:
        descriptionKeys.push(reader.string());
        break;
      default:
        reader.skip(tag, ENTITY_FIELDS);
    }
  }
  reader.leave(outer);
  return { schemaUrl, type, idKeys, descriptionKeys };
}

export function readScope(reader: ByteReader, previous: Scope): Scope {
  reader.charge(COST.scope);
  const outer = reader.enter();
  let { name, version, attributes, droppedAttributesCount } = previous;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x0a:
        name = reader.key();
        break;
      case 0x12:
        version = reader.key();
        break;
      case 0x1a:
        attributes = readAttribute(reader, attributes);
        break;
      case 0x20:
        droppedAttributesCount = reader.uint32();
        break;
      default:
        reader.skip(tag, SCOPE_FIELDS);
    }
  }
  reader.leave(outer);
  return { name, version, attributes, droppedAttributesCount };
}
