// Where each part of a declaration is in the source: walks the object literals of the catalog, through spreads, constants and imports of
// neighbouring files, without running them. What it cannot follow has the location of the nearest part around it.
import path from "node:path";
import { declarationPath, type SourceLocation } from "catalog";
import { keyOf, member, type Placed, resolve, resolveExport } from "./resolve-expression.ts";
import { createModuleReader, type ReadModule, type SourceModule } from "./source-module.ts";

export interface Locations {
  /** Location of the part at `path`, or of the nearest part around it; at last, of the catalog itself. */
  find(path: string): SourceLocation;
  /** Known paths, with their locations. */
  readonly all: ReadonlyMap<string, SourceLocation>;
}

type Part = string | number;
/** Locations of the catalog that `file` exports as `exportName`. Files are relative to `folder`. */
export function locate(file: string, exportName: string, folder: string): Locations {
  const read = createModuleReader();
  const all = new Map<string, SourceLocation>();
  const module = read(file);
  const start = module === undefined ? undefined : exportOf(module, exportName);
  const walker = createWalker(
    read,
    (parts, location) => all.set(declarationPath(...parts), location),
    folder,
  );
  const whole: SourceLocation = { file: relative(file, folder), line: 1, column: 1 };
  if (start !== undefined) {
    all.set("", locationOf(start, start.node.start, folder));
    walker(start, [], 0);
  }
  return { all, find: (wanted) => nearest(all, wanted) ?? whole };

  function exportOf(from: SourceModule, name: string): Placed | undefined {
    return resolveExport(from, name, read) ?? (name === "default" ? undefined : commonJsMember(from, name));
  }

  /** `module.exports = { name: … }`. */
  function commonJsMember(from: SourceModule, name: string): Placed | undefined {
    const object = resolveExport(from, "default", read);
    return object === undefined ? undefined : member(object, name, read);
  }
}

function nearest(all: ReadonlyMap<string, SourceLocation>, wanted: string): SourceLocation | undefined {
  for (let at = wanted; ; at = parentOf(at)) {
    const found = all.get(at);
    if (found !== undefined || at === "") return found;
  }
}

const lastPart = /\.?(?:"(?:[^"\\]|\\.)*"|\[\d+\]|[^."[\]]+)$/;

/** The path without its last part: a name, a quoted name or an index. */
function parentOf(child: string): string {
  const parent = child.replace(lastPart, "");
  return parent === child ? "" : parent;
}

const relative = (file: string, folder: string): string => {
  const short = path.relative(folder, file);
  return short.startsWith("..") || short === "" ? file : short;
};

/** Offsets at which the lines of a text begin, by text: a catalog has thousands of places. */
const lineStarts = new WeakMap<object, readonly number[]>();

function startsOf(module: Placed["module"]): readonly number[] {
  let starts = lineStarts.get(module);
  if (starts === undefined) {
    starts = [0, ...[...module.text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    lineStarts.set(module, starts);
  }
  return starts;
}

function locationOf({ module }: Placed, offset: number, folder: string): SourceLocation {
  const starts = startsOf(module);
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle;
  }
  return {
    file: relative(module.file, folder),
    line: low + 1,
    column: offset - (starts[low] as number) + 1,
  };
}

type Walk = (from: Placed, parts: readonly Part[], depth: number) => void;

function createWalker(
  read: ReadModule,
  report: (parts: readonly Part[], location: SourceLocation) => void,
  folder: string,
): Walk {
  return function walk(from, parts, depth) {
    const placed = resolve(from, read, depth);
    if (placed === undefined) return;
    const { node, module } = placed;
    if (node.type === "ArrayExpression") {
      for (const [index, element] of node.elements.entries()) {
        if (element === null || element.type === "SpreadElement") continue;
        report([...parts, index], locationOf(placed, element.start, folder));
        walk({ node: element, module }, [...parts, index], depth + 1);
      }
    }
    if (node.type !== "ObjectExpression") return;
    for (const property of node.properties) {
      if (property.type === "SpreadElement") {
        walk({ node: property.argument, module }, parts, depth + 1);
        continue;
      }
      const key = keyOf(property, module, read);
      if (key === undefined) continue;
      report([...parts, key], locationOf(placed, property.start, folder));
      walk({ node: property.value, module }, [...parts, key], depth + 1);
    }
  };
}
