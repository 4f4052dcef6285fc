// A catalog as TypeScript.
import type { CatalogDeclaration } from "catalog";

/**
 * The module of a catalog, which needs nothing at run time. An imported catalog is a constant before the one that imports it.
 */
export function toSource(declaration: CatalogDeclaration): string {
  const constants: string[] = [];
  const names = new Map<CatalogDeclaration, string>();
  const define = (catalog: CatalogDeclaration): string => {
    const known = names.get(catalog);
    if (known !== undefined) return known;
    const imports = (catalog.imports ?? []).map(define);
    const name = names.size === 0 && catalog === declaration ? "catalog" : uniqueName(catalog.name, names);
    names.set(catalog, name);
    const { imports: _, ...rest } = catalog;
    const lines = Object.entries(rest).map(([key, value]) => `  ${key}: ${literal(value, 2)},`);
    if (imports.length > 0) lines.splice(2, 0, `  imports: [${imports.join(", ")}],`);
    const exported = catalog === declaration ? "export " : "";
    constants.push(
      `${exported}const ${name} = {\n${lines.join("\n")}\n} as const satisfies CatalogDeclaration;\n`,
    );
    return name;
  };
  define(declaration);
  return `import type { CatalogDeclaration } from "telltale/catalog";\n\n${constants.join("\n")}`;
}

function uniqueName(name: string, names: ReadonlyMap<unknown, string>): string {
  const plain = name.replaceAll(
    /[^A-Za-z0-9]+(.)?/g,
    (_, letter: string | undefined) => letter?.toUpperCase() ?? "",
  );
  const base = /^[A-Za-z]/.test(plain) ? plain : `catalog${plain}`;
  const taken = new Set([...names.values(), "catalog"]);
  let found = `${base}Catalog`;
  for (let number = 2; taken.has(found); number++) found = `${base}Catalog${number}`;
  return found;
}

const width = 110;

/** A value as code: on one line where it is short. */
function literal(value: unknown, indent: number): string {
  const short = flat(value);
  if (indent + short.length <= width && !(indent === 2 && typeof value === "object")) return short;
  const inner = " ".repeat(indent + 2);
  const end = " ".repeat(indent);
  if (Array.isArray(value))
    return `[\n${value.map((one) => `${inner}${literal(one, indent + 2)},`).join("\n")}\n${end}]`;
  if (typeof value === "object" && value !== null) {
    const lines = Object.entries(value).map(
      ([key, one]) => `${inner}${keyOf(key)}: ${literal(one, indent + 2)},`,
    );
    return `{\n${lines.join("\n")}\n${end}}`;
  }
  return short;
}

function flat(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flat).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const parts = Object.entries(value).map(([key, one]) => `${keyOf(key)}: ${flat(one)}`);
  return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
}

/** `"__proto__"` as a plain key would set the prototype. */
function keyOf(key: string): string {
  if (key === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}
