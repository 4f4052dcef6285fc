// What a migration works on: the project, the changes of each file, and what is left for a person.
import { createReading, type Meaning, meaningOf } from "../code/meaning.ts";
import { bare, child, keyOf, type Node } from "../code/node.ts";
import type { Project, Site } from "../code/project.ts";
import type { Location, SourceModule } from "../code/source-module.ts";
import { createEdits, type Edits } from "./edits.ts";
import { findHiddenUses, type HiddenUses, type UnreadFile } from "./hidden-uses.ts";
import { indexReferences, type References } from "./references.ts";

/** A call that stays as it is, and why. */
export interface Left {
  readonly location: Location;
  readonly call: string;
  readonly reason: string;
  /** The guide's section: `migrate-prom-client.md#summaries`. */
  readonly guide: string;
}

/** A file that may change. */
export interface Draft {
  readonly module: SourceModule;
  readonly edits: Edits;
  /** Calls that are converted. */
  changed: number;
}

/** What belongs to the project, and is not a source that is read. */
export interface ProjectSurroundings {
  readonly unread: readonly UnreadFile[];
  /** Packages that the project depends on. */
  readonly packages: readonly string[];
  /** Folders of the project's own packages, by their names. */
  readonly locals: ReadonlyMap<string, string>;
}

export interface Migration {
  readonly project: Project;
  readonly drafts: ReadonlyMap<SourceModule, Draft>;
  readonly left: Left[];
  readonly references: References;
  readonly surroundings: ProjectSurroundings;
  /** What serves metrics of prom-client and stays: without them it would be empty. */
  readonly served: string | undefined;
  /** Why not all uses of a value are known, when it is exported. */
  hiddenUse(value: Node): string | undefined;
  /** What an expression stands for. */
  meaning(site: Site): Meaning | undefined;
  leave(site: Site, call: string, reason: string, guide: string): void;
}

/** `sources`: the texts of the files that may change. */
export function createMigration(
  project: Project,
  sources: ReadonlyMap<SourceModule, string>,
  surroundings: ProjectSurroundings,
  served?: string,
): Migration {
  const reading = createReading(project);
  const left: Left[] = [];
  let references: References | undefined;
  let hidden: HiddenUses | undefined;
  return {
    project,
    drafts: new Map(
      [...sources].map(([module, source]) => [module, { module, edits: createEdits(source), changed: 0 }]),
    ),
    left,
    surroundings,
    served,
    hiddenUse: (value) => (hidden ??= findHiddenUses(project, surroundings.unread)).of(value),
    get references() {
      return (references ??= indexReferences(project));
    },
    meaning: (site) => meaningOf(reading, site),
    leave({ module, node }, call, reason, guide) {
      left.push({ location: module.locationOf(node), call, reason, guide });
    },
  };
}

/** The path of what an expression represents in a package: `["trace", "getActiveSpan"]`. */
export function pathIn(migration: Migration, site: Site, from: string): readonly string[] | undefined {
  const meaning = migration.meaning(site);
  return meaning?.is === "package" && meaning.package === from ? meaning.path : undefined;
}

/** The package that an expression is of, and its path there. */
export function pathsIn(migration: Migration, site: Site): readonly [string, readonly string[]] | undefined {
  const meaning = migration.meaning(site);
  return meaning?.is === "package" ? [meaning.package, meaning.path] : undefined;
}

/** The call of a method on `node`, when that is all that happens to it: `node.method(…)`. */
export function methodCallOn({
  module,
  node,
}: Site): { readonly method: string; readonly member: Node; readonly call: Node } | undefined {
  const member = module.parentOf(node);
  if (member?.type !== "MemberExpression" || child(member, "object") !== node) return undefined;
  const [method, call] = [keyOf(member), module.parentOf(member)];
  if (method === undefined || call?.type !== "CallExpression" || child(call, "callee") !== member)
    return undefined;
  return { method, member, call };
}

/** The constant that an expression is the value of: `const x = …`. */
export function constantOf({
  module,
  node,
}: Site): { readonly name: string; readonly declarator: Node; readonly statement: Node } | undefined {
  const declarator = module.parentOf(node);
  if (declarator?.type !== "VariableDeclarator" || bare(child(declarator, "init")!) !== node)
    return undefined;
  const [id, statement] = [child(declarator, "id"), module.parentOf(declarator)];
  if (id?.type !== "Identifier" || statement === undefined) return undefined;
  const name = String(id["name"]);
  return module.isReassigned(name) ? undefined : { name, declarator, statement };
}

/** The function that a node is in. */
export function enclosingFunction(module: SourceModule, node: Node): Node | undefined {
  let at = module.parentOf(node);
  while (at !== undefined && !/Function(?:Declaration|Expression)$/.test(at.type)) at = module.parentOf(at);
  return at;
}
