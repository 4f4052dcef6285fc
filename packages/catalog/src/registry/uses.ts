// Which attributes a signal carries, after `extends`, `ref_group` and refinements: the last word on a key wins, its first place stays.
import type { AttributeUse, RequirementLevel } from "../catalog.ts";
import { attributeKey } from "./read.ts";
import { entriesOf, isEntry, textOf, type Definition, type Entry, type Registry } from "./registry.ts";

/** An attribute of a signal, as the registry's files say it. */
export interface RegistryUse extends AttributeUse {
  /** Of an attribute of an entity. */
  readonly role: "identifying" | "descriptive";
}

/** Finds the attributes of definitions in one registry. */
export type UseResolver = (definition: Definition) => readonly RegistryUse[];

/** Returns a resolver. `missing` is called with the id of a group that is not defined. */
export function createUseResolver(
  registry: Registry,
  missing: (definition: Definition, id: string) => void,
): UseResolver {
  const byId = new Map<string, Definition>();
  for (const definition of registry.definitions) {
    if (definition.kind !== "attribute" && !byId.has(definition.id)) byId.set(definition.id, definition);
  }
  const known = new Map<Definition, Map<string, RegistryUse>>();

  function usesOf(definition: Definition): Map<string, RegistryUse> {
    const before = known.get(definition);
    if (before !== undefined) return before;
    const uses = new Map<string, RegistryUse>();
    // set before it is filled: a group that extends itself ends here
    known.set(definition, uses);
    inherit(definition, textOf(definition.entry, "extends"), uses);
    for (const list of ["identity", "description", "attributes"]) {
      for (const entry of entriesOf(definition.entry, list)) add(definition, entry, list, uses);
    }
    return uses;
  }

  function inherit(definition: Definition, id: string | undefined, uses: Map<string, RegistryUse>): void {
    if (id === undefined) return;
    const parent = byId.get(id);
    if (parent === undefined) missing(definition, id);
    else for (const [key, use] of usesOf(parent)) uses.set(key, use);
  }

  function add(definition: Definition, entry: Entry, list: string, uses: Map<string, RegistryUse>): void {
    const id = textOf(entry, "id");
    const key = textOf(entry, "ref") ?? (id === undefined ? undefined : attributeKey(definition.entry, id));
    if (key === undefined) {
      inherit(definition, textOf(entry, "ref_group"), uses);
      return;
    }
    const previous = uses.get(key);
    const role = roleOf(entry, list) ?? previous?.role ?? "identifying";
    const level = entry["requirement_level"];
    if (level === undefined && previous !== undefined) uses.set(key, { ...previous, role });
    else if (level === undefined) uses.set(key, { key, level: defaultLevel(list), role });
    else uses.set(key, { key, ...readLevel(level), role });
  }

  return (definition) => [...usesOf(definition).values()];
}

/** The attributes that an entry names itself. */
export function readUses(entry: Entry): RegistryUse[] {
  const definition = { entry, kind: "span", name: "", id: "", version: 2, file: "", path: [] } as const;
  return [...createUseResolver({ manifest: {}, definitions: [], notes: [] }, () => {})(definition)];
}

/** What identifies an entity is required, unless it says otherwise. */
function defaultLevel(list: string): RequirementLevel {
  return list === "identity" ? "required" : "recommended";
}

function roleOf(entry: Entry, list: string): RegistryUse["role"] | undefined {
  if (list === "identity") return "identifying";
  if (list === "description") return "descriptive";
  const role = entry["role"];
  return role === "identifying" || role === "descriptive" ? role : undefined;
}

/** Reads a requirement level. One that is not known is `recommended`, which is the default of the format. */
function readLevel(level: unknown): { level: RequirementLevel; condition?: string } {
  if (level === "required" || level === "opt_in" || level === "conditionally_required") return { level };
  if (!isEntry(level)) return { level: "recommended" };
  const condition = level["conditionally_required"];
  if (condition !== undefined) return { level: "conditionally_required", condition: String(condition) };
  return { level: level["opt_in"] === undefined ? "recommended" : "opt_in" };
}
