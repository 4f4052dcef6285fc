// The operators for TypeScript: every place of a file where a small mistake can be planted. What could not be noticed is left out: sizes of
// caches, time limits, logs, texts of errors, types.
import type { Site } from "./fault.ts";
import { emptyReturn } from "./early-return.ts";
import { constantSite } from "./constant-site.ts";
import { isNode, isTelling, lastName, type Node, visitCode } from "./tree.ts";

type Rule = (node: Node, around: readonly Node[], text: string) => Site | readonly Site[] | undefined;

const rules: readonly Rule[] = [
  boundary,
  equality,
  negation,
  condition,
  statement,
  arithmetic,
  boolean,
  constantSite,
  emptyReturn,
];

/** All places in `text` where a fault can be planted, in the order of the tree. */
export function typescriptSites(file: string, text: string): readonly Site[] {
  const sites: Site[] = [];
  visitCode(file, text, (node, around) => {
    for (const rule of rules) sites.push(...[rule(node, around, text) ?? []].flat());
  });
  return sites;
}

const boundaries: Readonly<Record<string, string>> = { "<": "<=", "<=": "<", ">": ">=", ">=": ">" };
const equalities: Readonly<Record<string, string>> = { "===": "!==", "!==": "===", "==": "!=", "!=": "==" };

/** `a < b` becomes `a <= b`. */
function boundary(node: Node, [parent]: readonly Node[], text: string): Site | undefined {
  const swapped = operatorOf(node, "BinaryExpression", boundaries);
  if (swapped === undefined || choosesOperand(node, parent, text)) return undefined;
  // a measured time never is exactly the limit
  if (/\bnow\(\)/.test(text.slice(node.start, node.end))) return undefined;
  return atOperator("boundary", node, swapped, text);
}

/** `a === b` becomes `a !== b`. */
function equality(node: Node, _around: readonly Node[], text: string): Site | undefined {
  const swapped = operatorOf(node, "BinaryExpression", equalities);
  return swapped === undefined ? undefined : atOperator("negation", node, swapped, text);
}

/** `if (a)` becomes `if (!(a))`, and `!a` becomes `a`. */
function negation(node: Node, _around: readonly Node[], text: string): Site | undefined {
  if (node.type === "UnaryExpression" && node["operator"] === "!") {
    const argument = node["argument"] as Node;
    return replace("negation", node, text.slice(argument.start, argument.end));
  }
  if (node.type !== "IfStatement" && node.type !== "ConditionalExpression") return undefined;
  const test = node["test"] as Node;
  const isPlain =
    test.type !== "UnaryExpression" && operatorOf(test, "BinaryExpression", equalities) === undefined;
  return isPlain ? replace("negation", test, `!(${text.slice(test.start, test.end)})`) : undefined;
}

/** `a && b` becomes `a`, or `b`. */
function condition(node: Node, [parent]: readonly Node[], text: string): readonly Site[] | undefined {
  if (node.type !== "LogicalExpression" || node["operator"] === "??") return undefined;
  // the element of a page cannot be its own condition
  if (parent?.type === "JSXExpressionContainer") return undefined;
  return [node["left"] as Node, node["right"] as Node].map((kept) =>
    replace("condition", node, text.slice(kept.start, kept.end)),
  );
}

/** Calls whose absence is not noticed. */
const unnoticed =
  /^(?:unref|clearTimeout|clearInterval|clearImmediate|mark|measure|preventDefault|setName|freeze)$/;

/** A call, or an assignment, whose result is unused is dropped. */
function statement(node: Node): Site | undefined {
  if (node.type !== "ExpressionStatement" || typeof node["directive"] === "string") return undefined;
  let expression = node["expression"] as Node;
  if (expression.type === "AwaitExpression" || expression.type === "UnaryExpression")
    expression = expression["argument"] as Node;
  if (expression.type === "ChainExpression") expression = expression["expression"] as Node;
  const isCall =
    expression.type === "CallExpression" &&
    !unnoticed.test(lastName(expression["callee"] as Node)) &&
    !isTelling(expression);
  const isAssignment = expression.type === "AssignmentExpression" || expression.type === "UpdateExpression";
  return isCall || isAssignment ? replace("statement", node, ";") : undefined;
}

const opposites: Readonly<Record<string, string>> = { "+": "-", "-": "+", "*": "/", "/": "*" };
const assigned: Readonly<Record<string, string>> = { "+=": "-=", "-=": "+=" };
const textual = /["'`]|text|name|String|join|slice|prefix|suffix/;

/** `a + 1` becomes `a - 1`. Texts that are joined are left out. */
function arithmetic(node: Node, _around: readonly Node[], text: string): Site | undefined {
  const swapped =
    operatorOf(node, "BinaryExpression", opposites) ?? operatorOf(node, "AssignmentExpression", assigned);
  if (swapped === undefined) return undefined;
  const isSum = String(node["operator"]).startsWith("+");
  return isSum && textual.test(text.slice(node.start, node.end))
    ? undefined
    : atOperator("arithmetic", node, swapped, text);
}

/** Options whose other value is not noticed in a test. */
const unnoticedOptions =
  /^(?:recursive|force|once|passive|unref|keepAlive|colors|withFileTypes|bigint|enumerable|configurable|writable)$/;

/** `true` becomes `false`. */
function boolean(node: Node, [parent, , attribute]: readonly Node[]): Site | undefined {
  if (node.type !== "Literal" || typeof node["value"] !== "boolean") return undefined;
  if (parent?.type === "Property" && unnoticedOptions.test(lastName(parent["key"] as Node))) return undefined;
  if (parent?.type === "JSXExpressionContainer" || attribute?.type === "JSXAttribute") return undefined;
  return replace("boolean", node, String(!node["value"]));
}

/** `a > b ? a : b`, `if (a > b) b = a` and `a < b ? -1 : 1`: equal operands give the same either way. */
function choosesOperand(comparison: Node, parent: Node | undefined, text: string): boolean {
  if (parent === undefined || parent["test"] !== comparison) return false;
  const branches = ["consequent", "alternate"].map((field) => parent[field]).filter(isNode);
  const operands = [comparison["left"] as Node, comparison["right"] as Node].map((one) =>
    text.slice(one.start, one.end),
  );
  const texts = branches.map((one) => text.slice(one.start, one.end));
  if (parent.type === "IfStatement")
    return (
      texts.length === 1 &&
      operands.every((one) => texts[0]?.includes(one) === true) &&
      /[^=]=[^=]/.test(texts[0]!)
    );
  return texts.some((one) => operands.includes(one) || one === "-1");
}

function operatorOf(node: Node, type: string, swaps: Readonly<Record<string, string>>): string | undefined {
  return node.type === type ? swaps[String(node["operator"])] : undefined;
}

/** Replaces the operator between the operands of `node`. */
function atOperator(operator: string, node: Node, swapped: string, text: string): Site | undefined {
  const left = node["left"] as Node;
  const right = node["right"] as Node;
  const between = text.slice(left.end, right.start);
  const at = between.indexOf(String(node["operator"]));
  // a comment before the operator could contain it
  if (at === -1 || /\/[/*]/.test(between)) return undefined;
  const start = left.end + at;
  return { operator, start, end: start + String(node["operator"]).length, replacement: swapped };
}

function replace(operator: string, { start, end }: Node, replacement: string): Site {
  return { operator, start, end, replacement };
}
