// The name that the library gives a method or function for which none is written.
import type { Call } from "catalog/calls";
import { bare, child, isFunction, keyOf, textAt } from "./node.ts";
import { argumentsOf, type Site } from "./project.ts";

/** `Class.method`, or the name of the function that is passed. */
export function fallbackNameOf({ module, node }: Site, { nameEnding }: Call): string | undefined {
  if (nameEnding === undefined) return undefined;
  const decorator = node.type === "Decorator" ? node : module.parentOf(node);
  let base: string | undefined;
  if (decorator?.type === "Decorator") {
    const method = module.parentOf(decorator);
    if (method?.type !== "MethodDefinition") return undefined;
    const owner = module.parentOf(module.parentOf(method)!);
    const name = owner && textAt(child(owner, "id"), "name");
    const key = keyOf(method);
    base = name === undefined || key === undefined ? undefined : `${name}.${key}`;
  } else {
    const [fn] = argumentsOf(node);
    const inner = fn && bare(fn);
    base = inner && (isFunction(inner) ? textAt(child(inner, "id"), "name") : textAt(inner, "name"));
  }
  return base === undefined ? undefined : base + nameEnding;
}
