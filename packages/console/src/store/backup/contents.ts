// What may be in a back-up: what `takeSnapshot` writes, at the places where it writes it. A back-up may be untrusted, and the engine and
// the console obey some files of the data directory.
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { ofProcess } from "./snapshot.ts";
import { createDefinitionCheck, databases, definesDatabase } from "./statements.ts";

const linkOfDatabase = /^\.\.\/store\/[0-9a-f]{3}\/[0-9a-f-]{36}\/?$/;

/** Why an entry may not be unpacked; `undefined` when it may. */
export function placeProblem(path: string, linkTo: string | undefined): string | undefined {
  const [top = "", below = "", ...rest] = path.split("/");
  const steps = path.split(/[/\\]/);
  if (steps.some((step) => step === "" || step === "." || step === "..") || path.includes("\0"))
    return `the entry ${path} leads out of it`;
  const isOfEngine =
    top === "engine" &&
    ((below === "metadata" && rest.length === 1) || (below === "store" && rest.length > 2));
  if (linkTo !== undefined) {
    const isOfDatabase = isOfEngine && below === "metadata";
    return isOfDatabase && linkOfDatabase.test(linkTo) ? undefined : `the link ${path} leads out of it`;
  }
  return isOfEngine || !ofProcess.includes(top) ? undefined : `${path} belongs to no back-up`;
}

/** What the engine would find in an unpacked `directory` that no console has written; `undefined` when it is as one writes it. */
export function foreignDefinition(directory: string): string | undefined {
  const metadata = join(directory, "engine", "metadata");
  const problem = createDefinitionCheck();
  for (const name of existsSync(metadata) ? readdirSync(metadata) : []) {
    const path = join(metadata, name);
    const isLink = lstatSync(path).isSymbolicLink();
    if (!databases.includes(isLink ? name : name.replace(/\.sql$/, "")))
      return `${name} in it is not a database of a console`;
    if (!isLink) {
      if (!definesDatabase(readFileSync(path, "utf8")))
        return `${name} in it does not define a database as a console does`;
      continue;
    }
    const folder = join(metadata, readlinkSync(path));
    for (const file of existsSync(folder) ? readdirSync(folder) : []) {
      const why = problem(readFileSync(join(folder, file), "utf8"));
      if (why !== undefined) return `the definition ${file} in it ${why}`;
    }
  }
  return undefined;
}
