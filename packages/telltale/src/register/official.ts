// Official instrumentations as they are installed: which there are, in the application or in TELLTALE_INSTRUMENTATION_PATH, and which of
// them are for this Node (the 2.x line for 18 and 20, the 3.x line from 22.15 on).
import path from "node:path";
import { builtin } from "../engine/runtime/builtin.ts";
import { zeroCodeSettings } from "../settings/zero-code.ts";
import { compareVersions, isInRange } from "./node-range.ts";
import { type InstalledPackage, readPackage } from "./package-of.ts";

const fs = builtin("fs");
const prefix = "instrumentation-";

/** An official instrumentation that was found. */
export interface FoundOfficial extends InstalledPackage {
  /** Without `@opentelemetry/instrumentation-`. */
  readonly short: string;
  /** Whether it is for this Node. */
  readonly fits: boolean;
}

/**
 * The official instrumentations in `folders` and above them, one each: of several the newest that fits this Node, or where none does the
 * newest.
 */
export function findOfficial(
  folders: readonly string[],
  node: string = process.versions.node,
): FoundOfficial[] {
  const found = new Map<string, FoundOfficial>();
  for (const scope of scopesOf(folders)) {
    for (const entry of entriesOf(scope)) {
      const installed = entry.startsWith(prefix) ? readPackage(path.join(scope, entry)) : undefined;
      if (installed === undefined) continue;
      const short = entry.slice(prefix.length);
      const one = { ...installed, short, fits: isInRange(node, installed.node) };
      if (isBetter(one, found.get(short))) found.set(short, one);
    }
  }
  return [...found.values()];
}

/** What `TELLTALE_INSTRUMENTATION_PATH` names: folders, or the `node_modules` in them. */
export function pathFolders(variables: Readonly<Record<string, string | undefined>>): string[] {
  const given = variables[zeroCodeSettings.settings.instrumentationPath.variable] ?? "";
  return given
    .split(path.delimiter)
    .filter((folder) => folder.trim() !== "")
    .map((folder) => path.resolve(folder.trim()));
}

function isBetter(one: FoundOfficial, other: FoundOfficial | undefined): boolean {
  if (other === undefined) return true;
  if (one.fits !== other.fits) return one.fits;
  // in doubt the first, which is the application's
  return compareVersions(one.version, other.version) > 0;
}

function scopesOf(folders: readonly string[]): string[] {
  const scopes = new Set<string>();
  for (const start of folders) {
    for (let folder = start; ; folder = path.dirname(folder)) {
      const modules = path.basename(folder) === "node_modules" ? folder : path.join(folder, "node_modules");
      scopes.add(path.join(modules, "@opentelemetry"));
      if (folder === path.dirname(folder)) break;
    }
  }
  return [...scopes];
}

function entriesOf(folder: string): string[] {
  try {
    return fs().readdirSync(folder);
  } catch {
    return [];
  }
}
