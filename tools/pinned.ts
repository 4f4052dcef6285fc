// Folders of `tools/` that pin packages by version and checksum for tests only. A test fetches them into `.cache/` when it needs them, so
// that a plain install does not.
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { npm } from "./npm.ts";
import { root } from "./source-files.ts";

/**
 * Has what `tools/<name>/package-lock.json` says in `.cache/<name>`, and gives its `node_modules`. Where it cannot be fetched it gives the reason, after
 * printing that `what` is skipped.
 *
 * @throws with `TELLTALE_SERVICES=required`, where it cannot be fetched
 */
export function fetchPinned(
  name: string,
  what: string,
): { readonly modules: string; readonly missing?: string } {
  const folder = path.join(root, ".cache", name);
  const modules = path.join(folder, "node_modules");
  const source = path.join(root, "tools", name);
  if (isFetched(name)) return { modules };
  mkdirSync(folder, { recursive: true });
  for (const file of ["package.json", "package-lock.json"])
    cpSync(path.join(source, file), path.join(folder, file));
  try {
    // what a layer of a cloud is written for is not needed to unpack it
    npm(["ci", "--prefer-offline", "--ignore-scripts", "--legacy-peer-deps"], folder);
    return { modules };
  } catch (cause) {
    if (process.env["TELLTALE_SERVICES"] === "required") throw cause;
    const missing = (cause as Error).message;
    console.log(`skipped: ${what}: ${missing}`);
    return { modules, missing };
  }
}

/** Whether `.cache/<name>` has what `tools/<name>/package-lock.json` says. */
export function isFetched(name: string): boolean {
  const [have, wanted] = [".cache", "tools"].map((place) =>
    path.join(root, place, name, "package-lock.json"),
  );
  if (have === undefined || wanted === undefined || !existsSync(have)) return false;
  return (
    existsSync(path.join(path.dirname(have), "node_modules", ".package-lock.json")) &&
    readFileSync(have, "utf8") === readFileSync(wanted, "utf8")
  );
}

if (import.meta.main) for (const name of process.argv.slice(2)) fetchPinned(name, `what needs ${name}`);
