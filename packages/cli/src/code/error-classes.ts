// Classes of errors that the code defines. Their names are the types by which errors are grouped.
import { child, children, keyOf, literalText, textAt } from "./node.ts";
import type { Project } from "./project.ts";
import type { Location } from "./source-module.ts";

/** Classes that extend an error, by the name that their errors have, with the place of the class. */
export function errorClasses(project: Project): ReadonlyMap<string, Location> {
  const found = new Map<string, Location>();
  for (const module of project.modules)
    for (const node of module.nodes) {
      if (node.type !== "ClassDeclaration" && node.type !== "ClassExpression") continue;
      const parent = textAt(child(node, "superClass"), "name");
      if (parent === undefined || !/(?:Error|Exception)$/.test(parent)) continue;
      const body = child(node, "body");
      const named = (body === undefined ? [] : children(body, "body")).find(
        (member) => member.type === "PropertyDefinition" && keyOf(member) === "name",
      );
      const value = named && child(named, "value");
      const name = (value && literalText(value)) ?? textAt(child(node, "id"), "name");
      if (name !== undefined && !found.has(name)) found.set(name, module.locationOf(node));
    }
  return found;
}
