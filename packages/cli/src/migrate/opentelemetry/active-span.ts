// `trace.getActiveSpan()?.setAttribute(…)` becomes `addAttribute(…)`; every other use of the active span becomes `activeSpan()`.
import { children, type Node } from "../../code/node.ts";
import type { Site } from "../../code/project.ts";
import { type Draft, methodCallOn } from "../migration.ts";
import { type LibraryName, placeholder } from "../names.ts";

/** Methods with a function of their own, by the number of arguments that it takes. */
const functions: Readonly<Record<string, { readonly name: LibraryName; readonly most: number }>> = {
  setAttribute: { name: "addAttribute", most: 2 },
  setAttributes: { name: "addAttributes", most: 1 },
  addEvent: { name: "addEvent", most: 2 },
};

export function convertActiveSpan(draft: Draft, { module, node }: Site): void {
  const { edits } = draft;
  const target = statementCall(module, node);
  draft.changed++;
  if (target === undefined) edits.replace(node, `${placeholder("activeSpan")}()`);
  else edits.replace({ start: target.expression.start, end: target.callee.end }, placeholder(target.name));
}

/** The method call that is a statement of its own: its result, the span, is not used. */
function statementCall(
  module: Draft["module"],
  node: Node,
): { readonly expression: Node; readonly callee: Node; readonly name: LibraryName } | undefined {
  const called = methodCallOn({ module, node });
  if (called === undefined) return undefined;
  const { call, member, method } = called;
  const name = functionFor(method, children(call, "arguments"));
  const expression = module.parentOf(call)?.type === "ChainExpression" ? module.parentOf(call)! : call;
  if (name === undefined || module.parentOf(expression)?.type !== "ExpressionStatement") return undefined;
  return { expression, callee: member, name };
}

function functionFor(method: string, given: readonly Node[]): LibraryName | undefined {
  const found = functions[method];
  if (found === undefined || given.length > found.most) return undefined;
  if (given.some(({ type }) => type === "SpreadElement")) return undefined;
  // the second argument of `addEvent` may be a time
  const mayBeTime = method === "addEvent" && given[1] !== undefined && given[1].type !== "ObjectExpression";
  return mayBeTime ? undefined : found.name;
}
