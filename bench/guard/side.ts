// The two sides of a comparison, each installed as users would have it: the packed library and console with the dependencies that the
// lockfile of their checkout names. Both folders have names of the same length: what a start costs depends on the length of paths.
import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";

import { npm } from "../../tools/npm.ts";
import { cache } from "./checkout.ts";
import { closureOf, type LockedPackage } from "./closure.ts";
import { copyIfThere, linkTree } from "./link-tree.ts";

/** A packed package with its dependencies. */
interface Installed {
  /** Folder of the package. */
  readonly folder: string;
  /** What npm packs of it. */
  readonly packedBytes: number;
  /** That, and all files of all dependencies. */
  readonly installedBytes: number;
  /** The engine's library among them, which outweighs everything else. */
  readonly engineBytes: number;
  /** Packages, its own included. */
  readonly packages: number;
}

/** One side. */
export interface Side {
  readonly name: "base" | "head";
  /** The checkout it was installed from. */
  readonly checkout: string;
  readonly folder: string;
  readonly library: Installed;
  readonly console: Installed;
}

/** Both sides. */
export interface Sides {
  readonly base: Side;
  readonly head: Side;
}

// of this process alone: another run of the guard may go on at the same time
const sides = path.join(cache, `sides-${process.pid}`);

/** Removes both sides. */
export function removeSides(): void {
  rmSync(sides, { recursive: true, force: true });
}

/** Installs what `checkout` has built in a folder of its own: what is built meanwhile changes nothing. */
export function installSide(name: Side["name"], checkout: string): Side {
  const folder = path.join(sides, name);
  rmSync(folder, { recursive: true, force: true });
  const { packages: locked } = JSON.parse(readFileSync(path.join(checkout, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, LockedPackage>>;
  };
  const install = (own: string, packageName: string): Installed => {
    const target = path.join(folder, "node_modules", packageName);
    const packed = pack(checkout, packageName, path.join(checkout, own), target);
    const dependencies = closureOf(locked, own, (place) => existsSync(path.join(checkout, place)));
    const sizes = new Map<string, number>();
    for (const place of dependencies) {
      const isOwn = place.startsWith(`${own}/`);
      const to = path.join(isOwn ? target : folder, isOwn ? place.slice(own.length + 1) : place);
      // a package inside another one came with it
      if (!existsSync(to)) linkTree(path.join(checkout, place), to, /^node_modules$/);
      sizes.set(place, bytesIn(to));
    }
    return {
      folder: target,
      packedBytes: packed,
      installedBytes: [...sizes.values()].reduce((sum, bytes) => sum + bytes, packed),
      engineBytes: [...sizes].reduce(
        (sum, [place, bytes]) => sum + (place.includes("/@chdb/") ? bytes : 0),
        0,
      ),
      packages: dependencies.length + 1,
    };
  };
  return {
    name,
    checkout,
    folder,
    library: install("packages/telltale", "telltale"),
    console: install("packages/console", "telltale-console"),
  };
}

/** Copies the files that npm would pack. Gives their bytes. */
function pack(checkout: string, name: string, from: string, to: string): number {
  const listed = npm(["pack", "--dry-run", "--json", "--ignore-scripts", "--workspace", name], checkout);
  const answer = JSON.parse(listed) as readonly PackList[] | Readonly<Record<string, PackList>>;
  const [{ files, unpackedSize } = { files: [], unpackedSize: 0 }] = Object.values(answer) as PackList[];
  if (!files.some(({ path: file }) => file.startsWith("dist/")))
    throw new Error(`Cannot pack ${name} of ${checkout}: it has no build.`);
  for (const { path: file } of files) {
    mkdirSync(path.dirname(path.join(to, file)), { recursive: true });
    copyIfThere(path.join(from, file), path.join(to, file));
  }
  return unpackedSize;
}

/** What `npm pack --json` prints of a package. */
interface PackList {
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/** Bytes of a package's files, those of packages inside it apart. */
function bytesIn(place: string): number {
  if (lstatSync(place).isSymbolicLink()) return 0;
  if (!statSync(place).isDirectory()) return statSync(place).size;
  return readdirSync(place)
    .filter((name) => name !== "node_modules")
    .reduce((sum, name) => sum + bytesIn(path.join(place, name)), 0);
}
