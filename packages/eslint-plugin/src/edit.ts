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

/** How the code can call the function `name` of `telltale`, with the edit that imports it where it must. */
export function callTo(
  name: string,
  context: Rule.RuleContext,
  origins: Origins,
): { readonly text: string; readonly imports: (fixer: Rule.RuleFixer) => Rule.Fix[] } | undefined {
  const { ast } = context.sourceCode as unknown as { readonly ast: TSESTree.Program };
  for (const statement of ast.body) {
    if (statement.type !== "ImportDeclaration" || statement.importKind === "type") continue;
    for (const one of statement.specifiers) {
      const origin = origins(one.local);
      if (origin === `telltale.${name}`) return { text: one.local.name, imports: () => [] };
      if (origin === "telltale" && one.type !== "ImportSpecifier")
        return { text: `${one.local.name}.${name}`, imports: () => [] };
      if (origin?.startsWith("telltale.") !== true || one.type !== "ImportSpecifier") continue;
      if (isNamed(name, context)) return undefined;
      return {
        text: name,
        imports: (fixer) => [fixer.insertTextBefore(one as never, `${name}, `)],
      };
    }
  }
  return undefined;
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
