// Who is speaking: the resource that stands on every batch, settled once at start.
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { ByteWriter } from "otlp";
import { version } from "../version.ts";
import { type AttributeList, setAllIn } from "./attribute-list.ts";
import { writeAttributes } from "./encode.ts";

/** Identity of the service, as the user gives it. */
export interface ServiceIdentity {
  readonly name: string;
  readonly version?: string | undefined;
  readonly namespace?: string | undefined;
  readonly instanceId?: string | undefined;
}

/** What the library knows by itself: SDK, process, runtime, host. */
export function detectResource(): Record<string, unknown> {
  return {
    "telemetry.sdk.name": "telltale",
    "telemetry.sdk.language": "nodejs",
    "telemetry.sdk.version": version,
    "service.instance.id": randomUUID(),
    "process.pid": process.pid,
    "process.runtime.name": "nodejs",
    "process.runtime.version": process.versions.node,
    "process.runtime.description": "Node.js",
    "host.name": hostname(),
  };
}

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

/** The `resource` field (1) of a request. */
export function encodeResource(attributes: object): Uint8Array {
  const list: AttributeList = [];
  setAllIn(list, attributes, { count: 1024, valueLength: Infinity });
  const writer = new ByteWriter(512);
  const mark = writer.open(1);
  writeAttributes(writer, 1, list);
  writer.close(mark);
  return writer.finish();
}
