// The packages of a project: a repository may have several, which start apart and use each other.
import path from "node:path";
import type { StartFile } from "./start-files.ts";

export interface LocalPackage {
  /** From the folder of the project; empty for the project itself. */
  readonly folder: string;
  readonly name: string | undefined;
  /** Names of packages that it depends on. */
  readonly dependencies: readonly string[];
}

export interface Packages {
  /** The package that a file belongs to. */
  ownerOf(file: string): LocalPackage;
  /** A package with those of the project that it depends on, directly or not. */
  withDependencies(one: LocalPackage): readonly LocalPackage[];
  /** Packages of the project that depend on it directly. */
  usersOf(one: LocalPackage): readonly LocalPackage[];
}

export function readLocalPackages(files: readonly StartFile[]): Packages {
  const all = files.filter(({ file }) => path.posix.basename(file) === "package.json").map(describe);
  const root = all.find(({ folder }) => folder === "") ?? { folder: "", name: undefined, dependencies: [] };
  const byDepth = [...all, root].toSorted((a, b) => b.folder.length - a.folder.length);
  const dependsOn = (one: LocalPackage): readonly LocalPackage[] =>
    all.filter(({ name }) => name !== undefined && one.dependencies.includes(name));
  return {
    ownerOf: (file) => byDepth.find(({ folder }) => folder === "" || file.startsWith(`${folder}/`)) ?? root,
    withDependencies(one) {
      const found = new Set([one]);
      for (const each of found) for (const other of dependsOn(each)) found.add(other);
      return [...found];
    },
    usersOf: (one) => all.filter((other) => other !== one && dependsOn(other).includes(one)),
  };
}

function describe({ file, text }: StartFile): LocalPackage {
  const folder = file === "package.json" ? "" : path.posix.dirname(file);
  try {
    const found = JSON.parse(text) as Record<string, unknown>;
    const dependencies = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];
    return {
      folder,
      name: typeof found["name"] === "string" ? found["name"] : undefined,
      dependencies: dependencies.flatMap((key) => Object.keys((found[key] as object | undefined) ?? {})),
    };
  } catch {
    return { folder, name: undefined, dependencies: [] };
  }
}
