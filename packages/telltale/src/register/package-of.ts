// Which package a file belongs to, and in which version it is there. Asked only for modules that are to be instrumented.
import path from "node:path";
import { suppressed } from "../engine/context/suppress.ts";
import { builtin } from "../engine/runtime/builtin.ts";

const fs = builtin("fs");

/** A package as it is installed. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string | undefined;
  readonly folder: string;
  /** What `engines.node` says. */
  readonly node: string | undefined;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** The name of the package that `file` lies in, by its path: what follows the last `node_modules`. */
export function packageName(file: string): string | undefined {
  const at = Math.max(file.lastIndexOf("/node_modules/"), file.lastIndexOf("\\node_modules\\"));
  if (at < 0) return undefined;
  const [first = "", second = ""] = file.slice(at + "/node_modules/".length).split(/[\\/]/, 2);
  return first.startsWith("@") ? `${first}/${second}` : first;
}

/** The package whose manifest is the nearest above `file`; undefined where there is none. Never throws. */
export function packageOf(file: string): InstalledPackage | undefined {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const found = readPackage(folder);
    // a folder inside a package may say its type in a manifest without a name
    if (found !== undefined) return found;
    if (folder === path.dirname(folder)) return undefined;
  }
}

/** The package in `folder`. Never throws. */
export function readPackage(folder: string): InstalledPackage | undefined {
  try {
    const text = suppressed(() => fs().readFileSync(path.join(folder, "package.json"), "utf8"));
    const manifest = JSON.parse(text) as Manifest;
    const { name, version, engines, dependencies = {} } = manifest;
    return typeof name === "string"
      ? { name, version, folder, node: engines?.node, dependencies }
      : undefined;
  } catch {
    return undefined;
  }
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly engines?: { readonly node?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
}
