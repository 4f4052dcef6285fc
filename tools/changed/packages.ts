// Where the names of workspace packages lead: `catalog/check` is `packages/catalog/src/check/check-catalog.ts`, by the package's `exports`
// and the condition `telltale-source`.
import path from "node:path";

import type { Repository } from "./repository.ts";

interface Manifest {
  readonly name?: string;
  readonly exports?: Readonly<Record<string, Target>>;
  readonly imports?: Readonly<Record<string, Target>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}
type Target = string | null | { readonly [condition: string]: Target };

/** Gives the files that a specifier means in a file, or nothing where it is a package of npm or of Node. */
export type ResolvePackage = (specifier: string, from: string) => readonly string[];

/** Reads the manifests of all packages of the workspace. */
export function packageResolver(repository: Repository): ResolvePackage {
  const manifests = new Map<string, { readonly folder: string; readonly manifest: Manifest }>();
  const byFolder = new Map<string, Manifest>();
  for (const file of repository.files) {
    if (!/^(?:(?:packages|examples)\/[\w-]+|bench|e2e)\/package\.json$/.test(file)) continue;
    const manifest = readManifest(repository.text(file));
    const folder = path.posix.dirname(file);
    byFolder.set(folder, manifest);
    if (manifest.name !== undefined) manifests.set(manifest.name, { folder, manifest });
  }
  return (specifier, from) => {
    if (specifier.startsWith("#")) {
      const folder = from.split("/", 2).join("/");
      return targets(folder, byFolder.get(folder)?.imports?.[specifier]);
    }
    const [name = "", ...rest] = specifier.split("/");
    const found = manifests.get(name);
    if (found === undefined || !mayImport(byFolder, from, name)) return [];
    const target = found.manifest.exports?.[[".", ...rest].join("/")];
    const files = hasConditions(from) ? fromSource(found.folder, target) : targets(found.folder, target);
    return [`${found.folder}/package.json`, ...files];
  };
}

/** What a package publishes imports what its manifest has. Anything else is in a text: an example that a page shows. */
function mayImport(manifests: ReadonlyMap<string, Manifest>, from: string, name: string): boolean {
  if (!/^packages\/[\w-]+\/src\/.*(?<!\.test)\.tsx?$/.test(from)) return true;
  const { dependencies, devDependencies } = manifests.get(from.split("/", 2).join("/")) ?? {};
  return name in { ...dependencies, ...devDependencies };
}

/** Whether a file runs from the sources. Programs of fixtures and examples run with what is built, too. */
const hasConditions = (file: string): boolean =>
  /\.tsx?$/.test(file) && !/^(?:examples|bench)\/|\/(?:fixtures|template)\//.test(file);

function fromSource(folder: string, target: Target | undefined): readonly string[] {
  const source = typeof target === "object" ? target?.["telltale-source"] : undefined;
  return targets(folder, source ?? target);
}

/** All files that a target leads to, whatever the conditions: one of them is it. */
function targets(folder: string, target: Target | undefined): readonly string[] {
  if (target === undefined || target === null) return [];
  if (typeof target === "string") return [path.posix.join(folder, target)];
  return Object.values(target).flatMap((one) => targets(folder, one));
}

function readManifest(text: string): Manifest {
  try {
    return JSON.parse(text) as Manifest;
  } catch {
    return {};
  }
}
