// Fails on an import that layers.ts does not allow, and on any cycle between files.
import { readFileSync } from "node:fs";
import path from "node:path";

import { exceptions, inside, packages, reserved } from "./layers.ts";
import type { Layer } from "./layers/layer.ts";
import { root, sourceFiles } from "./source-files.ts";

/** One import, from a file to another file of the tree or to a package of npm. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
}

const importForm =
  /(?:^|\n)\s*(?:import|export)\s+(?:type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/g;

/** The imports of one file, those of types included. Only relative ones and names of packages; `node:` is left out. */
export function importsOf(file: string, text: string): Arrow[] {
  const arrows: Arrow[] = [];
  for (const [, name, dynamic] of text.matchAll(importForm)) {
    const target = name ?? dynamic;
    if (target === undefined || target.startsWith("node:")) continue;
    const to = target.startsWith(".") ? path.posix.join(path.posix.dirname(file), target) : target;
    arrows.push({ from: file, to });
  }
  return arrows;
}

/** Imports that are not allowed and cycles, a line each. */
export function violations(arrows: readonly Arrow[]): string[] {
  return [...arrows.flatMap(wrongArrow), ...cycles(arrows)];
}

function wrongArrow({ from, to }: Arrow): string[] {
  if (exceptions.some((one) => one.from === from && one.to === to)) return [];
  const fromPackage = partOf(packages, from);
  if (fromPackage === undefined) return [];
  const target = isFile(to)
    ? partOf(packages, to)
    : packages.find((layer) => packageName(to) === publishedName(layer));
  if (target !== undefined && target !== fromPackage && !fromPackage.mayImport.includes(target.name)) {
    return [`${from} imports ${to}: ${fromPackage.name} may import ${listed(fromPackage)}`];
  }
  if (!isFile(to)) return reservedFor(from, to);
  if (target === fromPackage) return wrongInside(fromPackage, from, to);
  return to.startsWith("packages/") ? [`${from} imports ${to}: reach another package by its name`] : [];
}

function wrongInside(owner: Layer, from: string, to: string): string[] {
  const layers = inside[owner.name];
  const prefix = `${owner.files[0]}src/`;
  if (layers === undefined || isTest(from) || !from.startsWith(prefix) || !to.startsWith(prefix)) return [];
  const [here, there] = [partOf(layers, from.slice(prefix.length)), partOf(layers, to.slice(prefix.length))];
  if (here === undefined) return [`${from} is in no layer of tools/layers.ts`];
  if (there === undefined) return [`${to} is in no layer of tools/layers.ts`];
  if (here === there || here.mayImport.some((name) => isWithin(there.name, name))) return [];
  return [`${from} imports ${to}: ${here.name} may import ${listed(here)}`];
}

function reservedFor(from: string, to: string): string[] {
  const rule = reserved[packageName(to)];
  if (
    rule === undefined ||
    isTest(from) ||
    !from.startsWith("packages/console/") ||
    from.startsWith(rule.part)
  )
    return [];
  return [`${from} imports ${to}: only ${rule.part} may, because ${rule.why}`];
}

/** Cycles between files. Imports of types count: files that name each other's types can only be read together. */
function cycles(arrows: readonly Arrow[]): string[] {
  const graph = new Map<string, string[]>();
  for (const { from, to } of arrows) {
    if (isFile(to)) graph.set(from, [...(graph.get(from) ?? []), to]);
  }
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    const at = trail.indexOf(file);
    if (at !== -1) found.push(`cycle: ${[...trail.slice(at), file].join(" → ")}`);
    if (at !== -1 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}

const isFile = (target: string): boolean =>
  target.includes("/") && /\.(ts|tsx|mjs|css|json|sql)$/.test(target) && !target.startsWith("@");
// `engine` is every `engine/…`
const isWithin = (layer: string, name: string): boolean => layer === name || layer.startsWith(`${name}/`);
const isTest = (file: string): boolean => /\.test\.tsx?$|\/test\//.test(file);
const packageName = (specifier: string): string =>
  specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
const publishedName = (layer: Layer): string => published[layer.name] ?? layer.name;
const published: Readonly<Record<string, string>> = { console: "telltale-console", cli: "telltale-cli" };
const listed = (layer: Layer): string =>
  layer.mayImport.length === 0 ? "nothing" : layer.mayImport.join(", ");

function partOf(layers: readonly Layer[], file: string): Layer | undefined {
  return layers.find((layer) =>
    layer.files.some((place) => (place.endsWith("/") ? file.startsWith(place) : file === place)),
  );
}

if (import.meta.main) {
  const files = sourceFiles(".ts", ".tsx", ".mjs");
  const arrows = files.flatMap((file) => importsOf(file, readFileSync(path.join(root, file), "utf8")));
  const problems = violations(arrows);
  for (const problem of problems) console.error(problem);
  console.log(`${files.length} files, ${arrows.length} imports, ${problems.length} not allowed`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
