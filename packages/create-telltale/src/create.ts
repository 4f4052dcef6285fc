// Writes a service: the files of the template and those that both templates share, with the service's name in them.
// oxlint-disable-next-line own/written-files -- files of the templates, with a name of letters and digits in them
import { mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { Request } from "./arguments.ts";
import { manifest } from "./manifest.ts";
import { Failure } from "./failure.ts";

/** The name that the templates have in its place. */
const placeholder = /my-service/g;

// npm leaves files of these names out of a package, or reads them as its own
const renamed: Readonly<Record<string, string>> = { gitignore: ".gitignore", dockerignore: ".dockerignore" };

/**
 * Writes the files of a service and returns their paths, from its folder.
 *
 * @param templates the folder of the templates.
 * @throws {Failure} where the folder is not empty, or cannot be written.
 */
export function createService(request: Request, templates: string, version: string): string[] {
  const { folder, name, template } = request;
  refuseUsed(folder);
  const written = new Map([["package.json", manifest(name, template, version)]]);
  for (const part of ["shared", template]) {
    const from = path.join(templates, part);
    for (const file of filesIn(from)) {
      const to = path.join(path.dirname(file), renamed[path.basename(file)] ?? path.basename(file));
      written.set(to, readFileSync(path.join(from, file), "utf8").replaceAll(placeholder, name));
    }
  }
  try {
    for (const [file, text] of written) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text, { flag: "wx" });
    }
  } catch (error) {
    const reason = (error as Error).message;
    throw new Failure(`Cannot write into \`${folder}\`: ${reason}. Choose a folder that you may write.`, 1, {
      cause: error,
    });
  }
  return [...written.keys()].toSorted();
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}

/** A folder may be new, empty, or have nothing but its `.git`. */
function refuseUsed(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return refuseDangling(folder);
  if (!found.isDirectory())
    throw new Failure(`Cannot create a service at \`${folder}\`: it is a file. Choose another name.`);
  const entries = readdirSync(folder).filter((entry) => entry !== ".git");
  if (entries.length === 0) return;
  const named = entries.toSorted().slice(0, 3).join(", ") + (entries.length > 3 ? ", …" : "");
  throw new Failure(
    `Cannot create a service in \`${folder}\`: it has ${entries.length} entries (${named}); expected a new or empty folder. Choose another one.`,
  );
}

/** A folder cannot be made at a link that leads nowhere, and the system then says that it exists. */
function refuseDangling(folder: string): void {
  let target: string;
  try {
    target = readlinkSync(folder);
  } catch {
    // not a link: the place is free, or writing says why not
    return;
  }
  throw new Failure(
    `Cannot create a service at \`${folder}\`: it is a symbolic link to \`${target}\`, which does not exist. Remove the link, or create that folder.`,
  );
}
