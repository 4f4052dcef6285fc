// Writes a catalog back into the registry that it was imported from. What the catalog does not hold stays as it was: only the definitions
// that changed are written anew.
import type { CatalogDeclaration } from "../declaration.ts";
import { catalogAnnotation, isEqual, type OwnKind } from "./annotation.ts";
import { sectionOf, toEntry, type AnyDeclaration } from "./entries.ts";
import { exportRegistry, ownKinds, uniqueId } from "./export.ts";
import { importRegistry } from "./import.ts";
import { readRegistry } from "./read.ts";
import {
  entriesOf,
  isEntry,
  manifestNames,
  textOf,
  type Definition,
  type Entry,
  type RegistryFile,
} from "./registry.ts";

export interface UpdatedRegistry {
  readonly files: readonly RegistryFile[];
  /** Paths of the files that differ from the original, or are new. */
  readonly changed: ReadonlySet<string>;
  /** Definitions of version 1 that are now in the file of changes, in version 2. */
  readonly moved: readonly string[];
}

/** Where new and changed definitions are that have no place in a file of version 2. */
const changesFile = "telltale.yaml";

interface Work {
  readonly files: Map<string, unknown>;
  readonly changed: Set<string>;
  readonly moved: string[];
  readonly added: Record<string, Entry[]>;
}

/**
 * Returns `original` with the changes of `catalog`.
 *
 * A file without changes is the same object. A changed definition keeps its fields that a catalog does not have, such as notes and annotations.
 */
export function updateRegistry(
  original: readonly RegistryFile[],
  catalog: CatalogDeclaration,
): UpdatedRegistry {
  const { declaration: before, origins } = importRegistry(original, { name: catalog.name });
  const work: Work = {
    files: new Map(original.map(({ path, content }) => [path, content])),
    changed: new Set(),
    moved: [],
    added: {},
  };
  const ids = new Set([...origins.values()].map(({ name }) => name));
  for (const kind of ownKinds) updateKind(work, kind, { before, now: catalog, origins, ids });
  updateHead(work, original, before, catalog);
  if (Object.keys(work.added).length > 0) {
    work.files.set(changesFile, mergeSections(work.files.get(changesFile), work.added));
    work.changed.add(changesFile);
  }
  for (const path of work.changed) work.files.set(path, withoutHoles(work.files.get(path)));
  const files = [...work.files].map(([path, content]) => ({ path, content }));
  return { files, changed: work.changed, moved: work.moved };
}

interface Comparison {
  readonly before: CatalogDeclaration;
  readonly now: CatalogDeclaration;
  readonly origins: ReadonlyMap<string, Definition>;
  /** Names that are taken in the format. */
  readonly ids: Set<string>;
}

function updateKind(work: Work, kind: OwnKind, { before, now, origins, ids }: Comparison): void {
  const old = (before[kind] ?? {}) as Readonly<Record<string, AnyDeclaration>>;
  const wanted = (now[kind] ?? {}) as Readonly<Record<string, AnyDeclaration>>;
  for (const [name, declared] of Object.entries(wanted)) {
    const origin = origins.get(`${kind}.${name}`);
    if (origin === undefined) add(work, kind, toEntry(kind, name, uniqueId(kind, name, ids), declared));
    else if (!isEqual(old[name], declared)) change(work, kind, name, declared, origin);
  }
  for (const name of Object.keys(old)) {
    const origin = origins.get(`${kind}.${name}`);
    if (wanted[name] === undefined && origin !== undefined) replace(work, origin, undefined);
  }
}

function add({ added }: Work, kind: OwnKind, entry: Entry): void {
  (added[sectionOf(kind)] ??= []).push(entry);
}

/** A definition of version 2 changes in its place. One of version 1 moves: its group may have no place for what changed. */
function change(work: Work, kind: OwnKind, name: string, declared: AnyDeclaration, origin: Definition): void {
  const id = origin.name.startsWith(`${kind}.`) ? origin.name.slice(kind.length + 1) : origin.name;
  const entry = merge(origin.entry, toEntry(kind, name, id, declared));
  if (origin.version === 2) {
    replace(work, origin, entry);
    return;
  }
  add(work, kind, entry);
  work.moved.push(`${kind}.${name}`);
  // other groups may refer to it, and its own group still carries it
  replace(work, origin, kind === "attributes" ? referenceTo(name, origin.entry) : undefined);
}

