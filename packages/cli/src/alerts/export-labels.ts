// Attributes of OTLP as labels.
import type { Attributes, Resource } from "otlp";

const kinds: ReadonlySet<string> = new Set(["string", "number", "bigint", "boolean"]);

/** The service of data that names none, as in SDKs and in the console. */
const unknownService = "unknown_service";

/** Attributes of the record and its resource as text; those of the record take precedence. */
export function labelsOf(resource: Resource, own: Attributes): Record<string, string> {
  const scalars = [...resource.attributes, ...own].filter(([, value]) => kinds.has(typeof value));
  const labels = Object.fromEntries(scalars.map(([key, value]) => [key, String(value)]));
  labels["service.name"] ||= unknownService;
  return labels;
}
