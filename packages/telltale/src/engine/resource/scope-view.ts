// The instrumentation scope of a tracer or logger, from whatever the caller passed.
import { ByteWriter } from "otlp";
import { type AttributeList, noLimits, setAllIn } from "../attributes/attribute-list.ts";
import { report } from "../diagnostics/diagnose.ts";
import { writeAttributes } from "../encode/encode.ts";
import { redactFields, redactScopeText } from "../redaction/redaction.ts";
import { toAnyValue, toText } from "../attributes/value.ts";

/** The instrumentation scope of a record. One object per logger, so it may be compared by identity. */
export interface ScopeView {
  readonly name: string;
  readonly version?: string | undefined;
  readonly schemaUrl?: string | undefined;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * How many tracers, and loggers, are kept. Handles keep working when they leave the cache: it only keeps a name from being built
 * twice.
 */
export const maxCached = 1000;

/** What callers may say of a scope beside its name and version. */
interface ScopeOptions {
  readonly schemaUrl?: unknown;
  readonly attributes?: unknown;
}

/** An invalid name is kept and reported, and the tracer or logger works (specification: Get a Tracer, Get a Logger). */
export function toScopeView(
  what: "tracer" | "logger",
  name: unknown,
  version: unknown,
  options: ScopeOptions | null | undefined,
): ScopeView {
  if (typeof name !== "string" || name === "")
    report(`${what}_without_name`, `a ${what} was asked for without a name`);
  const given = scopeOptions(options);
  return {
    name: textOf(name),
    version: textOf(version),
    schemaUrl: textOf(given.schemaUrl),
    attributes: given.attributes as ScopeView["attributes"],
  };
}

/** `view` as it leaves: itself where it is clean. */
export function redactScope(view: ScopeView): ScopeView {
  const { name, version, schemaUrl, attributes } = view;
  const left = {
    name: redactScopeText(name),
    version: version === undefined ? undefined : redactScopeText(version),
    schemaUrl: schemaUrl === undefined ? undefined : redactScopeText(schemaUrl),
    attributes: redactFields(attributes, toAnyValue),
  };
  const same =
    left.name === name &&
    left.version === version &&
    left.schemaUrl === schemaUrl &&
    left.attributes === attributes;
  return same ? view : left;
}

const nothing = new Uint8Array(0);

/** The attributes of a scope as they leave, encoded. */
export function encodeScopeAttributes({ attributes }: ScopeView): Uint8Array {
  if (attributes === undefined) return nothing;
  const list: AttributeList = [];
  setAllIn(list, attributes, { ...noLimits, count: 128 });
  const writer = new ByteWriter(64);
  writeAttributes(writer, 3, list);
  return writer.finish();
}

/** What `options` say of a scope; nothing, counted, where they cannot be read. */
export function scopeOptions(options: ScopeOptions | null | undefined): ScopeOptions {
  try {
    const { schemaUrl, attributes } = options ?? {};
    return { schemaUrl, attributes };
  } catch (error) {
    report("scope_unreadable", error);
    return {};
  }
}

function textOf(value: unknown): string {
  return value === undefined || value === null ? "" : toText(value);
}
