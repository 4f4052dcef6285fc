// The modules of a project together: what a name means across files, and who calls a function.
import { bare, child, children, type Node, textAt } from "./node.ts";
import { type Binding, requiredModule, type SourceModule } from "./source-module.ts";

/** A node and the module that it is in. */
export interface Site {
  readonly module: SourceModule;
  readonly node: Node;
}

/** A name of a package, or the package itself (`*`). */
interface PackageName {
  readonly package: string;
  readonly name: string;
}

/** What a name stands for, after all imports and re-exports. */
export type Origin =
  | { readonly is: "binding"; readonly module: SourceModule; readonly binding: Binding }
  | { readonly is: "value"; readonly site: Site }
  | { readonly is: "module"; readonly module: SourceModule }
  | ({ readonly is: "package" } & PackageName);

export interface Project {
  readonly modules: readonly SourceModule[];
  /** What the identifier `name` at `site` stands for. */
  originOf(name: string, site: Site): Origin | undefined;
  /** What `name` of the module with this specifier stands for. */
  exportOf(specifier: string, name: string, from: SourceModule): Origin | undefined;
  /** What a module exports under a name. */
  memberOf(module: SourceModule, name: string): Origin | undefined;
  /** Calls of a function that is declared or bound to a name in the project. */
  callsOf(site: Site): readonly Site[];
}

/** Modules by their files, which are paths with forward slashes. */
export interface Files {
  get(file: string): SourceModule | undefined;
}

/** Joins parsed modules. Imports are looked up in `files`: these modules by default, so that nothing is read from disk. */
export function createProject(
  modules: readonly SourceModule[],
  files: Files = new Map(modules.map((module) => [module.file, module])),
): Project {
  let index: ReadonlyMap<Node, readonly Site[]> | undefined;
  const project: Project = {
    modules,
    originOf: (name, site) => originOf(files, name, site, new Set()),
    exportOf: (specifier, name, from) => exportOf(files, specifier, name, from, new Set()),
    memberOf: (module, name) => memberOf(files, module, name, new Set()),
    callsOf: ({ node }) => (index ??= indexCalls(project)).get(node) ?? [],
  };
  return project;
}

/** `seen`: what is being resolved, for modules that export from each other in a circle. */
function memberOf(files: Files, module: SourceModule, name: string, seen: Set<string>): Origin | undefined {
  const mark = `${module.file} ${name}`;
  if (seen.has(mark)) return undefined;
  seen.add(mark);
  if (name === "*") return { is: "module", module };
  const found = module.exports.get(name);
  if (found !== undefined && "value" in found) {
    const { value } = found;
    return value.type === "Identifier"
      ? originOf(files, String(value["name"]), { module, node: value }, seen)
      : { is: "value", site: { module, node: value } };
  }
  if (found !== undefined && "local" in found)
    return originOf(files, found.local, { module, node: module.program }, seen);
  if (found !== undefined) return exportOf(files, found.from, found.name, module, seen);
  let open: Origin | undefined;
  for (const star of module.stars) {
    const origin = exportOf(files, star, name, module, seen);
    if (origin !== undefined && origin.is !== "package") return origin;
    open ??= origin;
  }
  return open;
}

function exportOf(
  files: Files,
  specifier: string,
  name: string,
  from: SourceModule,
  seen: Set<string>,
): Origin | undefined {
  const module = moduleAt(specifier, from.file, files);
  if (module !== undefined) return memberOf(files, module, name, seen);
  return specifier.startsWith(".") ? undefined : { is: "package", package: specifier, name };
}

function originOf(files: Files, name: string, { module, node }: Site, seen: Set<string>): Origin | undefined {
  const binding = module.resolve(name, node);
  if (binding === undefined) return undefined;
  if (binding.kind === "import" && binding.from !== undefined)
    return exportOf(files, binding.from, binding.imported ?? "default", module, seen);
  const required = binding.value && requiredModule(bare(binding.value));
  if (required === undefined || binding.keys.length > 1) return { is: "binding", module, binding };
  const [key = "*"] = binding.keys;
  return exportOf(files, required, key, module, seen);
}

/** Calls by the function that they call. */
function indexCalls(project: Project): ReadonlyMap<Node, readonly Site[]> {
  const index = new Map<Node, Site[]>();
  for (const module of project.modules)
    for (const node of module.calls) {
      const callee = child(node, "callee");
      const called = callee && functionAt(project, { module, node: callee });
      if (called === undefined) continue;
      const list = index.get(called) ?? [];
      list.push({ module, node });
      index.set(called, list);
    }
  return index;
}

/** The function that an identifier or `module.member` stands for. */
function functionAt(project: Project, { module, node }: Site): Node | undefined {
  const name = textAt(node, "name");
  const object = node.type === "MemberExpression" ? child(node, "object") : undefined;
  let origin: Origin | undefined;
  if (node.type === "Identifier" && name !== undefined) origin = project.originOf(name, { module, node });
  else if (object?.type === "Identifier" && node["computed"] !== true) {
    const owner = project.originOf(String(object["name"]), { module, node: object });
    const member = textAt(child(node, "property"), "name");
    if (owner?.is === "module" && member !== undefined) origin = project.memberOf(owner.module, member);
  }
  if (origin?.is === "value") return origin.site.node;
  return origin?.is === "binding" && origin.binding.keys.length === 0 ? origin.binding.value : undefined;
}

const endings = ["", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json"] as const;
const compiled: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".jsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
  ".jsx": [".tsx"],
};

function moduleAt(specifier: string, from: string, files: Files): SourceModule | undefined {
  for (const file of filesFor(specifier, from)) {
    const found = files.get(file);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The files that a relative specifier in `from` may mean, the first one that exists counts: as Node.js, TypeScript and bundlers find them. */
export function filesFor(specifier: string, from: string): readonly string[] {
  if (specifier.startsWith("."))
    return candidates(joined(from.slice(0, Math.max(0, from.lastIndexOf("/"))), specifier));
  const aliased = /^[@~]\/(.*)$/.exec(specifier)?.[1];
  return aliased === undefined ? [] : [`src/${aliased}`, aliased].flatMap(candidates);
}

function candidates(root: string): readonly string[] {
  const ending = /\.[cm]?jsx?$/.exec(root)?.[0] ?? "";
  const sources = (compiled[ending] ?? []).map((other) => root.slice(0, -ending.length) + other);
  const inside = root === "" ? "index" : `${root}/index`;
  return [...endings.map((one) => root + one), ...sources, ...endings.map((one) => inside + one)];
}

function joined(folder: string, relative: string): string {
  const parts = folder === "" ? [] : folder.split("/");
  for (const part of relative.split("/")) {
    if (part === "..") {
      if (parts.length === 0 || parts.at(-1) === "..") parts.push("..");
      else parts.pop();
    } else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

/** The arguments of a call. A spread makes those after it unknown. */
export function argumentsOf(call: Node): readonly (Node | undefined)[] {
  const all = children(call, "arguments");
  const spread = all.findIndex(({ type }) => type === "SpreadElement");
  return spread === -1 ? all : all.slice(0, spread);
}
