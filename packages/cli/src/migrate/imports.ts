// The import of the library in a converted file: where it is put, and how it is written.
import { child, children, keyOf, type Node } from "../code/node.ts";
import { requiredModule, type SourceModule } from "../code/source-module.ts";
import { createEdits, lineEndOf } from "./edits.ts";
import { chooseNames, type NeededImport } from "./names.ts";
import { closeSeams, seam } from "./seams.ts";

/** Keeps the place of the import while the file is cleaned up. */
const marker = "$telltale_imports_here$;";

/** Marks the place: before the first import of what is migrated, else before the first statement that is not a directive. */
export function markImports(
  module: SourceModule,
  text: string,
  isMigrated: (specifier: string) => boolean,
): string {
  const statements = children(module.program, "body").filter((one) => one["directive"] == null);
  const first =
    statements.find((one) => isMigrated(specifierOf(one) ?? "")) ??
    statements.find((one) => specifierOf(one) !== undefined) ??
    statements[0];
  const at = first?.start ?? text.length;
  return `${text.slice(0, at)}${marker}${lineEndOf(text)}${text.slice(at)}`;
}

function specifierOf(statement: Node): string | undefined {
  if (statement.type === "ImportDeclaration") return String(child(statement, "source")?.["value"]);
  const [declarator] = children(statement, "declarations");
  const init = declarator && child(declarator, "init");
  return init && requiredModule(init);
}

/** The file before anything was converted: further imports are written as its own were. */
export interface Original {
  readonly module: SourceModule;
  readonly source: string;
}

/** Replaces the placeholders by names, and the mark by the imports that they need. `added`: how many statements these are more than the mark. */
export function writeImports(
  module: SourceModule,
  text: string,
  original: Original,
): { readonly text: string; readonly added: number } {
  const statements = children(module.program, "body");
  const existing = statements.filter(isOurs);
  const imported = new Map(existing.flatMap(importedNames));
  const chosen = chooseNames(text, namesIn(module), imported);
  const merged = chosen.needed.length > 0 ? existing.find((one) => importsValues(one)) : undefined;
  const joined = merged === undefined ? [] : chosen.needed.filter(({ from }) => from === specifierOf(merged));
  const own = chosen.needed.filter((one) => !joined.includes(one));
  const withJoined = merged === undefined ? text : joinTo(text, merged, joined);
  const added = statementsFor(own, styleOf(original));
  const { text: named } = chooseNames(withJoined, namesIn(module), imported);
  const at = named.indexOf(marker);
  if (at === -1) return { text: named, added: 0 };
  const lines = added.join(lineEndOf(text));
  const after = named.slice(at + marker.length);
  const rest = lines === "" ? after.replace(/^\r?\n/, "") : after;
  return {
    text: closeSeams(`${named.slice(0, at)}${lines}${seam}${rest}`),
    added: added.length - 1,
  };
}

const isOurs = (statement: Node): boolean =>
  statement.type === "ImportDeclaration" && /^telltale(?:\/|$)/.test(specifierOf(statement) ?? "");

function importsValues(statement: Node): boolean {
  const specifiers = children(statement, "specifiers");
  return (
    statement["importKind"] !== "type" &&
    specifiers.length > 0 &&
    specifiers.every(({ type }) => type === "ImportSpecifier")
  );
}

function importedNames(statement: Node): readonly (readonly [string, string])[] {
  if (!importsValues(statement)) return [];
  return children(statement, "specifiers")
    .filter((one) => one["importKind"] !== "type")
    .map((one) => [
      `${specifierOf(statement)} ${String(child(one, "imported")?.["name"])}`,
      String(child(one, "local")?.["name"]),
    ]);
}

function joinTo(text: string, statement: Node, needed: readonly NeededImport[]): string {
  if (needed.length === 0) return text;
  const edits = createEdits(text);
  const at = children(statement, "specifiers").at(-1)!.end;
  edits.replace({ start: at, end: at }, needed.map((one) => `, ${specifierText(one, " as ")}`).join(""));
  return edits.apply()!;
}

const specifierText = ({ name, local }: NeededImport, as: string): string =>
  name === local ? name : `${name}${as}${local}`;

interface Style {
  readonly isModule: boolean;
  readonly quote: string;
  readonly semicolon: string;
}

/** As the file's own imports are written. */
function styleOf({ module, source }: Original): Style {
  const statements = children(module.program, "body");
  const example = statements.find((one) => specifierOf(one) !== undefined);
  const written = example === undefined ? `"";` : source.slice(example.start, example.end);
  const isCommonJs =
    /\.c[jt]s$/.test(module.file) ||
    module.nodes.some((one) => requiredModule(one) !== undefined && one.type === "CallExpression");
  return {
    isModule: statements.some(({ type }) => /^(?:Import|Export)/.test(type)) || !isCommonJs,
    quote: written.includes("'") ? "'" : '"',
    semicolon: /\S;$/.test(written) ? ";" : "",
  };
}

function statementsFor(
  needed: readonly NeededImport[],
  { isModule, quote, semicolon }: Style,
): readonly string[] {
  const modules = [...new Set(needed.map(({ from }) => from))].toSorted();
  return modules.map((from) => {
    const names = needed.filter((one) => one.from === from);
    const list = names.map((one) => specifierText(one, isModule ? " as " : ": ")).join(", ");
    // names and modules are constants of this program, quotes those of the file
    return isModule
      ? // oxlint-disable-next-line own/quoted-text
        `import { ${list} } from ${quote}${from}${quote}${semicolon}`
      : `const { ${list} } = require(${quote}${from}${quote})${semicolon}`;
  });
}

/** Names that mean something in the file: a further one with the same text would hide them, or be hidden. */
function namesIn(module: SourceModule): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of module.nodes) {
    if (node.type !== "Identifier") continue;
    const parent = module.parentOf(node);
    const isKey =
      parent !== undefined &&
      parent["computed"] !== true &&
      (child(parent, "property") === node ||
        (child(parent, "key") === node && child(parent, "value") !== node)) &&
      keyOf(parent) === node["name"];
    if (!isKey) names.add(String(node["name"]));
  }
  return names;
}
