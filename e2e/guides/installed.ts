// A folder with the packages as they would be published, unpacked, and links to what the repository has installed: as after `npm install`,
// without a registry and without a second copy of the engine.
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import path from "node:path";

import { root } from "../../tools/source-files.ts";

/** Makes `folder/node_modules` of the package files in `tarballs`. */
export function install(folder: string, tarballs: readonly string[]): void {
  const modules = path.join(folder, "node_modules");
  mkdirSync(modules, { recursive: true });
  const own = path.join(root, "node_modules");
  for (const name of readdirSync(own))
    if (!name.startsWith(".")) symlinkSync(path.join(own, name), path.join(modules, name));
  // its links are relative, and lead to the packages beside it
  cpSync(path.join(own, ".bin"), path.join(modules, ".bin"), { recursive: true, verbatimSymlinks: true });
  for (const tarball of tarballs) unpack(modules, tarball);
}

function unpack(modules: string, tarball: string): void {
  const name = /\/([^/]+)-\d+\.\d+\.\d+[^/]*\.tgz$/.exec(tarball)![1]!;
  const place = path.join(modules, name);
  rmSync(place, { force: true });
  mkdirSync(place);
  execFileSync("tar", ["-xzf", tarball, "-C", place, "--strip-components=1"]);
  // packages of which the repository has several versions
  const nested = path.join(root, "packages", name.replace(/^telltale-/, ""), "node_modules");
  if (existsSync(nested)) symlinkSync(nested, path.join(place, "node_modules"));
  const { bin = {} } = JSON.parse(readFileSync(path.join(place, "package.json"), "utf8")) as {
    readonly bin?: Readonly<Record<string, string>>;
  };
  for (const [command, file] of Object.entries(bin)) {
    chmodSync(path.join(place, file), 0o755);
    const link = path.join(modules, ".bin", command);
    // that of the repository may lead to its sources
    rmSync(link, { force: true });
    symlinkSync(path.join("..", name, file), link);
  }
}
