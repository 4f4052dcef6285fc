// Installations that a benchmark measures: rivals want versions that exclude each other, so each has a folder of its own.
import { existsSync, lstatSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { npm } from "../tools/npm.ts";
import { root } from "../tools/source-files.ts";

/** The folder of the rival `name`, with what its lockfile names. */
export function installRival(name: string): string {
  const folder = path.join(import.meta.dirname, "rivals", name);
  if (!existsSync(path.join(folder, "node_modules"))) npm(["ci"], folder);
  return folder;
}

/** Installs `telltale` as it would be published into a new folder, with `others` beside it. Call `remove` at the end. */
export function installPacked(others: readonly string[] = []): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-bench-"));
  npm(["pack", "--workspace", "telltale", "--pack-destination", folder], root);
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz")) as string;
  writeFileSync(path.join(folder, "package.json"), `{ "private": true }`);
  npm(["install", "--prefer-offline", path.join(folder, tarball), ...others], folder);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Packages in `folder`'s node_modules, and the bytes of their files, those of `except` apart. */
export function sizeOf(
  folder: string,
  except: string,
): { readonly packages: number; readonly bytes: number } {
  const modules = path.join(folder, "node_modules");
  const names = readdirSync(modules)
    .filter((name) => !name.startsWith("."))
    .flatMap((name) =>
      name.startsWith("@")
        ? readdirSync(path.join(modules, name)).map((inner) => `${name}/${inner}`)
        : [name],
    );
  const counted = names.filter((name) => name !== except);
  return {
    packages: names.length,
    bytes: counted.reduce((sum, name) => sum + bytesIn(path.join(modules, name)), 0),
  };
}

function bytesIn(place: string): number {
  if (lstatSync(place).isSymbolicLink()) return 0;
  if (!statSync(place).isDirectory()) return statSync(place).size;
  return readdirSync(place).reduce((sum, name) => sum + bytesIn(path.join(place, name)), 0);
}
