// Nodes of a syntax tree (ESTree, as oxc-parser writes it), read without a type per kind of node.
import { visitorKeys } from "oxc-parser";

/** A node of any kind. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}

/** The child at `key`, where it is one node. */
export function child(node: Node, key: string): Node | undefined {
  const value = node[key];
  return isNode(value) ? value : undefined;
}

/** The children at `key`. Holes of arrays are left out. */
export function children(node: Node, key: string): readonly Node[] {
  const value = node[key];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The text at `key`, such as the `name` of an identifier. */
export function textAt(node: Node | undefined, key: string): string | undefined {
  const value = node?.[key];
  return typeof value === "string" ? value : undefined;
}

/** Calls `enter` for `root` and all nodes below it, parents first. Uses no stack of calls: sources may be deep. */
export function walk(root: Node, enter: (node: Node, parent: Node | undefined) => void): void {
  const waiting: [Node, Node | undefined][] = [[root, undefined]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, parent] = next;
    enter(node, parent);
    const keys = visitorKeys[node.type] ?? [];
    for (let k = keys.length - 1; k >= 0; k--) {
      const value = node[keys[k]!];
      if (Array.isArray(value)) {
        for (let i = value.length - 1; i >= 0; i--) if (isNode(value[i])) waiting.push([value[i], node]);
      } else if (isNode(value)) waiting.push([value, node]);
    }
  }
}

const functions: ReadonlySet<string> = new Set([
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression",
]);

export function isFunction(node: Node | undefined): node is Node {
  return node !== undefined && functions.has(node.type);
}

const wrappers: ReadonlySet<string> = new Set([
  "ParenthesizedExpression",
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
  "TSInstantiationExpression",
  "ChainExpression",
  "AwaitExpression",
]);

/** The expression without what changes nothing about its value here: parentheses, types, `await`. */
export function bare(node: Node): Node {
  let inner = node;
  while (wrappers.has(inner.type)) {
    const next = child(inner, inner.type === "AwaitExpression" ? "argument" : "expression");
    if (next === undefined) return inner;
    inner = next;
  }
  return inner;
}

/** Name of a property or member that is known without evaluation: `a.b`, `a["b"]`, `{ b: 1 }`, `#b`. */
export function keyOf(node: Node): string | undefined {
  const key = child(node, "property") ?? child(node, "key") ?? child(node, "id");
  if (key === undefined) return undefined;
  if (key.type === "Literal") return String(key["value"]);
  if (key.type === "PrivateIdentifier") return `#${String(key["name"])}`;
  return node["computed"] === true ? undefined : textAt(key, "name");
}

/** The text of a literal or of a template without substitutions. */
export function literalText(node: Node): string | undefined {
  if (node.type === "Literal") return textAt(node, "value");
  if (node.type !== "TemplateLiteral" || children(node, "expressions").length > 0) return undefined;
  const [quasi] = children(node, "quasis");
  const value = quasi?.["value"] as { readonly cooked?: string } | undefined;
  return value?.cooked;
}
