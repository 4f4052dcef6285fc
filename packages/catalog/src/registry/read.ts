// Reads the files of a registry into definitions.
import {
  entriesOf,
  isEntry,
  manifestNames,
  textOf,
  type Definition,
  type DefinitionKind,
  type Entry,
  type Registry,
  type RegistryFile,
  type RegistryNote,
} from "./registry.ts";

/** The lists of a file in version 2, and the field that names what is in them. */
const sections: Readonly<Record<string, { kind: DefinitionKind; name: string }>> = {
  attributes: { kind: "attribute", name: "key" },
  attribute_groups: { kind: "attribute_group", name: "id" },
  entities: { kind: "entity", name: "type" },
  events: { kind: "event", name: "name" },
  metrics: { kind: "metric", name: "name" },
  spans: { kind: "span", name: "type" },
  entity_refinements: { kind: "entity_refinement", name: "id" },
  event_refinements: { kind: "event_refinement", name: "id" },
  metric_refinements: { kind: "metric_refinement", name: "id" },
  span_refinements: { kind: "span_refinement", name: "id" },
};

/** Kinds of groups in version 1. A group without a type is a span. */
const groupKinds: Readonly<Record<string, DefinitionKind>> = {
  attribute_group: "attribute_group",
  metric_group: "attribute_group",
  scope: "attribute_group",
  span: "span",
  metric: "metric",
  event: "event",
  entity: "entity",
  resource: "entity",
};

interface Reading {
  readonly definitions: Definition[];
  readonly notes: RegistryNote[];
}

/**
 * Returns the definitions of `files`, in their order.
 *
 * Never throws: what it cannot read is a note of kind `invalid`, and a part that it does not know is a note of kind `kept`.
 */
export function readRegistry(files: readonly RegistryFile[]): Registry {
  const reading: Reading = { definitions: [], notes: [] };
  let manifest: Entry = {};
  for (const { path, content } of files) {
    if (!isEntry(content)) {
      if (content !== null && content !== undefined)
        note(reading, "invalid", path, [], "expected a mapping at the top of the file");
    } else if (isManifest(path, content)) {
      if (!path.includes("/")) manifest = content;
    } else readFile(path, content, reading);
  }
  return { manifest, ...reading };
}

/** Whether the file describes the registry. */
function isManifest(path: string, content: Entry): boolean {
  return manifestNames.has(path.slice(path.lastIndexOf("/") + 1)) && content["groups"] === undefined;
}

function readFile(path: string, content: Entry, reading: Reading): void {
  for (const [key, value] of Object.entries(content)) {
    if (key === "groups" && Array.isArray(value)) {
      for (const [index, group] of value.entries()) readGroup(path, group, index, reading);
    } else if (sections[key] !== undefined && Array.isArray(value)) {
      for (const [index, entry] of value.entries()) readEntry(path, key, entry, index, reading);
    } else if (key === "file_format" || key === "version") {
      if (!["definition/2", "2", 2].includes(value as string))
        note(reading, "kept", path, [key], `unknown format \`${String(value)}\`; expected \`definition/2\``);
    } else {
      const known = key === "groups" || sections[key] !== undefined;
      note(
        reading,
        known ? "invalid" : "kept",
        path,
        [key],
        known ? "expected a list" : `\`${key}\` has no place in a catalog`,
      );
    }
  }
}

function readEntry(file: string, section: string, entry: unknown, index: number, reading: Reading): void {
  const { kind, name: field } = sections[section]!;
  const name = isEntry(entry) ? textOf(entry, field) : undefined;
  if (!isEntry(entry) || name === undefined) {
    note(reading, "invalid", file, [section, index], `expected a mapping with \`${field}\``);
    return;
  }
  reading.definitions.push({
    kind,
    name,
    id: textOf(entry, "id") ?? name,
    version: 2,
    file,
    path: [section, index],
    entry,
  });
}

function readGroup(file: string, group: unknown, index: number, reading: Reading): void {
  const id = isEntry(group) ? textOf(group, "id") : undefined;
  const kind = isEntry(group) ? groupKinds[textOf(group, "type") ?? "span"] : undefined;
  if (!isEntry(group) || id === undefined || kind === undefined) {
    const expected = `expected a mapping with \`id\`, and \`type\` one of ${Object.keys(groupKinds).join(", ")}`;
    note(reading, "invalid", file, ["groups", index], expected);
    return;
  }
  const path = ["groups", index];
  for (const [place, attribute] of entriesOf(group, "attributes").entries()) {
    const own = textOf(attribute, "id");
    if (own === undefined) continue;
    const name = attributeKey(group, own);
    const at = [...path, "attributes", place];
    reading.definitions.push({
      kind: "attribute",
      name,
      id: name,
      version: 1,
      file,
      path: at,
      entry: attribute,
    });
  }
  reading.definitions.push({
    kind,
    name: groupName(kind, group, id),
    id,
    version: 1,
    file,
    path,
    entry: group,
  });
}

/** The key of an attribute that a group of version 1 defines. Older registries have a prefix for all attributes of a group. */
export function attributeKey(group: Entry, id: string): string {
  const prefix = textOf(group, "prefix");
  return prefix === undefined || prefix === "" ? id : `${prefix}.${id}`;
}

function groupName(kind: DefinitionKind, group: Entry, id: string): string {
  const without = (prefix: string): string => (id.startsWith(prefix) ? id.slice(prefix.length) : id);
  if (kind === "metric") return textOf(group, "metric_name") ?? without("metric.");
  if (kind === "event") return textOf(group, "name") ?? textOf(group, "prefix") ?? without("event.");
  if (kind === "entity") return textOf(group, "name") ?? without("entity.");
  if (kind === "span") return without("span.");
  return id;
}

function note(
  reading: Reading,
  kind: RegistryNote["kind"],
  file: string,
  path: readonly (string | number)[],
  message: string,
): void {
  reading.notes.push({ kind, file, path: path.join("."), message });
}
