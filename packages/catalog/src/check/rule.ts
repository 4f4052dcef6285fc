// A rule of `catalog check`: its id, its level, and a function of the resolved catalog that reports what breaks it.
import type { Attribute, Catalog, Kind, Things } from "../catalog.ts";
import type { FindingLevel } from "../finding.ts";

/** Reports a finding at `path` of the declaration. The fix says what to write. */
export type Report = (path: string, message: string, fix: string) => void;

export interface Rule {
  readonly id: string;
  readonly level: FindingLevel;
  /** What a catalog must do, in one sentence. */
  readonly summary: string;
  check(facts: Facts, report: Report): void;
}

/** What rules ask. Only what the catalog itself declares is checked; imported things and the conventions are looked up. */
export interface Facts {
  readonly catalog: Catalog;
  readonly own: Things;
  /** The semantic conventions; empty when the caller has none. */
  readonly conventions: Things;
  /** Declared here, imported, or a convention, in this order; a template by each key of its family. */
  attribute(key: string): Attribute | undefined;
  convention<K extends Kind>(kind: K, name: string): Things[K][number] | undefined;
  declared<K extends Kind>(kind: K, name: string): Things[K][number] | undefined;
}

/** Kinds of things that carry attributes. */
export const carriers = [
  "entities",
  "spans",
  "metrics",
  "logs",
  "events",
  "errors",
  "transactions",
  "journeys",
  "workflows",
] as const;

export const kinds: readonly Kind[] = ["attributes", ...carriers, "alerts", "objectives", "dashboards"];

const noThings: Things = Object.fromEntries(kinds.map((kind) => [kind, []])) as unknown as Things;

const attributesOf = (index: Index): Map<string, Attribute> =>
  index.get("attributes") as Map<string, Attribute>;

export function collectFacts(catalog: Catalog, conventions: Things = noThings): Facts {
  const own = Object.fromEntries(
    kinds.map((kind) => [kind, catalog[kind].filter((thing) => thing.catalog === catalog.name)]),
  ) as unknown as Things;
  const declaredByName = indexByName(catalog);
  const conventionsByName = indexByName(conventions);
  return {
    catalog,
    own,
    conventions,
    attribute: (key) =>
      findAttribute(attributesOf(declaredByName), key) ?? findAttribute(attributesOf(conventionsByName), key),
    convention: (kind, name) => conventionsByName.get(kind)?.get(name) as never,
    declared: (kind, name) => declaredByName.get(kind)?.get(name) as never,
  };
}

type Index = ReadonlyMap<Kind, ReadonlyMap<string, unknown>>;

function indexByName(things: Things): Index {
  return new Map(kinds.map((kind) => [kind, new Map(things[kind].map((thing) => [thing.name, thing]))]));
}

function findAttribute(attributes: ReadonlyMap<string, Attribute>, key: string): Attribute | undefined {
  const exact = attributes.get(key);
  if (exact !== undefined) return exact;
  for (let end = key.lastIndexOf("."); end > 0; end = key.lastIndexOf(".", end - 1)) {
    const found = attributes.get(key.slice(0, end));
    if (found?.type.startsWith("template[") === true) return found;
  }
  return undefined;
}