function referenceTo(ref: string, entry: Entry): Entry {
  const level = entry["requirement_level"];
  return level === undefined ? { ref } : { ref, requirement_level: level };
}

/** Fields of version 1 that have another form in version 2. */
const replaced: ReadonlySet<string> = new Set(
  "id type metric_name span_kind extends prefix name key brief stability deprecated attributes identity description unit instrument kind".split(
    " ",
  ),
);

/** The new entry, with the fields of the old one that a catalog does not have. */
function merge(old: Entry, now: Entry): Entry {
  const kept = Object.entries(old).filter(
    ([key]) => !replaced.has(key) && key !== "annotations" && now[key] === undefined,
  );
  const refs = new Map(entriesOf(old, "attributes").map((use) => [textOf(use, "ref"), use]));
  const attributes = entriesOf(now, "attributes").map((use) => {
    const { role: _, ...before } = refs.get(textOf(use, "ref")) ?? {};
    return { ...before, ...use };
  });
  const { telltale: _, ...before } = (old["annotations"] ?? {}) as Entry;
  const annotations = { ...before, ...(now["annotations"] as Entry | undefined) };
  return {
    ...now,
    ...Object.fromEntries(kept),
    ...(attributes.length === 0 ? {} : { attributes }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
}

/** Marks what is removed until the indexes of other definitions are no longer needed. */
const hole: unique symbol = Symbol("removed");

function replace({ files, changed }: Work, { file, path }: Definition, entry: Entry | undefined): void {
  const set = (value: unknown, [key, ...rest]: readonly (string | number)[]): unknown => {
    if (key === undefined) return entry ?? hole;
    if (Array.isArray(value))
      return value.map((one: unknown, index) => (index === key ? set(one, rest) : one));
    return { ...(value as Entry), [key]: set((value as Entry)[key], rest) };
  };
  files.set(file, set(files.get(file), path));
  changed.add(file);
}

function withoutHoles(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((one) => one !== hole).map(withoutHoles);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value as Entry).map(([key, one]) => [key, withoutHoles(one)]));
}

/** The export of a catalog without telemetry. */
function head(declaration: CatalogDeclaration): RegistryFile[] {
  const parts = Object.entries(declaration).filter(
    ([key]) => key !== "imports" && !ownKinds.includes(key as OwnKind),
  );
  return exportRegistry(Object.fromEntries(parts) as unknown as CatalogDeclaration);
}

/** Name, version, owner, alerts and dashboards: taken from an export of what is not telemetry. */
function updateHead(
  work: Work,
  original: readonly RegistryFile[],
  before: CatalogDeclaration,
  catalog: CatalogDeclaration,
): void {
  const [old, now] = [head(before), head(catalog)];
  if (isEqual(old, now)) return;
  updateManifest(work, now);
  for (const { path, content } of original) {
    for (const definition of readRegistry([{ path, content }]).definitions)
      if (catalogAnnotation(definition.entry)?.catalog !== undefined) replace(work, definition, undefined);
  }
  for (const { path, content } of now) {
    if (path === "manifest.yaml" || !isEntry(content)) continue;
    for (const entry of entriesOf(content, "attribute_groups"))
      (work.added["attribute_groups"] ??= []).push(entry);
  }
}

/** The manifest keeps what is not from the catalog, such as its dependencies. */
function updateManifest({ files, changed }: Work, now: readonly RegistryFile[]): void {
  const path = [...files.keys()].find((one) => manifestNames.has(one)) ?? "manifest.yaml";
  const fresh = now.find((file) => file.path === "manifest.yaml")?.content as Entry;
  const { description: _, ...kept } = (files.get(path) ?? {}) as Entry;
  const { schema_url, description } = fresh;
  files.set(path, { ...fresh, ...kept, schema_url, ...(description === undefined ? {} : { description }) });
  changed.add(path);
}

function mergeSections(content: unknown, added: Readonly<Record<string, readonly Entry[]>>): Entry {
  const before: Entry = isEntry(content) ? content : { file_format: "definition/2" };
  const sections = Object.entries(added).map(([section, entries]) => {
    const ids = new Set<unknown>(entries.map(({ id }) => id).filter((id) => id !== undefined));
    return [section, [...entriesOf(before, section).filter(({ id }) => !ids.has(id)), ...entries]] as const;
  });
  return { ...before, ...Object.fromEntries(sections) };
}
