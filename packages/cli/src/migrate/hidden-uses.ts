// Uses of an exported value that the command cannot follow: a value that may have one is not converted.
import { isBuiltin } from "node:module";
import { bare, child, children, keyOf, type Node, textAt } from "../code/node.ts";
import type { Origin, Project } from "../code/project.ts";
import { requiredModule, type SourceModule } from "../code/source-module.ts";
import { initialOf, isReference } from "./references.ts";

/** A file of the project that is not read as code. */
export interface UnreadFile {
  readonly file: string;
  readonly text: string;
}

export interface HiddenUses {
  /** Why not all uses of an exported value are known; undefined when they are. */
  of(value: Node): string | undefined;
}

/** Where a value is exported, also by modules that pass it on, and as what. */
interface Exported {
  readonly modules: Set<SourceModule>;
  readonly names: Set<string>;
}

export function findHiddenUses(project: Project, unread: readonly UnreadFile[]): HiddenUses {
  const exported = indexExports(project);
  const whole = new Map<SourceModule, string>();
  const foreign = new Map<string, string>();
  for (const module of project.modules) {
    for (const name of module.exports.keys()) {
      const taken = wholeModule(project.memberOf(module, name));
      if (taken !== undefined && taken !== module) whole.set(taken, module.file);
    }
    for (const node of module.nodes) {
      const { file, line } = module.locationOf(node);
      const taken = moduleTakenBy(project, module, node);
      if (taken !== undefined) whole.set(taken, `${file}:${line}`);
      for (const name of foreignNames(project, module, node)) foreign.set(name, `${file}:${line}`);
    }
  }
  return {
    of(value) {
      const found = exported.get(value);
      if (found === undefined) return undefined;
      for (const module of found.modules)
        if (whole.has(module))
          return `${whole.get(module)} takes all that ${module.file} exports, so that not all of its calls are known`;
      for (const name of found.names) {
        if (foreign.has(name))
          return `${foreign.get(name)} has a \`${name}\` of a module that cannot be found, which may be this one`;
        const other = unread.find(({ text }) => hasWord(text, name, found));
        if (other !== undefined) return `${other.file} has the name \`${name}\`, and is not read`;
      }
      return undefined;
    },
  };
}

function hasWord(text: string, name: string, { modules }: Exported): boolean {
  // a default export has any name: the file's name has to be there
  const words =
    name === "default" ? [...modules].map(({ file }) => /([^/]+?)\.\w+$/.exec(file)![1]!) : [name];
  return words.some((word) => text.split(/[^\w$-]+/).includes(word) || text.split(/[^\w$]+/).includes(word));
}

function indexExports(project: Project): ReadonlyMap<Node, Exported> {
  const index = new Map<Node, Exported>();
  for (const module of project.modules)
    for (const name of exportedNames(project, module, new Set())) {
      const value = initialOf(project.memberOf(module, name));
      if (value === undefined) continue;
      const found = index.get(value) ?? { modules: new Set(), names: new Set() };
      found.modules.add(module);
      found.names.add(name);
      index.set(value, found);
    }
  return index;
}

function exportedNames(project: Project, module: SourceModule, seen: Set<SourceModule>): readonly string[] {
  if (seen.has(module)) return [];
  seen.add(module);
  const others = module.stars.flatMap((star) => {
    const origin = project.exportOf(star, "*", module);
    return origin?.is === "module" ? exportedNames(project, origin.module, seen) : [];
  });
  return [...module.exports.keys(), ...others];
}

/** The module whose exports are all in a value: a namespace, or the object of `module.exports` as a default import. */
function wholeModule(origin: Origin | undefined): SourceModule | undefined {
  if (origin?.is === "module") return origin.module;
  if (origin?.is !== "value" || origin.site.node.type !== "ObjectExpression") return undefined;
  const { module, node } = origin.site;
  return module.parentOf(node)?.type === "AssignmentExpression" ? module : undefined;
}

/** The module that a node takes as a whole, other than for `namespace.key`. */
function moduleTakenBy(project: Project, module: SourceModule, node: Node): SourceModule | undefined {
  if (node.type === "Identifier")
    return isReference(module, node) ? namespaceTakenBy(project, module, node) : undefined;
  const specifier = requiredModule(node) ?? argumentOf(module, node);
  if (specifier === undefined) return undefined;
  const origin = project.exportOf(specifier, "*", module);
  return origin?.is === "module" && !isFollowed(module, node) ? origin.module : undefined;
}

