// package.json of every workspace, as a release reads and writes them.
import { globSync, readFileSync } from "node:fs";
import path from "node:path";

export interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly description?: string;
  readonly engines?: { readonly node?: string };
  readonly [field: string]: unknown;
}

export const dependencyFields = [
  "dependencies",
  "devDependencies",
  "optionalDependencies",
  "peerDependencies",
] as const;

/** Manifests by their path from `root`, sorted. */
export function manifestsIn(root: string): ReadonlyMap<string, Manifest> {
  const { workspaces } = read(path.join(root, "package.json")) as unknown as { workspaces: string[] };
  const files = globSync(
    workspaces.map((place) => `${place}/package.json`),
    { cwd: root },
  );
  return new Map(files.toSorted().map((file) => [file, read(path.join(root, file))]));
}

/** What a manifest says of the workspaces among its dependencies: name and range. */
export function workspaceRanges(manifest: Manifest, names: ReadonlySet<string>): [string, string][] {
  return dependencyFields.flatMap((field) =>
    Object.entries((manifest[field] ?? {}) as Record<string, string>).filter(([name]) => names.has(name)),
  );
}

const read = (file: string): Manifest => JSON.parse(readFileSync(file, "utf8")) as Manifest;
