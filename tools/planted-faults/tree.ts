// The syntax tree of a TypeScript file (ESTree), without what never runs or only reports something: types, imports, errors that are
// thrown, logs.
import { parseSync } from "vite";

/** A node of any kind. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** A node with the nodes around it, the innermost first. */
export type Visit = (node: Node, around: readonly Node[]) => void;

/** Wrappers of expressions, of which only the expression runs. */
const typed = new Set(["TSAsExpression", "TSSatisfiesExpression", "TSNonNullExpression", "TSTypeAssertion"]);
const skippedFields = new Set(["typeAnnotation", "returnType", "typeParameters", "typeArguments", "source"]);
const skippedNodes = new Set([
  "ImportDeclaration",
  "ExportAllDeclaration",
  "ThrowStatement",
  "TemplateElement",
]);
/** Calls that only report something, by the last name or the first. */
const telling = /^(?:log|logger|diag|console|debug|warn|info|trace|error|assert|describe|print)$/i;
const failing = /(?:Error|Problem|Failure)$/;

/** Calls `visit` for all that runs in `text`, parents first. A file that cannot be parsed throws. */
export function visitCode(file: string, text: string, visit: Visit): void {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`Cannot parse ${file}: ${errors[0]?.message}`);
  enter(program as unknown as Node, [], visit);
}

function enter(node: Node, around: readonly Node[], visit: Visit): void {
  if (isSkipped(node)) return;
  if (!typed.has(node.type)) visit(node, around);
  const inside = [node, ...around];
  for (const [field, value] of Object.entries(node)) {
    if (skippedFields.has(field)) continue;
    if (Array.isArray(value)) {
      for (const one of value) if (isNode(one)) enter(one, inside, visit);
    } else if (isNode(value)) enter(value, inside, visit);
  }
}

function isSkipped(node: Node): boolean {
  if (skippedNodes.has(node.type)) return true;
  if (node.type.startsWith("TS") && !typed.has(node.type)) return true;
  if (node.type === "Property")
    return /^(?:fix|message|help|hint|description)$/.test(lastName(node["key"] as Node));
  if (node.type === "NewExpression") return failing.test(lastName(node["callee"] as Node));
  return node.type === "CallExpression" && isTelling(node);
}

/** Whether a call only logs, asserts or makes an error. */
export function isTelling(call: Node): boolean {
  const callee = call["callee"] as Node;
  return (
    telling.test(firstName(callee)) ||
    telling.test(lastName(callee)) ||
    failing.test(lastName(callee)) ||
    lastName(callee).startsWith("fail")
  );
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}

/** `close` of `this.store.close`. */
export function lastName(node: Node | undefined): string {
  if (node === undefined) return "";
  if (node.type === "MemberExpression") return lastName(node["property"] as Node);
  return typeof node["name"] === "string" ? node["name"] : "";
}

function firstName(node: Node): string {
  if (node.type === "MemberExpression") return firstName(node["object"] as Node);
  return typeof node["name"] === "string" ? node["name"] : "";
}
