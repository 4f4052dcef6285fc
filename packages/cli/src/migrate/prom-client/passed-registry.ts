// Registries of prom-client that others get: `createMetricsServer({ register })`, `app.locals.registry = registry`. They may serve them.
import { packageOf } from "../../code/application/package-of.ts";
import { bare, child, children, isFunction, type Node } from "../../code/node.ts";
import type { Project, Site } from "../../code/project.ts";
import type { SourceModule } from "../../code/source-module.ts";
import type { Migration } from "../migration.ts";
import { createRegistrySearch } from "./held-registry.ts";

/** Where a registry is passed to code that is not read, or becomes a property of its objects. */
export function passedRegistry(migration: Migration, modules: readonly SourceModule[]): Site | undefined {
  const { project } = migration;
  const holdsRegistry = createRegistrySearch(migration);
  // functions of the project are followed
  const own = new Set(
    project.modules.flatMap((module) =>
      module.nodes
        .filter(isFunction)
        .flatMap((node) => project.callsOf({ module, node }).map((call) => call.node)),
    ),
  );
  for (const module of modules)
    for (const node of module.nodes) {
      const given = own.has(node) ? [] : givenAway(project, { module, node });
      if (given.some((one) => holdsRegistry({ module, node: one }))) return { module, node };
    }
  return undefined;
}

function givenAway(project: Project, { module, node }: Site): readonly Node[] {
  switch (node.type) {
    case "CallExpression":
    case "NewExpression": {
      const callee = child(node, "callee")!;
      const given = children(node, "arguments");
      return given.length > 0 && packageOf(project, { module, node: callee }) !== "prom-client" ? given : [];
    }
    case "AssignmentExpression":
      return isForeign(project, { module, node: child(node, "left")! }) ? [child(node, "right")!] : [];
    default:
      return [];
  }
}

/** Whether a property is of an object that the project does not define. */
function isForeign(project: Project, { module, node }: Site): boolean {
  if (node.type !== "MemberExpression") return false;
  let root = node;
  while (root.type === "MemberExpression") root = bare(child(root, "object")!);
  if (root.type !== "Identifier") return root.type !== "ThisExpression";
  const name = String(root["name"]);
  const origin = project.originOf(name, { module, node: root });
  if (origin === undefined) return name !== "module" && name !== "exports";
  const value = origin.is === "binding" ? origin.binding.value && bare(origin.binding.value) : undefined;
  return !/^(?:Class|Function|Object)/.test(value?.type ?? "");
}
