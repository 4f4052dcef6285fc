// What a project has beside its sources: the packages that it depends on.
import path from "node:path";
import { readSmallFile } from "../code/small-file.ts";
import type { SourceModule } from "../code/source-module.ts";

/** The packages in every package.json in `root` and in the folders of the modules. */
export function readPackages(root: string, modules: readonly SourceModule[]): readonly string[] {
  const folders = new Set(modules.flatMap(({ file }) => foldersOf(file)));
  return [...new Set([...folders].flatMap((folder) => dependenciesIn(path.join(root, folder))))];
}

/** `a/b/c.ts`: `a/b`, `a` and the root. */
function foldersOf(file: string): readonly string[] {
  const parts = file.split("/");
  return parts.map((_, index) => parts.slice(0, index).join("/"));
}

function dependenciesIn(folder: string): readonly string[] {
  try {
    const found = JSON.parse(readSmallFile(path.join(folder, "package.json")) ?? "{}") as Record<
      string,
      object
    >;
    return ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"].flatMap((key) =>
      Object.keys(found[key] ?? {}),
    );
  } catch {
    return [];
  }
}
