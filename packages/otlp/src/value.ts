// Attribute values, resources and scopes, which all signals share.
// Source: opentelemetry/proto/common/v1/common.proto and resource/v1/resource.proto.
import { OtlpError } from "./error.ts";

/**
 * A value of an attribute or a log body.
 *
 * `null` is the empty value, `bigint` an int64, `number` a double (also when it is whole), `Map` a key-value list.
 */
export type AnyValue =
  | null
  | string
  | boolean
  | bigint
  | number
  | Uint8Array
  | readonly AnyValue[]
  | ReadonlyMap<string, AnyValue>;

/** Attributes by key, in order of arrival. Of equal keys, decoders keep the last value. */
export type Attributes = ReadonlyMap<string, AnyValue>;

/** The source of the telemetry: a process, its host and its service. */
export interface Resource {
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
  /** Which of the attributes identify an entity (a process, a host). Absent when there are none. */
  readonly entityRefs?: readonly EntityRef[];
}

/** An entity that the resource's attributes identify. In development in the OTLP specification. */
export interface EntityRef {
  readonly schemaUrl: string;
  readonly type: string;
  readonly idKeys: readonly string[];
  readonly descriptionKeys: readonly string[];
}

/** The instrumentation scope: the library that made the telemetry. */
export interface Scope {
  readonly name: string;
  readonly version: string;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
}

/** Maximum nesting of values (arrays and key-value lists); deeper ones are rejected. The specification asks for 64. */
export const MAX_DEPTH: number = 100;

/** The error for a value nested too deep. */
export function tooDeep(what: "decode" | "encode"): OtlpError {
  return new OtlpError(
    "OTLP_TOO_DEEP",
    `Cannot ${what} the value: arrays and key-value lists may be nested ${MAX_DEPTH} deep; cut what lies deeper.`,
  );
}

// Shared empty values, so that absent fields allocate nothing. Never modify them.
export const NO_ATTRIBUTES: Attributes = new Map();
export const NO_BYTES: Uint8Array = new Uint8Array(0);
export const NO_ITEMS: readonly never[] = Object.freeze([]);
export const NO_RESOURCE: Resource = Object.freeze({ attributes: NO_ATTRIBUTES, droppedAttributesCount: 0 });
export const NO_SCOPE: Scope = Object.freeze({
  name: "",
  version: "",
  attributes: NO_ATTRIBUTES,
  droppedAttributesCount: 0,
});

/** A message that is being decoded. */
export type Writable<Model> = { -readonly [Key in keyof Model]: Model[Key] };
