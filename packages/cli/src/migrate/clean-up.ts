// Removes what a file used before its calls were converted, and does not use any more: imports, tracers, meters, registries.
import { bare, child, children, keyOf, literalText, type Node } from "../code/node.ts";
import { requiredModule, type SourceModule } from "../code/source-module.ts";
import { createEdits, type Edits } from "./edits.ts";
import { seam } from "./seams.ts";
import { statementsOf } from "./statements.ts";
import { isReference } from "./references.ts";

/** Names that are read somewhere in the module, or exported by a list. */
export function usedNames(module: SourceModule): ReadonlySet<string> {
  const used = new Set<string>();
  for (const node of module.nodes) {
    if (node.type !== "Identifier" && node.type !== "JSXIdentifier") continue;
    const parent = module.parentOf(node);
    const isListed =
      parent?.type === "ExportSpecifier" ||
      (parent?.type === "Property" && module.parentOf(parent)?.type === "ObjectExpression");
    if (node.type === "JSXIdentifier" || isListed || isReference(module, node))
      used.add(String(node["name"]));
  }
  return used;
}

/** What a clean-up knows of the file before, and of the packages. */
export interface Usage {
  /** Names of the file that were used before anything was converted. */
  readonly before: ReadonlySet<string>;
  /** Whether calls of the package are converted: its import goes with its last name. Other modules may do more than export, and still run. */
  isMigrated(specifier: string): boolean;
}

interface Cleaned {
  readonly text: string;
  /** How many it has. */
  readonly statements: number;
}

/** The text without what is not used any more; undefined when there is nothing to remove. */
export function cleanUp(module: SourceModule, source: string, usage: Usage): Cleaned | undefined {
  const edits = createEdits(source);
  const used = usedNames(module);
  const isUnused = (name: string | undefined): boolean =>
    name !== undefined && usage.before.has(name) && !used.has(name);
  for (const statement of children(module.program, "body")) {
    if (statement.type === "ImportDeclaration") cleanImport(edits, statement, isUnused, usage);
    else cleanDeclaration(edits, statement, isUnused, usage);
  }
  const text = edits.isEmpty ? undefined : edits.apply();
  if (text === undefined) return undefined;
  return { text, statements: statementsOf(module).filter((one) => !edits.drops(one)).length };
}

type IsUnused = (name: string | undefined) => boolean;

function cleanImport(edits: Edits, statement: Node, isUnused: IsUnused, { isMigrated }: Usage): void {
  const specifiers = children(statement, "specifiers");
  const isGone = (one: Node): boolean => isUnused(localOf(one));
  if (specifiers.length === 0) return;
  const source = child(statement, "source")!;
  const runs = statement["importKind"] !== "type" && !isMigrated(literalText(source) ?? "");
  if (specifiers.every(isGone) && runs)
    edits.replace({ start: specifiersStart(edits.source, statement), end: source.start });
  else if (specifiers.every(isGone)) edits.removeStatement(statement);
  else if (specifiers.every(({ type }) => type === "ImportSpecifier"))
    removeFromList(edits, specifiers, isGone);
}

/** After `import `. */
const specifiersStart = (source: string, statement: Node): number =>
  statement.start + /^import\s*/.exec(source.slice(statement.start, statement.end))![0].length;

const localOf = (specifier: Node): string | undefined => {
  const name = child(specifier, "local")?.["name"];
  return name === undefined ? undefined : String(name);
};

function removeFromList(edits: Edits, items: readonly Node[], isGone: (one: Node) => boolean): void {
  const lastKept = items.findLastIndex((one) => !isGone(one));
  for (const [index, item] of items.entries()) {
    if (!isGone(item)) continue;
    if (index < lastKept) edits.replace({ start: item.start, end: items[index + 1]!.start });
    else edits.replace({ start: items[index - 1]!.end, end: item.end });
  }
}

/** `const { trace } = require("…")`, `const tracer = trace.getTracer("…")`, `const registry = new Registry()`. */
function cleanDeclaration(edits: Edits, statement: Node, isUnused: IsUnused, usage: Usage): void {
  const [declarator, ...more] = children(statement, "declarations");
  const [id, init] = ["id", "init"].map((key) => declarator && child(declarator, key));
  if (id === undefined || init === undefined || more.length > 0) return;
  const required = requiredModule(bare(init));
  const removeValue = (): void =>
    required === undefined || usage.isMigrated(required)
      ? edits.removeStatement(statement)
      : edits.replace({ start: statement.start, end: init.start }, seam);
  if (id.type === "ObjectPattern" && required !== undefined) {
    const isGone = (one: Node): boolean => isUnused(String(child(one, "value")?.["name"]));
    const properties = children(id, "properties");
    if (properties.every(isGone)) removeValue();
    else removeFromList(edits, properties, isGone);
  } else if (id.type === "Identifier" && (required !== undefined || isProvider(init))) {
    if (isUnused(String(id["name"]))) removeValue();
  }
}

/** What only makes tracers, meters and registries has no effect of its own. */
export function isProvider(node: Node): boolean {
  const made = bare(node);
  const callee = child(made, "callee");
  if (made.type === "NewExpression") return keyOrName(callee) === "Registry";
  const isPlain = children(made, "arguments").every((one) => literalText(one) !== undefined);
  return (
    made.type === "CallExpression" && isPlain && /^(?:getTracer|getMeter)$/.test(keyOrName(callee) ?? "")
  );
}

function keyOrName(node: Node | undefined): string | undefined {
  return node?.type === "MemberExpression"
    ? keyOf(node)
    : node?.type === "Identifier"
      ? String(node["name"])
      : undefined;
}
