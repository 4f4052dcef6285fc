// Which code runs inside a span: callbacks of functions such as `trace`, and functions of the same file that such code calls.
import { type Call, type FunctionNode, functionAround, type Node } from "../syntax.ts";
import { callAround, type Origins } from "./origin.ts";

/** Calls that are followed from a function to its callers. */
const maxDepth = 4;

/** The call of one of `names` in whose callback `node` runs: in the callback itself, or in a function of the file that it calls. */
export function reachedFrom(node: Node, origins: Origins, names: ReadonlySet<string>): Call | undefined {
  return search(node, origins, names, new Set(), maxDepth);
}

function search(
  node: Node,
  origins: Origins,
  names: ReadonlySet<string>,
  seen: Set<FunctionNode>,
  depth: number,
): Call | undefined {
  const runs = (at: Node): Call | undefined => {
    const call = callAround(at);
    return call !== undefined && names.has(origins(call.callee) ?? "") ? call : undefined;
  };
  const around: FunctionNode[] = [];
  for (let fn = functionAround(node); fn !== undefined; fn = functionAround(fn)) {
    const call = runs(fn);
    if (call !== undefined) return call;
    around.push(fn);
  }
  if (depth === 0) return undefined;
  for (const fn of around.filter((one) => !seen.has(one))) {
    seen.add(fn);
    for (const use of usesOf(fn, origins)) {
      const isCalled = use.parent?.type === "CallExpression" && use.parent.callee === use;
      const found = isCalled ? search(use, origins, names, seen, depth - 1) : runs(use);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** The places that name a function of the file. */
function usesOf(fn: FunctionNode, origins: Origins): readonly Node[] {
  const { parent } = fn;
  const id =
    fn.type === "FunctionDeclaration" ? fn.id : parent.type === "VariableDeclarator" ? parent.id : null;
  if (id?.type !== "Identifier") return [];
  const references = origins.variable(id)?.references ?? [];
  return references.map(({ identifier }) => identifier as unknown as Node).filter((one) => one !== id);
}
