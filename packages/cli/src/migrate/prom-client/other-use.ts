// Uses of prom-client that a conversion leaves: its registry has series then that Telltale does not serve.
import { child, type Node, textAt } from "../../code/node.ts";
import { requiredModule, type SourceModule } from "../../code/source-module.ts";
import type { Draft, Migration } from "../migration.ts";
import { isReference } from "../references.ts";

interface Route {
  readonly draft: Draft;
  readonly route: Node | undefined;
}

/** Packages that have a name as those that depend on prom-client have. */
const related = /(?:^|[-_/])prom(?:$|[-_/])|prometheus|prom-?bundle/i;
const isRelated = (name: string): boolean =>
  name !== "prom-client" && related.test(name) && !/^(?:@opentelemetry|telltale)(?:\/|$)/.test(name);

/** A use of prom-client after the edits, and without `routes`; undefined when there is none in the whole project. */
export function otherUse(migration: Migration, routes: readonly Route[]): string | undefined {
  const reader = otherReader(migration);
  if (reader !== undefined) return reader;
  for (const module of migration.project.modules) {
    const edits = migration.drafts.get(module)?.edits;
    const served = routes.flatMap(({ draft, route }) =>
      draft.module === module && route !== undefined ? [route] : [],
    );
    const isGone = (node: Node): boolean =>
      edits?.drops(node) === true || served.some(({ start, end }) => start <= node.start && node.end <= end);
    const node = module.nodes.find((one) => usesPromClient(migration, module, one) && !isGone(one));
    if (node !== undefined) return `${module.file}:${module.locationOf(node).line} uses prom-client`;
  }
  return undefined;
}

/** A package, or a file that is not read, that may use prom-client. */
export function otherReader({ surroundings: { packages, unread } }: Migration): string | undefined {
  const dependency = packages.find(isRelated);
  if (dependency !== undefined) return `package.json has ${dependency}, which may use prom-client`;
  const file = unread.find(({ text }) => text.includes("prom-client"))?.file;
  return file === undefined ? undefined : `${file} names prom-client, and is not read`;
}

/** More than an import, which is removed when nothing uses its names. */
function usesPromClient({ project }: Migration, module: SourceModule, node: Node): boolean {
  const from = textAt(child(node, "source"), "value") ?? requiredModule(node);
  if (from !== undefined) return isRelated(from) || (from === "prom-client" && !isImport(module, node));
  if (node.type !== "Identifier" || !isUse(module, node)) return false;
  const origin = project.originOf(String(node["name"]), { module, node });
  return origin?.is === "package" && origin.package === "prom-client";
}

const isImport = (module: SourceModule, node: Node): boolean =>
  node.type === "ImportDeclaration" || module.parentOf(node)?.type === "VariableDeclarator";

/** A reference, or an entry of a list of exports. */
function isUse(module: SourceModule, node: Node): boolean {
  const parent = module.parentOf(node);
  if (parent?.type === "ExportSpecifier") return child(parent, "local") === node;
  const isValue = parent?.type === "Property" && child(parent, "value") === node;
  return isReference(module, node) || (isValue && module.parentOf(parent)?.type === "ObjectExpression");
}
