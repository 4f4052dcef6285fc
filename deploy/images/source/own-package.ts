// Packages of this repository, with the files that `npm pack` would publish.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { root } from "../../../tools/source-files.ts";
import { readNotices } from "../../../tools/third-party-notices.ts";
import { fileEntry, type FileEntry } from "../oci/entry.ts";
import { type Component, npmPurl } from "./component.ts";
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

/** Packages of others that its build took parts of, as its notices list them. */
export function bundledIn({ folder, name, files }: OwnPackage): Component[] {
  const notices = files
    .filter((file) => path.basename(file) === "THIRD-PARTY-NOTICES.txt")
    .flatMap((file) => readNotices(readFileSync(path.join(folder, file), "utf8")));
  return notices.map((notice) => {
    const [, work = "", version = ""] = /^(.+) (\S+)$/.exec(notice.name) ?? [];
    // the semantic conventions are not a package
    const purl = work.includes(" ")
      ? `pkg:generic/${work.toLowerCase().replaceAll(" ", "-")}@${version}`
      : npmPurl(work, version);
    return { name: work, version, purl, licence: notice.licence, licenceText: notice.text, bundledIn: name };
  });
}
