// A copy of this checkout in which a release can be made without a trace: the files that git has or would take, in a repository of its own, and
// links to the installed packages.
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from "node:fs";
import path from "node:path";

import { stampOf, targets } from "../build.ts";
import { root, sourceFiles } from "../source-files.ts";

/** Copies the checkout into the empty folder `copy`. */
export function copyCheckout(copy: string): void {
  for (const file of sourceFiles("")) {
    if (!existsSync(path.join(root, file))) continue;
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    cpSync(path.join(root, file), path.join(copy, file), { verbatimSymlinks: true });
  }
  for (const folder of ["", ...workspacesWithModules()]) linkModules(folder, copy);
}

/** Copies what is built of the checkout as well: what the release does not change is not built again. */
export function copyBuilds(copy: string): void {
  const built = new Set(targets.map(({ output }) => output.split("/", 3).join("/")));
  for (const folder of built)
    if (existsSync(path.join(root, folder)))
      cpSync(path.join(root, folder), path.join(copy, folder), { recursive: true });
  for (const stamp of targets.map(stampOf))
    if (existsSync(path.join(root, stamp))) cpSync(path.join(root, stamp), path.join(copy, stamp));
}

/** Workspaces with packages that the root has in another version. */
function workspacesWithModules(): string[] {
  return ["packages", "examples"].flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .map((name) => path.join(folder, name))
      .filter((place) => existsSync(path.join(root, place, "node_modules"))),
  );
}

function linkModules(folder: string, copy: string): void {
  const [from, to] = [root, copy].map((place) => path.join(place, folder, "node_modules")) as [
    string,
    string,
  ];
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    // builds remember there what they were made of
    if (name === ".cache" || name.startsWith(".vite")) continue;
    const place = path.join(from, name);
    // links to workspaces are relative, and lead to those of the copy
    const target = lstatSync(place).isSymbolicLink() ? readlinkSync(place) : place;
    symlinkSync(target, path.join(to, name));
  }
}
