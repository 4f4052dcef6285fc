// Packages of this repository, with the files that `npm pack` would publish.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { root } from "../../../tools/source-files.ts";
import { fileEntry, type FileEntry } from "../oci/entry.ts";
import { isUsedAtRunTime } from "./npm-tree.ts";

export interface OwnPackage {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly string[];
  readonly folder: string;
  readonly files: readonly string[];
}

/** The package in `packages/<folder>`, which must be built. */
export function ownPackage(folder: string): OwnPackage {
  const place = path.join(root, "packages", folder);
  const manifest = JSON.parse(readFileSync(path.join(place, "package.json"), "utf8")) as {
    readonly name: string;
    readonly version: string;
    readonly dependencies: Readonly<Record<string, string>>;
    readonly files: readonly string[];
  };
  const built = manifest.files.flatMap((part) =>
    readdirSync(path.join(place, part), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(place, path.join(entry.parentPath, entry.name))),
  );
  return {
    name: manifest.name,
    version: manifest.version,
    dependencies: Object.keys(manifest.dependencies),
    folder: place,
    // npm adds these
    files: ["LICENSE", "README.md", "package.json", ...built].filter(isUsedAtRunTime),
  };
}

/** Its files below `into/<name>`. */
export function entriesOfPackage({ folder, name, files }: OwnPackage, into: string): FileEntry[] {
  return files.map((file) => fileEntry(path.join(folder, file), path.posix.join(into, name, file)));
}
