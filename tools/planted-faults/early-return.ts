// The operator `early return`: a function whose type is known returns an empty value at once.
import type { Site } from "./fault.ts";
import { isNode, type Node } from "./tree.ts";

const functions = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);

/** What the functions of a type return when they do nothing, the first that fits. */
const empties: readonly (readonly [RegExp, string])[] = [
  [/\|\s*undefined$/, "undefined"],
  [/\[\]$|^(?:Readonly)?Array</, "[]"],
  [/^(?:Readonly)?Map</, "new Map()"],
  [/^(?:Readonly)?Set</, "new Set()"],
  [/^string$/, '""'],
  [/^number$/, "0"],
];

/** A function with a body that says what it returns. */
export function emptyReturn(node: Node, _around: readonly Node[], text: string): Site | undefined {
  const body = node["body"];
  const returns = node["returnType"];
  if (!functions.has(node.type) || !isNode(body) || !isNode(returns) || node["generator"] === true)
    return undefined;
  const type = text.slice(returns.start, returns.end).replace(/^:\s*/, "");
  const inner = node["async"] === true ? /^Promise<([\s\S]*)>$/.exec(type)?.[1] : type;
  const value = empties.find(([pattern]) => pattern.test(inner ?? ""))?.[1];
  if (value === undefined) return undefined;
  const operator = "early return";
  if (body.type === "BlockStatement")
    return { operator, start: body.start, end: body.start + 1, replacement: `{ return ${value};` };
  return { operator, start: body.start, end: body.end, replacement: value };
}
