// Names that a declaration uses: each must be declared there, in an imported catalog, or by the semantic conventions.
import type { AttributeUse, Catalog, Kind } from "./catalog.ts";
import type { Problems } from "./catalog-mistake.ts";
import { joinPath, show } from "./problem.ts";
import { nearest } from "./nearest.ts";
import { sourceKinds } from "./source-declaration.ts";

/** Whether the semantic conventions have a thing of this kind and name. */
export type Convention = (kind: Kind, name: string) => boolean;

type Thing = Readonly<Record<string, unknown>>;

/** Looks things up by kind and name; a template attribute is found by each key of its family. */
export interface Index {
  find(kind: Kind, name: string): Thing | undefined;
  names(kind: Kind): string[];
}

export function indexOf(catalog: Pick<Catalog, Kind>): Index {
  const maps = new Map<Kind, Map<string, Thing>>();
  for (const [kind, things] of Object.entries(catalog) as unknown as [Kind, readonly Thing[]][])
    if (Array.isArray(things)) maps.set(kind, new Map(things.map((thing) => [String(thing["name"]), thing])));
  return {
    find: (kind, name) => {
      const found = maps.get(kind)?.get(name);
      return found ?? (kind === "attributes" ? templateOf(name, maps.get(kind)) : undefined);
    },
    names: (kind) => [...(maps.get(kind)?.keys() ?? [])],
  };
}

function templateOf(key: string, attributes: ReadonlyMap<string, Thing> | undefined): Thing | undefined {
  for (let end = key.lastIndexOf("."); end > 0; end = key.lastIndexOf(".", end - 1)) {
    const found = attributes?.get(key.slice(0, end));
    if (String(found?.["type"]).startsWith("template[")) return found;
  }
  return undefined;
}

/** Reports each name that `thing` uses and that nothing declares. */
export function checkReferences(
  thing: Thing,
  path: string,
  index: Index,
  isConvention: Convention,
  problems: Problems,
): void {
  const look = (kind: Kind, name: unknown, at: string): Thing | undefined => {
    if (typeof name !== "string") return undefined;
    const found = index.find(kind, name);
    if (found === undefined && !isConvention(kind, name)) {
      // to compare with every name is dear: not for what is only counted
      const near = problems.more > 0 ? undefined : nearest(name, index.names(kind));
      const fix =
        near === undefined
          ? `Declare it in \`${kind}\`, or import a catalog that does.`
          : `Did you mean \`${near}\`?`;
      problems.add(at, `${show(name)} is not declared.`, fix);
    }
    return found;
  };
  for (const { key, level } of list<AttributeUse>(thing["attributes"]))
    look("attributes", key, joinPath(path, fieldOf[level]));
  for (const key of list<string>(thing["identity"])) look("attributes", key, joinPath(path, "identity"));
  for (const name of list<string>(thing["entities"])) look("entities", name, joinPath(path, "entities"));
  if (thing["on"] !== undefined) {
    const groups = { keys: list<string>(thing["groupBy"]), path };
    checkSource(thing["on"] as Thing, joinPath(path, "on"), groups, look, problems);
  }
  for (const [number, chart] of list<Thing>(thing["charts"]).entries()) {
    const at = joinPath(joinPath(joinPath(path, "charts"), number), "on");
    const source = chart["on"] as Thing | undefined;
    if (source !== undefined)
      checkSource(source, at, { keys: list(source["groupBy"]), path: at }, look, problems);
  }
}

const fieldOf: Readonly<Record<AttributeUse["level"], string>> = {
  required: "attributes",
  conditionally_required: "conditional",
  recommended: "recommended",
  opt_in: "optIn",
};

function checkSource(
  source: Thing,
  path: string,
  groups: { readonly keys: readonly string[]; readonly path: string },
  look: (kind: Kind, name: unknown, at: string) => Thing | undefined,
  problems: Problems,
): void {
  for (const [field, kind] of Object.entries(sourceKinds)) {
    if (source[field] === undefined) continue;
    const found = look(kind, source[field], joinPath(path, field));
    if (found === undefined) continue;
    const among = (part: string, value: unknown, known: readonly string[], what: string, at = path): void => {
      if (value === undefined || known.includes(String(value))) return;
      const near = nearest(String(value), known);
      const fix = near === undefined ? `Use one of ${known.join(", ")}.` : `Did you mean \`${near}\`?`;
      problems.add(joinPath(at, part), `${show(value)} is not ${what} of ${show(source[field])}.`, fix);
    };
    const keys = list<AttributeUse>(found["attributes"]).map(({ key }) => key);
    for (const key of Object.keys((source["where"] ?? {}) as object))
      among("where", key, keys, "an attribute");
    // transactions and spans have attributes of their context, too
    if (kind === "metrics")
      for (const key of groups.keys) among("groupBy", key, keys, "an attribute", groups.path);
    among("from", source["from"], list<string>(found["steps"]), "a step");
    among("to", source["to"], list<string>(found["steps"]), "a step");
    among("state", source["state"], list<string>(found["states"]), "a state");
  }
}

function list<T>(value: unknown): readonly T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}
