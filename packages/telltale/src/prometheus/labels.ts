// Attributes and scopes as labels.
import type { AnyValue } from "otlp";
import type { AttributeSet } from "../engine/metrics/attribute-set.ts";
import type { MeterScope } from "../engine/metrics/collection.ts";
import type { Naming } from "./naming.ts";

/** Who measured: `otel_scope_name`, and with `wanted` true `_version`, `_schema_url` and the scope's attributes under the same prefix. */
export function labelsOfScope(
  scope: MeterScope,
  naming: Naming,
  wanted: boolean | "name",
): [string, string][] {
  const labels: [string, string][] = [];
  if (wanted === false) return labels;
  const add = (key: string, value: string): void => {
    if (value !== "") labels.push([naming.label(key), value]);
  };
  add("otel_scope_name", scope.name);
  if (wanted === "name") return labels;
  add("otel_scope_version", scope.version);
  add("otel_scope_schema_url", scope.schemaUrl);
  const own = new Set(["otel_scope_name", "otel_scope_version", "otel_scope_schema_url"].map(naming.label));
  for (const [name, value] of labelsOf(prefixed(scope.attributes), naming, new Set())) {
    if (!own.has(name)) labels.push([name, value]);
  }
  return labels;
}

function prefixed({ list }: AttributeSet): (string | AnyValue)[] {
  return list.map((part, at) => (at % 2 === 0 ? `otel_scope_${String(part)}` : part));
}

/**
 * Attributes as labels. Keys that become one name share it: their values are in the order of the keys, with `;` between.
 * A name that is `reserved` is given way by `exported_`, as Prometheus itself does.
 */
export function labelsOf(
  list: readonly (string | AnyValue)[],
  naming: Naming,
  reserved: ReadonlySet<string>,
): [string, string][] {
  const labels: [string, string][] = [];
  const names = new Map<string, string>();
  let collides = false;
  for (let at = 0; at < list.length; at += 2) {
    const key = list[at] as string;
    const value = labelValue(list[at + 1] as AnyValue);
    // an empty label is like a missing one
    if (value === "") continue;
    let name = naming.label(key);
    while (reserved.has(name)) name = `exported_${name}`;
    collides ||= names.has(name);
    names.set(name, key);
    labels.push([name, value]);
  }
  return collides ? merged(list, naming, reserved) : labels;
}

function merged(
  list: readonly (string | AnyValue)[],
  naming: Naming,
  reserved: ReadonlySet<string>,
): [string, string][] {
  // a value may be the same text as a key
  const places = new Map<string, number>();
  for (let at = 0; at < list.length; at += 2) places.set(list[at] as string, at);
  const labels = new Map<string, string>();
  // oxlint-disable-next-line unicorn/no-array-sort -- toSorted needs Node 20
  for (const key of [...places.keys()].sort()) {
    const value = labelValue(list[(places.get(key) as number) + 1] as AnyValue);
    let name = naming.label(key);
    while (reserved.has(name)) name = `exported_${name}`;
    const before = labels.get(name);
    labels.set(name, before === undefined ? value : `${before};${value}`);
  }
  return [...labels];
}

// Attribute values as label values, which are texts (specification: common, "Representation of attributes in non-OTLP
// protocols"): plain values by their text, bytes in base64, arrays and maps as JSON.
/** The text of `value`. */
function labelValue(value: AnyValue): string {
  if (typeof value === "string") return value;
  if (value === null) return "";
  if (typeof value === "number") return numberText(value);
  if (value instanceof Uint8Array) return base64(value);
  return typeof value === "object" ? JSON.stringify(plain(value)) : String(value);
}

function numberText(value: number): string {
  return value === 0 ? "0" : String(value);
}

function plain(value: AnyValue): unknown {
  if (typeof value === "bigint") return plainInteger(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (value instanceof Uint8Array) return base64(value);
  if (Array.isArray(value)) return value.map((part: AnyValue) => plain(part));
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, part]) => [key, plain(part)]));
  return value;
}

function plainInteger(value: bigint): number | string {
  return BigInt(Number(value)) === value ? Number(value) : value.toString();
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
