// Names of OpenTelemetry's semantic conventions, which no application declares. They are read when the catalog is first asked for.
import type { Attribute, Catalog, Metric } from "catalog";

export interface Conventions {
  readonly catalog: Catalog;
  /** The attribute of the conventions that has this key, or whose template does. */
  attribute(key: string): Attribute | undefined;
  metric(name: string): Metric | undefined;
  hasEvent(name: string): boolean;
}

let conventions: Promise<Conventions> | undefined;

/** The conventions, indexed by name. */
export function loadConventions(): Promise<Conventions> {
  return (conventions ??= load());
}

async function load(): Promise<Conventions> {
  const { resolveConventions } = await import("catalog/semconv");
  const catalog = resolveConventions();
  const attributes = new Map(catalog.attributes.map((one) => [one.name, one]));
  const templates = catalog.attributes.filter(({ type }) => type.startsWith("template["));
  const metrics = new Map(catalog.metrics.map((one) => [one.name, one]));
  const events = new Set(catalog.events.map(({ name }) => name));
  return {
    catalog,
    attribute: (key) => attributes.get(key) ?? templates.find(({ name }) => key.startsWith(`${name}.`)),
    metric: (name) => metrics.get(name),
    hasEvent: (name) => events.has(name),
  };
}
