// Where each part of a declaration is in the source: walks the object literals of the catalog, through spreads, constants and imports of
// neighbouring files, without running them. What it cannot follow has the location of the nearest part around it.
import path from "node:path";
import { declarationPath, type SourceLocation } from "catalog";
import { createModuleReader } from "../code/module-reader.ts";
import { bare, child, children, keyOf, type Node } from "../code/node.ts";
import { argumentsOf, createProject, type Origin, type Project, type Site } from "../code/project.ts";
import { memberValues, textsOf, valuesOf } from "../code/texts.ts";

export interface Locations {
  /** Location of the part at `path`, or of the nearest part around it; at last, of the catalog itself. */
  find(path: string): SourceLocation;
  /** Known paths, with their locations. */
  readonly all: ReadonlyMap<string, SourceLocation>;
}

type PathSegment = string | number;
type Report = (parts: readonly PathSegment[], site: Site) => void;

/** Deep enough for any catalog; ends cycles of constants and imports. */
const deepest = 64;

/** Locations of the catalog that `file` exports as `exportName`. Files are relative to `folder`. */
export function locate(file: string, exportName: string, folder: string): Locations {
  const files = createModuleReader();
  const project = createProject([], files);
  const all = new Map<string, SourceLocation>();
  const module = files.get(file.split(path.sep).join("/"));
  const start = module && exportedBy(project, module, exportName);
  if (start !== undefined) {
    const report: Report = (parts, site) => all.set(declarationPath(...parts), locationOf(site, folder));
    report([], { module: start.module, node: bare(start.node) });
    walk(project, start, report, [], 0);
  }
  const whole: SourceLocation = { file: relative(file, folder), line: 1, column: 1 };
  return { all, find: (wanted) => nearest(all, wanted) ?? whole };
}

/** What a module exports, also as `module.exports = { name: … }`. */
function exportedBy(project: Project, module: Site["module"], name: string): Site | undefined {
  const found = siteOf(project.memberOf(module, name));
  const all = found === undefined ? siteOf(project.memberOf(module, "default")) : undefined;
  return found ?? (all && memberValues(project, all, name)[0]);
}

function siteOf(origin: Origin | undefined): Site | undefined {
  if (origin?.is === "value") return origin.site;
  if (origin?.is !== "binding" || origin.binding.value === undefined) return undefined;
  return origin.binding.keys.length > 0 ? undefined : { module: origin.module, node: origin.binding.value };
}

/** Reports the parts of the literal that `from` stands for. */
function walk(
  project: Project,
  from: Site,
  report: Report,
  parts: readonly PathSegment[],
  depth: number,
): void {
  const site = literalAt(project, from, depth);
  if (site === undefined) return;
  const { module, node } = site;
  if (node.type === "ArrayExpression") {
    for (const [index, element] of (node["elements"] as readonly (Node | null)[]).entries()) {
      if (element === null || element.type === "SpreadElement") continue;
      report([...parts, index], { module, node: element });
      walk(project, { module, node: element }, report, [...parts, index], depth + 1);
    }
  }
  if (node.type !== "ObjectExpression") return;
  for (const property of children(node, "properties")) {
    const inner = {
      module,
      node: child(property, property.type === "SpreadElement" ? "argument" : "value")!,
    };
    if (property.type === "SpreadElement") {
      walk(project, inner, report, parts, depth + 1);
      continue;
    }
    const key = keyAt(project, { module, node: property });
    if (key === undefined) continue;
    report([...parts, key], { module, node: property });
    walk(project, inner, report, [...parts, key], depth + 1);
  }
}

/** The literal that an expression stands for, through names, members and calls that take a declaration: `defineCatalog({ … })`. */
function literalAt(project: Project, { module, node: given }: Site, depth: number): Site | undefined {
  if (depth > deepest) return undefined;
  const node = bare(given);
  const next = (site: Site | undefined): Site | undefined => site && literalAt(project, site, depth + 1);
  if (node.type === "CallExpression") {
    const [first] = argumentsOf(node);
    return next(first && { module, node: first });
  }
  if (node.type !== "Identifier" && node.type !== "MemberExpression") return { module, node };
  const [value] = valuesOf(project, { module, node });
  if (value !== undefined || node.type === "Identifier") return next(value);
  const object = next({ module, node: child(node, "object")! });
  const key = keyOf(node);
  return object && key !== undefined ? next(memberValues(project, object, key)[0]) : undefined;
}

function keyAt(project: Project, { module, node }: Site): string | undefined {
  const known = keyOf(node);
  if (known !== undefined) return known;
  const { known: texts, isComplete } = textsOf(project, { module, node: child(node, "key")! });
  return isComplete && texts.length === 1 ? texts[0] : undefined;
}

function nearest(all: ReadonlyMap<string, SourceLocation>, wanted: string): SourceLocation | undefined {
  for (let at = wanted; ; at = parentOf(at)) {
    const found = all.get(at);
    if (found !== undefined || at === "") return found;
  }
}

const lastPart = /\.?(?:"(?:[^"\\]|\\.)*"|\[\d+\]|[^."[\]]+)$/;

/** The path without its last part: a name, a quoted name or an index. */
function parentOf(name: string): string {
  const parent = name.replace(lastPart, "");
  return parent === name ? "" : parent;
}

const relative = (file: string, folder: string): string => {
  const short = path.relative(folder, file);
  return short.startsWith("..") || short === "" ? file : short;
};

function locationOf({ module, node }: Site, folder: string): SourceLocation {
  const { file, line, column } = module.locationOf(node);
  return { file: relative(file, folder), line, column };
}
