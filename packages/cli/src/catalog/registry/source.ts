// A catalog as TypeScript.
import type { CatalogDeclaration } from "catalog";
import { identifier, key, literal, type TypeScript, typescript } from "quoting/typescript";
import { blanks, join, lines } from "quoting/written";

/**
 * The module of a catalog, which needs nothing at run time. An imported catalog is a constant before the one that imports it.
 */
export function toSource(declaration: CatalogDeclaration): TypeScript {
  const constants: TypeScript[] = [];
  const names = new Map<CatalogDeclaration, TypeScript>();
  const define = (catalog: CatalogDeclaration): TypeScript => {
    const known = names.get(catalog);
    if (known !== undefined) return known;
    const imports = (catalog.imports ?? []).map(define);
    const isRoot = names.size === 0 && catalog === declaration;
    const name = isRoot ? typescript`catalog` : uniqueName(catalog.name, names);
    names.set(catalog, name);
    const { imports: _, ...rest } = catalog;
    const members = Object.entries(rest).map(
      ([field, value]) => typescript`  ${key(field)}: ${broken(value, 2)},`,
    );
    if (imports.length > 0) members.splice(2, 0, typescript`  imports: [${join(imports, typescript`, `)}],`);
    const exported = catalog === declaration ? typescript`export ` : typescript``;
    constants.push(
      typescript`${exported}const ${name} = {\n${lines(members)}\n} as const satisfies CatalogDeclaration;\n`,
    );
    return name;
  };
  define(declaration);
  return typescript`import type { CatalogDeclaration } from "telltale/catalog";\n\n${lines(constants)}`;
}

function uniqueName(name: string, names: ReadonlyMap<unknown, TypeScript>): TypeScript {
  const taken = new Set<string>([...names.values(), "catalog"]);
  let found = identifier(name, "catalog", "Catalog");
  for (let number = 2; taken.has(found); number++) found = identifier(name, "catalog", `Catalog${number}`);
  return found;
}

const width = 110;

/** A value as code: on one line where it is short. */
function broken(value: unknown, indent: number): TypeScript {
  const short = literal(value);
  if (indent + short.length <= width && !(indent === 2 && typeof value === "object")) return short;
  if (typeof value !== "object" || value === null) return short;
  const members = Array.isArray(value)
    ? value.map((one) => typescript`${broken(one, indent + 2)},`)
    : Object.entries(value).map(([name, one]) => typescript`${key(name)}: ${broken(one, indent + 2)},`);
  const inner = lines(members.map((member) => typescript`${blanks<"typescript">(indent + 2)}${member}`));
  const end = blanks<"typescript">(indent);
  return Array.isArray(value) ? typescript`[\n${inner}\n${end}]` : typescript`{\n${inner}\n${end}}`;
}
