// What a project has beside its sources: the packages that it depends on, and its own.
import path from "node:path";
import { readSmallFile } from "../code/small-file.ts";
import type { SourceModule } from "../code/source-module.ts";
import type { ProjectSurroundings } from "./migration.ts";

/** What every package.json in `root` and in the folders of the modules names. */
export function readPackages(
  root: string,
  modules: readonly SourceModule[],
): Pick<ProjectSurroundings, "packages" | "locals"> {
  const folders = [...new Set(modules.flatMap(({ file }) => foldersOf(file)))];
  const manifests = folders.map((folder) => ({ folder, manifest: manifestIn(path.join(root, folder)) }));
  return {
    packages: [...new Set(manifests.flatMap(({ manifest }) => dependenciesOf(manifest)))],
    locals: new Map(
      manifests.flatMap(({ folder, manifest: { name } }) =>
        typeof name === "string" ? [[name, folder] as const] : [],
      ),
    ),
  };
}

/** `a/b/c.ts`: `a/b`, `a` and the root. */
function foldersOf(file: string): readonly string[] {
  const parts = file.split("/");
  return parts.map((_, index) => parts.slice(0, index).join("/"));
}

type Manifest = Readonly<Record<string, unknown>>;

function manifestIn(folder: string): Manifest {
  try {
    const found: unknown = JSON.parse(readSmallFile(path.join(folder, "package.json")) ?? "{}");
    return typeof found === "object" && found !== null ? (found as Manifest) : {};
  } catch {
    return {};
  }
}

const dependenciesOf = (manifest: Manifest): readonly string[] =>
  ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"].flatMap((key) =>
    Object.keys((manifest[key] as object | null | undefined) ?? {}),
  );