function namespaceTakenBy(project: Project, module: SourceModule, node: Node): SourceModule | undefined {
  const parent = module.parentOf(node);
  const origin = project.originOf(String(node["name"]), { module, node });
  const isMember = parent?.type === "MemberExpression" && child(parent, "object") === node;
  const isKnown = origin?.is === "module" && isMember && keyOf(parent) !== undefined;
  return isKnown ? undefined : wholeModule(origin);
}

/** A text that is given to a call, such as `jest.requireActual`, which may load the module of that name. */
function argumentOf(module: SourceModule, node: Node): string | undefined {
  const parent = module.parentOf(node);
  const isArgument = parent !== undefined && children(parent, "arguments").includes(node);
  return isArgument && requiredModule(parent) === undefined ? textAt(node, "value") : undefined;
}

/** Whether all names that `require` or `import()` gives are known: `const { name } = require("…")`. */
function isFollowed(module: SourceModule, node: Node): boolean {
  if (requiredModule(node) === undefined) return false;
  const user = userOf(module, node);
  if (user?.type === "ExpressionStatement") return true;
  if (user?.type === "AssignmentExpression") return keyOf(child(user, "left")!) === "exports";
  if (user?.type !== "VariableDeclarator") return false;
  const id = child(user, "id")!;
  return (
    id.type === "Identifier" ||
    (id.type === "ObjectPattern" &&
      children(id, "properties").every(
        (one) => keyOf(one) !== undefined && child(one, "value")?.type === "Identifier",
      ))
  );
}

/** What an expression is in, without parentheses, types and `await`. */
function userOf(module: SourceModule, node: Node): Node | undefined {
  let at = module.parentOf(node);
  while (at !== undefined && at.type !== "ExpressionStatement" && bare(at) === node) at = module.parentOf(at);
  return at;
}

/** Names that a node takes from modules that are not found: packages, aliases, files that are not read. */
function foreignNames(project: Project, module: SourceModule, node: Node): readonly string[] {
  switch (node.type) {
    case "ImportSpecifier":
    case "ImportDefaultSpecifier":
      return foreignImport(project, module, node);
    case "MemberExpression":
      return foreignMember(project, module, node);
    case "ImportExpression":
      return foreignRequire(project, module, node);
    case "CallExpression":
      return textAt(child(node, "callee"), "name") === "require" ? foreignRequire(project, module, node) : [];
    default:
      return [];
  }
}

function foreignImport(project: Project, module: SourceModule, node: Node): readonly string[] {
  const local = textAt(child(node, "local"), "name") ?? "";
  const origin = project.originOf(local, { module, node: module.program });
  if (origin?.is === "package") return isOther(origin.package) ? [origin.name] : [];
  return origin === undefined ? [textAt(child(node, "imported"), "name") ?? "default"] : [];
}

function foreignRequire(project: Project, module: SourceModule, node: Node): readonly string[] {
  const specifier = requiredModule(node);
  const origin = specifier === undefined ? undefined : project.exportOf(specifier, "*", module);
  if (origin?.is === "module" || isData.test(specifier ?? "")) return [];
  // a name that is computed, an alias, or a file that is not read
  if (specifier === undefined || /^[.#~$]|^@\//.test(specifier)) return keysIn(module);
  const user = userOf(module, node);
  const pattern = user?.type === "VariableDeclarator" ? child(user, "id") : undefined;
  return pattern === undefined ? [] : children(pattern, "properties").map((one) => keyOf(one) ?? "");
}

function foreignMember(project: Project, module: SourceModule, node: Node): readonly string[] {
  const [object, key] = [bare(child(node, "object")!), keyOf(node)];
  if (key === undefined) return [];
  const required = requiredModule(object);
  if (required !== undefined && isOther(required))
    return project.exportOf(required, "*", module)?.is === "module" ? [] : [key];
  const name = object.type === "Identifier" ? String(object["name"]) : undefined;
  if (name === undefined) return [];
  const origin = project.originOf(name, { module, node: object });
  const isUnknown = origin === undefined && module.resolve(name, object)?.kind === "import";
  return (origin?.is === "package" && isOther(origin.package)) || isUnknown ? [key] : [];
}

const isData = /\.(?:json|css|scss|less|svg|png|node|wasm)$/;

/** Whether a specifier may represent a file of the project: Node.js' modules and the packages at hand do not. */
const isOther = (specifier: string): boolean =>
  !isBuiltin(specifier) && !/^(?:prom-client|telltale|@opentelemetry)(?:\/|$)/.test(specifier);

/** All members and keys of patterns in a file. */
function keysIn(module: SourceModule): readonly string[] {
  return module.nodes.flatMap((node) => {
    const isKey =
      node.type === "MemberExpression" ||
      (node.type === "Property" && module.parentOf(node)?.type === "ObjectPattern");
    return isKey ? [keyOf(node) ?? ""] : [];
  });
}
