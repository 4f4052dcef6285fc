// Edits that several rules suggest: removing an attribute or a statement, adding an attribute to a call, importing a function.
import type { Rule, SourceCode } from "eslint";
import type { TSESTree } from "@typescript-eslint/types";
import { type Call, isFunction, type Node, propertyOf, statementAround, unwrap, wordsOf } from "./syntax.ts";
import type { Attribute } from "./telemetry/attributes.ts";
import type { Origins } from "./telemetry/origin.ts";

/** Removes an attribute: its property with the comma, or the whole statement `addAttribute(key, value);`. */
export function removeAttribute(
  fixer: Rule.RuleFixer,
  { node }: Attribute,
  sourceCode: SourceCode,
): Rule.Fix | null {
  if (node.type === "Property") return removeFromList(fixer, node, sourceCode);
  const statement = statementAround(node);
  const isAlone = statement.type === "ExpressionStatement" && unwrap(statement.expression) === node.parent;
  return isAlone ? removeStatement(fixer, statement, sourceCode) : null;
}

/** Removes an element of a list with the comma that separates it. */
export function removeFromList(fixer: Rule.RuleFixer, node: Node, sourceCode: SourceCode): Rule.Fix {
  const after = sourceCode.getTokenAfter(node as never);
  const before = sourceCode.getTokenBefore(node as never);
  if (before?.value === "{" && after?.value === "}")
    return fixer.removeRange([before.range[1], after.range[0]]);
  if (after?.value === ",") {
    const next = sourceCode.getTokenAfter(after);
    const isLast = next === null || next.value === "}";
    return fixer.removeRange([node.range[0], isLast ? after.range[1] : next.range[0]]);
  }
  const start = before?.value === "," ? before.range[0] : node.range[0];
  return fixer.removeRange([start, node.range[1]]);
}

/** Removes a statement with its line. */
export function removeStatement(fixer: Rule.RuleFixer, statement: Node, { text }: SourceCode): Rule.Fix {
  let [start, end] = statement.range;
  while (start > 0 && (text[start - 1] === " " || text[start - 1] === "\t")) start--;
  const ownLine = start === 0 || text[start - 1] === "\n";
  if (!ownLine) return fixer.removeRange([...statement.range]);
  if (text[end] === "\r") end++;
  if (text[end] === "\n") end++;
  return fixer.removeRange([start, end]);
}

/** Adds `attributes` to the options of a call whose second argument they are; null where they are not written as a literal. */
export function addAttributes(
  fixer: Rule.RuleFixer,
  call: Call,
  attributes: string,
  sourceCode: SourceCode,
): Rule.Fix | null {
  const [name, options] = call.arguments;
  if (name === undefined) return null;
  if (options === undefined || isFunction(unwrap(options)))
    return fixer.insertTextAfter(name as never, `, { attributes: { ${attributes} } }`);
  const inner = unwrap(options);
  if (inner.type !== "ObjectExpression") return null;
  const given = propertyOf(inner, "attributes");
  if (given === undefined) return addToObject(fixer, inner, `attributes: { ${attributes} }`, sourceCode);
  const object = unwrap(given.value);
  return object.type === "ObjectExpression" ? addToObject(fixer, object, attributes, sourceCode) : null;
}

/** Adds a property as the first one. */
export function addToObject(
  fixer: Rule.RuleFixer,
  object: TSESTree.ObjectExpression,
  property: string,
  sourceCode: SourceCode,
): Rule.Fix | null {
  const brace = sourceCode.getFirstToken(object as never);
  if (brace === null) return null;
  return fixer.insertTextAfter(brace, object.properties.length === 0 ? ` ${property} ` : ` ${property},`);
}

/** How the code can call a function of `telltale`, with the edit that imports it where it must. */
interface Way {
  readonly text: string;
  readonly imports: (fixer: Rule.RuleFixer) => Rule.Fix[];
}

/** How the code calls the function `name` of `telltale`; undefined where it would need an import statement of its own. */
export function callTo(name: string, context: Rule.RuleContext, origins: Origins): Way | undefined {
  const specifiers = importsIn(context);
  for (const { local } of specifiers)
    if (origins(local) === `telltale.${name}`) return { text: local.name, imports: () => [] };
  for (const one of specifiers)
    if (one.type !== "ImportSpecifier" && origins(one.local) === "telltale")
      return { text: `${one.local.name}.${name}`, imports: () => [] };
  const beside = specifiers.find(
    (one) => one.type === "ImportSpecifier" && origins(one.local)?.startsWith("telltale.") === true,
  );
  if (beside === undefined || isNamed(name, context)) return undefined;
  return { text: name, imports: (fixer) => [fixer.insertTextBefore(beside as never, `${name}, `)] };
}

function importsIn({ sourceCode }: Rule.RuleContext): TSESTree.ImportClause[] {
  const { body } = sourceCode.ast as unknown as TSESTree.Program;
  return body.flatMap((one) =>
    one.type === "ImportDeclaration" && one.importKind !== "type" ? one.specifiers : [],
  );
}

/** Whether the file has another thing of this name. */
function isNamed(name: string, { sourceCode }: Rule.RuleContext): boolean {
  return sourceCode.scopeManager.scopes.some((scope) => scope.set.has(name));
}

/** A key for the value of an expression: `order.id` for `order.id` and for `orderId`. */
export function keyFor(node: Node): string | undefined {
  const inner = unwrap(node);
  if (inner.type === "Identifier") {
    const words = wordsOf(inner.name);
    return words.length > 1 && words.at(-1) === "id"
      ? `${words.slice(0, -1).join("_")}.id`
      : words.join("_") || undefined;
  }
  if (inner.type !== "MemberExpression" || inner.computed || inner.property.type !== "Identifier")
    return undefined;
  const own = wordsOf(inner.property.name).join("_");
  const object = unwrap(inner.object);
  if (object.type === "ThisExpression") return own;
  const before = keyFor(object);
  return before === undefined ? undefined : `${before}.${own}`;
}
