// Who refers to a value, in all files of a project.
import { bare, child, children, keyOf, type Node, textAt } from "../code/node.ts";
import type { Origin, Project, Site } from "../code/project.ts";
import type { SourceModule } from "../code/source-module.ts";

export interface References {
  /** References to the variable or the export whose value is `value`, without those that only pass the name on (imports and exports). */
  of(value: Node): readonly Site[];
}

/** Reads all names of the project once. */
export function indexReferences(project: Project): References {
  const index = new Map<Node, Site[]>();
  for (const module of project.modules)
    for (const node of module.nodes) {
      const value = valueOf(project, { module, node });
      if (value === undefined) continue;
      const list = index.get(value) ?? [];
      list.push({ module, node });
      index.set(value, list);
    }
  return { of: (value) => index.get(value) ?? [] };
}

function valueOf(project: Project, { module, node }: Site): Node | undefined {
  if (node.type === "Identifier" && isReference(module, node))
    return initialOf(project.originOf(String(node["name"]), { module, node }));
  const object = node.type === "MemberExpression" ? child(node, "object") : undefined;
  const key = keyOf(node);
  if (object?.type !== "Identifier" || key === undefined) return undefined;
  const owner = project.originOf(String(object["name"]), { module, node: object });
  return owner?.is === "module" ? initialOf(project.memberOf(owner.module, key)) : undefined;
}

/** The value that a name has from the beginning. */
export function initialOf(origin: Origin | undefined): Node | undefined {
  if (origin?.is === "value") return bare(origin.site.node);
  if (origin?.is !== "binding" || origin.binding.kind !== "variable" || origin.binding.keys.length > 0)
    return undefined;
  return origin.binding.value && bare(origin.binding.value);
}

/** Where an identifier may be below a node and is not a use of a name: it declares one, or passes it on. */
const declaring: Readonly<Record<string, readonly string[]>> = {
  VariableDeclarator: ["id"],
  AssignmentPattern: ["left"],
  MethodDefinition: ["key"],
  PropertyDefinition: ["key"],
  FunctionDeclaration: ["id", "params"],
  FunctionExpression: ["id", "params"],
  ArrowFunctionExpression: ["params"],
  ClassDeclaration: ["id"],
  ClassExpression: ["id"],
  MemberExpression: ["property"],
  ImportSpecifier: ["imported", "local"],
  ImportDefaultSpecifier: ["local"],
  ImportNamespaceSpecifier: ["local"],
  ExportSpecifier: ["local", "exported"],
  RestElement: ["argument"],
  LabeledStatement: ["label"],
};

/** Whether an identifier is the use of a name: neither a key, nor a declaration, nor an import or export. */
export function isReference(module: SourceModule, node: Node): boolean {
  const parent = module.parentOf(node);
  if (parent === undefined) return false;
  if (parent.type === "Property") return isPropertyReference(module, parent, node);
  const isComputed = parent["computed"] === true;
  return !(declaring[parent.type] ?? []).some((key) => {
    if (isComputed && (key === "key" || key === "property")) return false;
    return child(parent, key) === node || children(parent, key).includes(node);
  });
}

function isPropertyReference(module: SourceModule, property: Node, node: Node): boolean {
  if (property["computed"] === true && child(property, "key") === node) return true;
  return !isPattern(module, property) && child(property, "value") === node && !isExported(module, property);
}

function isPattern(module: SourceModule, property: Node): boolean {
  return module.parentOf(property)?.type === "ObjectPattern";
}

/** A property of `module.exports = { … }` at the top level. */
function isExported(module: SourceModule, property: Node): boolean {
  const object = module.parentOf(property);
  const assignment = object && module.parentOf(object);
  const left = assignment?.type === "AssignmentExpression" ? child(assignment, "left") : undefined;
  return (
    left?.type === "MemberExpression" &&
    textAt(child(left, "object"), "name") === "module" &&
    keyOf(left) === "exports"
  );
}
