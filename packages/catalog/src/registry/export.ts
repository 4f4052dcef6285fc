// A catalog as a registry of version 2: a manifest, and a file for each section.
import { urlPart } from "quoting/unicode";
import type { CatalogDeclaration } from "../declaration.ts";
import { catalogParts, difference, type OwnKind } from "./annotation.ts";
import { compact } from "./declare.ts";
import { sectionOf, toEntry, type AnyDeclaration } from "./entries.ts";
import { describeManifest, schemaUrlOf } from "./manifest.ts";
import type { Entry, RegistryFile } from "./registry.ts";

/** The lists of a catalog, in the order of the files. */
export const ownKinds: readonly OwnKind[] = [
  "attributes",
  "entities",
  "spans",
  "metrics",
  "events",
  "logs",
  "errors",
  "transactions",
  "journeys",
  "workflows",
];

/** Where Weaver finds the semantic conventions that a catalog may use without importing them. */
const conventions = {
  schema_url: "https://opentelemetry.io/schemas/1.45.0",
  registry_path:
    "https://github.com/open-telemetry/semantic-conventions/archive/384d66161cb18704c729645fa8136a148df9571c.zip[model]",
};

/** Folder of the registries of imported catalogs. */
const dependencyFolder = "dependencies";

/**
 * Returns the files of a registry that declares what `catalog` does. The import reads them back to the same catalog.
 *
 * Imported catalogs become registries of their own in `dependencies/<name>`, which the manifest names. Transactions, journeys, workflows,
 * logs and errors are attribute groups; what the format has no field for is in the annotation `telltale`.
 */
export function exportRegistry(catalog: CatalogDeclaration): RegistryFile[] {
  const sections = new Map<string, Entry[]>();
  const add = (section: string, entry: Entry): void => {
    sections.set(section, [...(sections.get(section) ?? []), entry]);
  };
  for (const kind of ownKinds) {
    const ids = new Set<string>();
    for (const [name, declared] of Object.entries(catalog[kind] ?? {}))
      add(sectionOf(kind), toEntry(kind, name, uniqueId(kind, name, ids), declared as AnyDeclaration));
  }
  const manifest = toManifest(catalog);
  const own = catalogEntry(catalog, manifest);
  if (own !== undefined) add("attribute_groups", own);
  const imports = (catalog.imports ?? []).flatMap((imported) =>
    exportRegistry(imported).map(({ path, content }) => ({
      path: `${dependencyFolder}/${folderName(imported)}/${path}`,
      content,
    })),
  );
  return [
    { path: "manifest.yaml", content: manifest },
    ...[...sections].map(([section, entries]) => ({
      path: `${section}.yaml`,
      content: { file_format: "definition/2", [section]: entries },
    })),
    ...imports,
  ];
}

function toManifest(catalog: CatalogDeclaration): Entry {
  const imports = (catalog.imports ?? []).map((imported) => ({
    schema_url: schemaUrlOf(imported),
    registry_path: `./${dependencyFolder}/${folderName(imported)}`,
  }));
  const { description } = catalog;
  return compact({
    schema_url: schemaUrlOf(catalog),
    description,
    dependencies: [...imports, conventions],
  });
}

/** A name that is safe as that of a folder. */
function folderName({ name }: CatalogDeclaration): string {
  return urlPart(name).replaceAll(".", "%2E");
}

/** What the catalog declares about itself, and what is built on telemetry, as a group without attributes. */
function catalogEntry(catalog: CatalogDeclaration, manifest: Entry): Entry | undefined {
  const head = compact({
    name: catalog.name,
    version: catalog.version,
    description: catalog.description,
    owner: catalog.owner,
    schemaUrl: catalog.schemaUrl,
    ...Object.fromEntries(
      catalogParts
        .map((part) => [part, catalog[part]])
        .filter(([, things]) => Object.keys(things ?? {}).length > 0),
    ),
  });
  const { set } = difference(describeManifest(manifest), head);
  if (set === undefined) return undefined;
  return {
    id: "telltale.catalog",
    visibility: "public",
    brief: "What the catalog says about itself, and its alerts, objectives and dashboards.",
    stability: "development",
    annotations: { telltale: { catalog: set } },
  };
}

const usualName = /^[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*$/;

/** The name of a span or a group in the form of the conventions. Attributes, metrics, events and entities keep theirs. */
export function uniqueId(kind: OwnKind, name: string, ids: Set<string>): string {
  const keeps = kind === "attributes" || kind === "metrics" || kind === "events" || kind === "entities";
  if (keeps || (usualName.test(name) && !ids.has(name))) {
    ids.add(name);
    return name;
  }
  const plain =
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9.]+/g, "_")
      .replaceAll(/^[._]+|[._]+$/g, "") || "unnamed";
  let id = plain;
  for (let number = 2; ids.has(id); number++) id = `${plain}_${number}`;
  ids.add(id);
  return id;
}
