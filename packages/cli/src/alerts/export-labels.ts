// Attributes of OTLP as labels.
import type { Attributes, Resource } from "otlp";

const kinds: ReadonlySet<string> = new Set(["string", "number", "bigint", "boolean"]);

/** Attributes of the record and its resource as text; those of the record take precedence. */
export function labelsOf(resource: Resource, own: Attributes): Record<string, string> {
  const scalars = [...resource.attributes, ...own].filter(([, value]) => kinds.has(typeof value));
  return Object.fromEntries(scalars.map(([key, value]) => [key, String(value)]));
}
