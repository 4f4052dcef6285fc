// What only the first release changes: the steps of the store's schema become one, the changelog of the development becomes one page, and the
// pages say no more that the packages are not on npm.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { writeNotes } from "../npm-note.ts";
import { writeBaseline } from "./baseline.ts";
import { setVersion, versionForm } from "./version.ts";

const page = path.join(import.meta.dirname, "first-changelog.md");

/** Whether the changelog of `root` has a release: then none of this is done again. */
export function isReleased(root: string): boolean {
  return releaseIn(readFileSync(path.join(root, "CHANGELOG.md"), "utf8")) !== undefined;
}

function releaseIn(changelog: string): string | undefined {
  return /^## (?!Unreleased$)(.*)$/m.exec(changelog)?.[1];
}

/**
 * Prepares the repository in `root` for its first release, and returns the steps of the schema that are one now.
 *
 * @throws {Error} before anything is written, where `version` is invalid, or the changelog has a release already.
 */
export async function prepareFirst(root: string, version: string, day: string): Promise<readonly string[]> {
  const file = path.join(root, "CHANGELOG.md");
  const text = readFileSync(file, "utf8");
  if (!versionForm.test(version))
    throw new Error(`Cannot prepare the version \`${version}\`: expected one such as 0.1.0.`);
  const released = releaseIn(text);
  if (released !== undefined)
    throw new Error(`Cannot prepare the first release: CHANGELOG.md has ${released}.`);
  const steps = await writeBaseline(root);
  setVersion(root, version);
  const head = text.slice(0, text.indexOf("## Unreleased"));
  writeFileSync(file, `${head}## Unreleased\n\n## ${version} (${day})\n\n${readFileSync(page, "utf8")}`);
  writeNotes(root);
  return steps;
}
