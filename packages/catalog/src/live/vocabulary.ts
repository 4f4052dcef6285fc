// What is declared, by name: the catalog first, then the semantic conventions. Answers are kept, because thousands of signals carry the same
// few keys.
import type { Attribute, Catalog, Entity, Event, Log, Metric, Span } from "../catalog.ts";
import { beginningsOf } from "./beginnings.ts";
import { createBusinessSpans } from "./business-spans.ts";
import { createSimilar } from "./similar.ts";

/** How an attribute's key is declared. */
interface DeclaredKey {
  readonly attribute: Attribute;
  /** The key belongs to the family of a template. */
  readonly template: boolean;
  /** The first catalog declares it, not one that comes after it, such as the conventions. */
  readonly own: boolean;
}

export interface Vocabulary {
  attribute(key: string): DeclaredKey | undefined;
  metric(name: string): Metric | undefined;
  event(name: string): Event | undefined;
  log(name: string): Log | undefined;
  /** A span, or the span of a business call. */
  span(name: string): Pick<Span, "attributes" | "entities" | "deprecated" | "stability"> | undefined;
  entity(name: string): Entity | undefined;
  /** Whether the first catalog declares this metric or event. */
  isOwn(kind: "metric" | "event", name: string): boolean;
  /** Whether a template has exactly this key. */
  isTemplate(key: string): boolean;
  /** Whether the key starts with that of a template. */
  isTemplated(key: string): boolean;
  /** Whether an attribute has exactly this key, and is not deprecated. */
  isCurrent(key: string): boolean;
  /** Whether a declared attribute is in this namespace. */
  isNamespace(name: string): boolean;
  /** The declared name that is so near that it was probably meant. */
  similar(kind: "attribute" | "metric" | "event" | "span", name: string): string | undefined;
}

/** Indexes `catalogs`, the nearest first. */
export function createVocabulary(catalogs: readonly Catalog[]): Vocabulary {
  const exact = new Map<string, Attribute>();
  const layers = catalogs.map((catalog) => indexAttributes(catalog, exact));
  const namespaces = new Set([...exact.keys()].flatMap((key) => beginningsOf(key, ".")));
  const templateKeys = new Set(layers.flatMap(({ templates }) => [...templates.keys()]));
  const metrics = byName(catalogs, (catalog) => catalog.metrics);
  const events = byName(catalogs, (catalog) => catalog.events);
  const [own] = catalogs;
  const logs = byName(catalogs.slice(0, 1), (catalog) => catalog.logs);
  const spans = byName<Pick<Span, "name" | "attributes">>(catalogs.slice(0, 1), (catalog) => [
    ...catalog.spans,
    ...catalog.transactions,
    // the name of the span that the library starts for a transaction
    ...catalog.transactions.map((one) => ({ ...one, name: `transaction ${one.name}` })),
  ]);
  const isBusinessSpan = createBusinessSpans(catalogs.slice(0, 1));
  const ownNames = {
    metric: new Set(own?.metrics.map(({ name }) => name)),
    event: new Set(own?.events.map(({ name }) => name)),
  };
  const entities = byName(catalogs, (catalog) => catalog.entities);
  const known = new Map<string, DeclaredKey | undefined>();
  const similar = {
    attribute: createSimilar([...exact.values()].filter((one) => !one.deprecated).map(({ name }) => name)),
    metric: createSimilar([...metrics.values()].filter((one) => !one.deprecated).map(({ name }) => name)),
    event: createSimilar([...events.keys()]),
    span: createSimilar(own === undefined ? [] : [...spans.keys()]),
  };
  return {
    attribute(key) {
      if (known.has(key)) return known.get(key);
      const found = lookUp(key, layers);
      known.set(key, found);
      return found;
    },
    metric: (name) => metrics.get(name),
    event: (name) => events.get(name),
    log: (name) => logs.get(name),
    span: (name) => spans.get(name) ?? (isBusinessSpan(name) ? businessSpan : undefined),
    entity: (name) => entities.get(name),
    isOwn: (kind, name) => ownNames[kind].has(name),
    isTemplate: (key) => templateKeys.has(key),
    isTemplated: (key) => beginningsOf(key, ".").some((name) => templateKeys.has(name)),
    isCurrent: (key) => exact.has(key) && exact.get(key)?.deprecated === undefined,
    isNamespace: (name) => namespaces.has(name),
    similar: (kind, name) => similar[kind](name),
  };
}

/** The library sets the attributes of these spans. */
const businessSpan: Pick<Span, "attributes"> = { attributes: [] };

interface Layer {
  readonly exact: ReadonlyMap<string, Attribute>;
  readonly templates: ReadonlyMap<string, Attribute>;
}

function indexAttributes({ attributes }: Catalog, all: Map<string, Attribute>): Layer {
  const exact = new Map<string, Attribute>();
  const templates = new Map<string, Attribute>();
  for (const attribute of attributes) {
    if (!all.has(attribute.name)) all.set(attribute.name, attribute);
    if (!attribute.type.startsWith("template[")) exact.set(attribute.name, attribute);
    else if (!templates.has(attribute.name)) templates.set(attribute.name, attribute);
  }
  return { exact, templates };
}

/** Weaver's order: the catalog's key, its longest template, then those of what it depends on. */
function lookUp(key: string, layers: readonly Layer[]): DeclaredKey | undefined {
  const beginnings = beginningsOf(key, ".");
  for (const [index, { exact, templates }] of layers.entries()) {
    const own = index === 0;
    const attribute = exact.get(key);
    if (attribute !== undefined) return { attribute, template: false, own };
    const name = beginnings.filter((one) => templates.has(one)).at(-1);
    const template = name === undefined ? undefined : templates.get(name);
    if (template !== undefined) return { attribute: template, template: true, own };
  }
  return undefined;
}

function byName<T extends { readonly name: string }>(
  catalogs: readonly Catalog[],
  things: (catalog: Catalog) => readonly T[],
): ReadonlyMap<string, T> {
  const map = new Map<string, T>();
  for (const catalog of catalogs) {
    for (const thing of things(catalog)) if (!map.has(thing.name)) map.set(thing.name, thing);
  }
  return map;
}
