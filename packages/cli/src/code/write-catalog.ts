// Writes a proposed catalog as a TypeScript file, formatted as Prettier would leave it.
import { declarationPath } from "catalog";
import type { Proposal } from "./propose.ts";

const width = 80;

/** The text of the file. `about` says what the proposal is made from. */
export function writeCatalog({ declaration, notes, leftOut }: Proposal, about: string): string {
  const parts = Object.entries(declaration).flatMap(([key, value]) => {
    if (typeof value !== "object") return [`  ${keyText(key)}: ${valueText(value, 1, key)},`];
    if (Object.keys(value as object).length === 0) return [];
    return [`  ${keyText(key)}: {`, ...thingsText(key, value as Record<string, object>, notes), "  },"];
  });
  return [
    `// What ${declaration.name} emits. Proposed by \`telltale catalog init\` ${about}.`,
    "// Replace each TODO. Then `telltale catalog check` checks this file, and `telltale catalog coverage` compares it with the code.",
    ...leftOut.map(({ key, why, location }) => {
      const where = location === undefined ? "" : ` (${location.file}:${location.line})`;
      return `// Left out: \`${key}\`${where}, ${why}.`;
    }),
    `import { defineCatalog } from "telltale/catalog";`,
    "",
    "export const catalog = defineCatalog({",
    ...parts,
    "});",
    "",
    "// Types the plain imports of `telltale`: a name that is not declared no longer compiles.",
    '// declare module "telltale" { interface Register { catalog: typeof catalog } }',
    "",
  ].join("\n");
}

function thingsText(
  kind: string,
  things: Record<string, object>,
  notes: Proposal["notes"],
): readonly string[] {
  return Object.entries(things).flatMap(([name, thing]) => {
    const note = notes.get(declarationPath(kind, name));
    return [
      ...(note === undefined ? [] : [`    // ${note}`]),
      `    ${keyText(name)}: ${valueText(thing, 2, name)},`,
    ];
  });
}

function keyText(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}

/** Objects have a line for each key; arrays are on one line where they fit. */
function valueText(value: unknown, depth: number, key: string): string {
  const indent = "  ".repeat(depth + 1);
  if (Array.isArray(value)) {
    const inline = `[${value.map((one) => valueText(one, depth, "")).join(", ")}]`;
    if (2 * depth + keyText(key).length + 2 + inline.length + 1 <= width) return inline;
    return `[\n${value.map((one) => `${indent}${valueText(one, depth + 1, "")},\n`).join("")}${"  ".repeat(depth)}]`;
  }
  if (typeof value === "object" && value !== null) {
    const lines = Object.entries(value).map(
      ([inner, one]) => `${indent}${keyText(inner)}: ${valueText(one, depth + 1, inner)},\n`,
    );
    return lines.length === 0 ? "{}" : `{\n${lines.join("")}${"  ".repeat(depth)}}`;
  }
  return typeof value === "number" && Number.isInteger(value) && value >= 10_000
    ? String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, "_")
    : JSON.stringify(value);
}
