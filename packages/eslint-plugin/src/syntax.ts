// Questions about the syntax tree that need no knowledge of telemetry.
import type { SourceCode } from "eslint";
import type { TSESTree } from "@typescript-eslint/types";

/** A node of ESLint's tree, TypeScript's included. */
export type Node = TSESTree.Node;
export type Call = TSESTree.CallExpression;
export type FunctionNode =
  | TSESTree.FunctionDeclaration
  | TSESTree.FunctionExpression
  | TSESTree.ArrowFunctionExpression;

export function isFunction(node: Node | null | undefined): node is FunctionNode {
  return (
    node?.type === "FunctionDeclaration" ||
    node?.type === "FunctionExpression" ||
    node?.type === "ArrowFunctionExpression"
  );
}

/** `node` without what does not change its value: `as`, `satisfies`, `!`, type arguments and optional chains. */
export function unwrap(node: Node): Node {
  switch (node.type) {
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "TSInstantiationExpression":
    case "ChainExpression":
      return unwrap(node.expression);
    default:
      return node;
  }
}

/** The outermost node around `node` that {@link unwrap} would open. */
export function wrapped(node: Node): Node {
  const { parent } = node;
  return parent !== undefined &&
    parent.type !== "Program" &&
    unwrap(parent) !== parent &&
    parent.type !== "TSInstantiationExpression"
    ? wrapped(parent)
    : node;
}

/** The nearest function around `node`; undefined in the code of a module. */
export function functionAround(node: Node): FunctionNode | undefined {
  for (let at = node.parent; at !== undefined && at !== null; at = at.parent as Node)
    if (isFunction(at)) return at;
  return undefined;
}

/** The name of a property, also `["name"]`. */
export function propertyName(
  node:
    | TSESTree.MemberExpression
    | TSESTree.Property
    | TSESTree.PropertyDefinition
    | TSESTree.MethodDefinition,
): string | undefined {
  const key: Node = node.type === "MemberExpression" ? node.property : node.key;
  if (!node.computed && (key.type === "Identifier" || key.type === "PrivateIdentifier"))
    return key.type === "PrivateIdentifier" ? `#${key.name}` : key.name;
  return textOf(key);
}

/** The value of a string literal or of a template without expressions. */
export function textOf(node: Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  const inner = unwrap(node);
  if (inner.type === "Literal" && typeof inner.value === "string") return inner.value;
  if (inner.type === "TemplateLiteral" && inner.expressions.length === 0)
    return inner.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

/** The last word of a name: `id` of `order.id`, `token` of `req.headers["token"]`, `user` of `user`. */
export function lastName(node: Node): string | undefined {
  const inner = unwrap(node);
  if (inner.type === "Identifier") return inner.name;
  if (inner.type === "MemberExpression") return propertyName(inner);
  return undefined;
}

/** The property of an object literal. */
export function propertyOf(object: Node | undefined, name: string): TSESTree.Property | undefined {
  if (object === undefined) return undefined;
  const inner = unwrap(object);
  if (inner.type !== "ObjectExpression") return undefined;
  return inner.properties.find(
    (one): one is TSESTree.Property => one.type === "Property" && propertyName(one) === name,
  );
}

/** Whether an object literal may have properties that are not written in it. */
export function hasSpread(object: Node): boolean {
  const inner = unwrap(object);
  return inner.type !== "ObjectExpression" || inner.properties.some((one) => one.type === "SpreadElement");
}

/** The children of a node, in the order of the source. */
export function childrenOf(node: Node, sourceCode: SourceCode): Node[] {
  const children: Node[] = [];
  for (const key of sourceCode.visitorKeys[node.type] ?? []) {
    const value = (node as unknown as Record<string, unknown>)[key];
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value])
      if (typeof child === "object" && child !== null) children.push(child as Node);
  }
  return children;
}

/** Whether `test` holds for a node in `node`, without what is in functions inside of it unless `deep`. */
export function contains(
  node: Node,
  sourceCode: SourceCode,
  test: (node: Node) => boolean,
  deep = false,
): boolean {
  if (test(node)) return true;
  return childrenOf(node, sourceCode).some(
    (child) => (deep || !isFunction(child)) && contains(child, sourceCode, test, deep),
  );
}

/** The statement that `node` is a part of. */
export function statementAround(node: Node): Node {
  let at = node;
  while (at.parent !== undefined && at.parent !== null && !isList(at.parent)) at = at.parent;
  return at;
}

function isList(node: Node): boolean {
  return (
    node.type === "BlockStatement" ||
    node.type === "Program" ||
    node.type === "StaticBlock" ||
    node.type === "SwitchCase"
  );
}

/** Words of a name in lower case: `orderId`, `order.id` and `ORDER_ID` are `order id`. */
export function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}
