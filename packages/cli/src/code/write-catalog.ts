// Writes a proposed catalog as a TypeScript file, formatted as Prettier would leave it.
import { declarationPath } from "catalog";
import { comment, groupedLiteral, key, type TypeScript, typescript } from "quoting/typescript";
import { blanks, join, lines } from "quoting/written";
import type { Proposal } from "./propose.ts";

const width = 80;

/** The text of the file. `about` says what the proposal is made from. */
export function writeCatalog({ declaration, notes, leftOut }: Proposal, about: string): TypeScript {
  const parts = Object.entries(declaration).flatMap(([field, value]) => {
    if (typeof value !== "object") return [typescript`  ${key(field)}: ${valueText(value, 1, field)},`];
    if (Object.keys(value as object).length === 0) return [];
    const things = thingsText(field, value as Record<string, object>, notes);
    return [typescript`  ${key(field)}: {`, ...things, typescript`  },`];
  });
  return lines([
    comment(`What ${declaration.name} emits. Proposed by \`telltale catalog init\` ${about}.`),
    comment(
      "Replace each TODO. Then `telltale catalog check` checks this file, and `telltale catalog coverage` compares it with the code.",
    ),
    ...leftOut.map((one) => {
      const where = one.location === undefined ? "" : ` (${one.location.file}:${one.location.line})`;
      return comment(`Left out: \`${one.key}\`${where}, ${one.why}.`);
    }),
    typescript`import { defineCatalog } from "telltale/catalog";

export const catalog = defineCatalog({
${lines(parts)}
});
`,
    comment("Types the plain imports of `telltale`: a name that is not declared no longer compiles."),
    comment('declare module "telltale" { interface Register { catalog: typeof catalog } }'),
    typescript``,
  ]);
}

function thingsText(
  kind: string,
  things: Record<string, object>,
  notes: Proposal["notes"],
): readonly TypeScript[] {
  return Object.entries(things).flatMap(([name, thing]) => {
    const note = notes.get(declarationPath(kind, name));
    return [
      ...(note === undefined ? [] : [typescript`    ${comment(note)}`]),
      typescript`    ${key(name)}: ${valueText(thing, 2, name)},`,
    ];
  });
}

/** Objects have a line for each key; arrays are on one line where they fit. */
function valueText(value: unknown, depth: number, name: string): TypeScript {
  if (typeof value !== "object" || value === null) return groupedLiteral(value);
  const start = blanks<"typescript">(2 * depth + 2);
  const end = blanks<"typescript">(2 * depth);
  if (Array.isArray(value)) {
    const list = join(value.map(groupedLiteral), typescript`, `);
    if (2 * depth + key(name).length + 2 + list.length + 3 <= width) return typescript`[${list}]`;
    const members = value.map((one) => typescript`${start}${valueText(one, depth + 1, "")},\n`);
    return typescript`[\n${members}${end}]`;
  }
  const members = Object.entries(value).map(
    ([inner, one]) => typescript`${start}${key(inner)}: ${valueText(one, depth + 1, inner)},\n`,
  );
  return members.length === 0 ? typescript`{}` : typescript`{\n${members}${end}}`;
}
