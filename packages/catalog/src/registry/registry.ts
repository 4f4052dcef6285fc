// A semantic-convention registry as its files define it: one definition for each attribute, group and signal, with its place. Both forms are
// read: `groups` (version 1) and `file_format: definition/2`. Parsing YAML is the caller's part.

/** A mapping of YAML. */
export type Entry = { readonly [key: string]: unknown };

/** A file of a registry: its path below the registry's folder, and its content after YAML was parsed. */
export interface RegistryFile {
  readonly path: string;
  readonly content: unknown;
}

export type DefinitionKind =
  | "attribute"
  | "attribute_group"
  | "span"
  | "metric"
  | "event"
  | "entity"
  | "span_refinement"
  | "metric_refinement"
  | "event_refinement"
  | "entity_refinement";

/** One definition, and where it is. */
export interface Definition {
  readonly kind: DefinitionKind;
  readonly name: string;
  /** Identifier that `extends` and `ref_group` use. */
  readonly id: string;
  readonly version: 1 | 2;
  readonly file: string;
  /** Keys and indexes from the root of the file. */
  readonly path: readonly (string | number)[];
  readonly entry: Entry;
}

/** A part of a registry that the reader does not know, or that the model cannot hold. */
export interface RegistryNote {
  /** `kept`: nothing is lost, but a catalog does not show it. `invalid`: it cannot be read. */
  readonly kind: "kept" | "invalid";
  readonly file: string;
  readonly path: string;
  readonly message: string;
}

export interface Registry {
  readonly manifest: Entry;
  readonly definitions: readonly Definition[];
  readonly notes: readonly RegistryNote[];
}

/** Files that describe a registry instead of defining something. */
export const manifestNames: ReadonlySet<string> = new Set([
  "manifest.yaml",
  "manifest.yml",
  "registry_manifest.yaml",
  "registry_manifest.yml",
]);

/** Whether `value` is a mapping. */
export function isEntry(value: unknown): value is Entry {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text at `key`, if it is one. */
export function textOf(entry: Entry, key: string): string | undefined {
  const value = entry[key];
  return typeof value === "string" ? value : undefined;
}

/** The mappings of the list at `key`; nothing if it is not a list. */
export function entriesOf(entry: Entry, key: string): readonly Entry[] {
  const value = entry[key];
  return Array.isArray(value) ? value.filter(isEntry) : [];
}
