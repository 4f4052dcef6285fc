// What a package brings with it, by the lockfile: the folders that its dependencies have, as Node would find them.
import path from "node:path";

/** An entry of `packages` in package-lock.json. */
export interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/**
 * The folders below the root of all that `folder` (`packages/console`) depends on at run time, in order. Those of this repository
 * are not followed: they are bundled.
 *
 * @param exists whether a folder is installed; optional ones for other machines are not, and left out.
 * @throws {Error} when the lockfile lacks a dependency that is not optional.
 */
export function closureOf(
  locked: Readonly<Record<string, LockedPackage>>,
  folder: string,
  exists: (folder: string) => boolean,
): string[] {
  const found = new Set<string>();
  const follow = (from: string): void => {
    for (const { name, isOptional } of dependenciesOf(locked[from])) {
      const place = placeOf(locked, from, name);
      if (place === undefined || !exists(place)) {
        if (isOptional) continue;
        throw new Error(
          `Cannot find ${name}, which ${from} depends on: expected it in package-lock.json and installed.`,
        );
      }
      if (found.has(place)) continue;
      found.add(place);
      follow(place);
    }
  };
  follow(folder);
  return [...found].toSorted();
}

/** What npm installs for a package: optional peers are not. */
function dependenciesOf(
  locked: LockedPackage = {},
): { readonly name: string; readonly isOptional: boolean }[] {
  const {
    dependencies,
    optionalDependencies = {},
    peerDependencies = {},
    peerDependenciesMeta = {},
  } = locked;
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
  const names = new Set([...peers, ...Object.keys({ ...dependencies, ...optionalDependencies })]);
  return [...names].map((name) => ({ name, isOptional: name in optionalDependencies }));
}

/** Where Node finds `name` from a file in `from`: there, or in a folder above it. */
function placeOf(
  locked: Readonly<Record<string, LockedPackage>>,
  from: string,
  name: string,
): string | undefined {
  for (let folder = from; ; folder = path.posix.dirname(folder)) {
    const place = path.posix.join(folder === "." ? "" : folder, "node_modules", name);
    if (path.posix.basename(folder) !== "node_modules" && locked[place] !== undefined) return place;
    if (folder === ".") return undefined;
  }
}
