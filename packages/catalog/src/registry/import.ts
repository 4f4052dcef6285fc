// A registry as a catalog. Everything that the catalog's model has is declared; everything else is in the notes, so that nothing is dropped
// in silence.
import type { CatalogDeclaration } from "../declaration.ts";
import { applyAnnotation, catalogAnnotation, type OwnKind } from "./annotation.ts";
import { compact, declareByKind } from "./declare.ts";
import { describeManifest } from "./manifest.ts";
import { readRegistry } from "./read.ts";
import {
  entriesOf,
  type Definition,
  type DefinitionKind,
  type RegistryFile,
  type RegistryNote,
} from "./registry.ts";
import { createUseResolver } from "./uses.ts";

/** What {@link importRegistry} returns. */
export interface ImportedRegistry {
  readonly declaration: CatalogDeclaration;
  /** Where each declaration comes from, by its path in the catalog: `attributes.order.id` → its definition. */
  readonly origins: ReadonlyMap<string, Definition>;
  /** What the catalog does not show, and what cannot be read. */
  readonly notes: readonly RegistryNote[];
}

export interface ImportOptions {
  /** Name of the catalog when the manifest has none; by default from its schema URL. */
  readonly name?: string | undefined;
  /** Catalogs that the registry depends on. They become its imports. */
  readonly imports?: readonly CatalogDeclaration[] | undefined;
}

/** The part of a catalog that a kind of definition belongs to. An `attribute_group` only with an annotation of Telltale. */
const parts: Readonly<Partial<Record<DefinitionKind, OwnKind>>> = {
  attribute: "attributes",
  entity: "entities",
  span: "spans",
  metric: "metrics",
  event: "events",
};

/**
 * Reads a semantic-convention registry, of either version, into the declaration of a catalog.
 *
 * Never throws: notes of kind `invalid` say what could not be read, those of kind `kept` what a catalog cannot express.
 */
export function importRegistry(
  files: readonly RegistryFile[],
  options: ImportOptions = {},
): ImportedRegistry {
  const registry = readRegistry(files);
  const notes = [...registry.notes];
  const usesOf = createUseResolver(registry, ({ file, path }, id) => {
    notes.push({
      kind: "invalid",
      file,
      path: path.join("."),
      message: `the group \`${id}\` is not defined`,
    });
  });
  const origins = new Map<string, Definition>();
  const declared: { [part: string]: Record<string, object> } = {};
  let catalog: Record<string, unknown> = {};
  for (const definition of registry.definitions) {
    const own = catalogAnnotation(definition.entry);
    if (own?.catalog !== undefined) {
      catalog = own.catalog;
      continue;
    }
    const part = own?.kind ?? parts[definition.kind];
    if (part === undefined) {
      notes.push(keptNote(definition));
      continue;
    }
    const name = own?.name ?? definition.name;
    const path = `${part}.${name}`;
    if (origins.has(path)) {
      notes.push({ ...keptNote(definition), message: `${part} \`${name}\` is defined more than once` });
      continue;
    }
    origins.set(path, definition);
    const thing = declareByKind(part, definition.entry, usesOf(definition));
    (declared[part] ??= Object.create(null) as Record<string, object>)[name] = applyAnnotation(thing, own);
    notes.push(...partNotes(definition));
  }
  const declaration = compact({
    ...describeManifest(registry.manifest, options.name),
    imports: options.imports === undefined || options.imports.length === 0 ? undefined : options.imports,
    ...Object.fromEntries(Object.entries(declared).map(([part, things]) => [part, { ...things }])),
    ...catalog,
  }) as CatalogDeclaration;
  return { declaration, origins, notes };
}

function keptNote({ kind, id, file, path }: Definition): RegistryNote {
  const message = `${kind.replace("_", " ")} \`${id}\` has no place in a catalog`;
  return { kind: "kept", file, path: path.join("."), message };
}

/** Fields that a catalog shows, or that are without meaning for it. */
const shown: ReadonlySet<string> = new Set(
  [
    "id key ref name type metric_name kind span_kind instrument unit prefix brief stability deprecated examples",
    "attributes identity description extends events entity_associations role requirement_level",
  ].flatMap((line) => line.split(" ")),
);

/** One note for a definition that has fields which a catalog does not show. */
function partNotes(definition: Definition): RegistryNote[] {
  const { entry, file, path } = definition;
  const hidden = new Set(Object.keys(entry).filter((key) => !shown.has(key)));
  for (const use of entriesOf(entry, "attributes")) {
    if (use["id"] !== undefined) continue;
    for (const key of Object.keys(use)) {
      if (!["ref", "ref_group", "requirement_level", "role"].includes(key)) hidden.add(`attributes.${key}`);
    }
  }
  const annotations = entry["annotations"];
  if (
    typeof annotations === "object" &&
    annotations !== null &&
    Object.keys(annotations).every((key) => key === "telltale")
  )
    hidden.delete("annotations");
  if (hidden.size === 0) return [];
  return [
    {
      kind: "kept",
      file,
      path: path.join("."),
      message: `\`${definition.name}\`: ${[...hidden].join(", ")} are not part of a catalog`,
    },
  ];
}
