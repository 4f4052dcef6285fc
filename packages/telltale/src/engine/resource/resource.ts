// Who is speaking: the resource of every batch, resolved once at start. What is found out about the
// surroundings comes from `resource/`.
import { ByteWriter } from "otlp";
import { version } from "../../version.ts";
import { type AttributeLimits, type AttributeList, noLimits, setIn } from "../attributes/attribute-list.ts";
import { report } from "../diagnostics/diagnose.ts";
import { writeAttributes } from "../encode/encode.ts";
import { entitiesOf, type EntityRef, entitySchemaUrl } from "./entity.ts";

const limits: AttributeLimits = { ...noLimits, count: 1024 };

/** Identity of the service, as the user gives it. */
export interface ServiceIdentity {
  readonly name: string;
  readonly version?: string | undefined;
  readonly namespace?: string | undefined;
  readonly instanceId?: string | undefined;
}

/** The SDK, which every resource names. */
export const sdkAttributes: Readonly<Record<string, string>> = {
  "telemetry.sdk.name": "telltale",
  "telemetry.sdk.language": "nodejs",
  "telemetry.sdk.version": version,
};

/** The attributes of a service identity. */
export function serviceAttributes(service: ServiceIdentity): Record<string, unknown> {
  return {
    "service.name": service.name,
    "service.version": service.version,
    "service.namespace": service.namespace,
    "service.instance.id": service.instanceId,
  };
}

/** Merges attribute sets, later ones winning, undefined ones left out. */
export function mergeResource(...sets: readonly object[]): Record<string, unknown> {
  const merged: Record<string, unknown> = {};
  for (const set of sets) {
    for (const [key, value] of Object.entries(set)) if (value !== undefined) merged[key] = value;
  }
  return merged;
}

/** A resource of which more may become known. */
export interface GrowingResource {
  readonly resource: Record<string, unknown>;
  /** Each resolves to the whole resource, once more of it is known. */
  readonly laterResource: readonly Promise<object>[];
  readonly resourceSchemaUrl?: string | undefined;
}

/** Gives the resource as it is known by then, encoded. */
export function followResource({
  resource,
  laterResource,
  resourceSchemaUrl,
}: GrowingResource): () => Uint8Array {
  // encoded for the first batch: the start of the process has enough to do
  let bytes: Uint8Array | undefined;
  async function follow(later: Promise<object>): Promise<void> {
    try {
      bytes = encodeResource(await later, resourceSchemaUrl);
    } catch (error) {
      report("resource_failed", error);
    }
  }
  for (const later of laterResource) void follow(later);
  return () => (bytes ??= encodeResource(resource, resourceSchemaUrl));
}

/** The `resource` field (1) of a request and its `schema_url` (3), if any: the field numbers are the same in all signals. */
function encodeResource(attributes: object, schemaUrl?: string): Uint8Array {
  const list: AttributeList = [];
  // one by one: so many fields make an object of another form, and `setAllIn` would be slower for all spans once it had seen one
  for (const [key, value] of Object.entries(attributes)) setIn(list, key, value, limits);
  const writer = new ByteWriter(1024);
  const mark = writer.open(1);
  writeAttributes(writer, 1, list);
  for (const entity of entitiesOf(attributes)) writeEntity(writer, entity);
  writer.close(mark);
  if (schemaUrl) writer.string(3, schemaUrl);
  return writer.finish();
}

// EntityRef { schema_url = 1, type = 2, id_keys = 3, description_keys = 4 }
function writeEntity(writer: ByteWriter, { type, idKeys, descriptionKeys }: EntityRef): void {
  const mark = writer.open(3);
  writer.string(1, entitySchemaUrl);
  writer.string(2, type);
  for (const key of idKeys) writer.string(3, key);
  for (const key of descriptionKeys) writer.string(4, key);
  writer.close(mark);
}
