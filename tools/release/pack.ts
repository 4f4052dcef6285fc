// Packs what is published: one file for each package, built and packed apart from the job that may publish.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { npm } from "../npm.ts";
import { published } from "../published.ts";

/** The file of a package in the folder `packed`. */
export const packageFile = (packed: string, name: string, version: string): string =>
  path.join(packed, `${name}-${version}.tgz`);

/**
 * Writes the files of all published packages of `root` into the folder `packed`.
 *
 * @throws {Error} with npm's words, or when npm packed another version than that of `tag`.
 */
export function pack(root: string, tag: string, packed: string, variables: NodeJS.ProcessEnv): void {
  mkdirSync(packed, { recursive: true });
  for (const { folder, name } of published) {
    const place = path.join(root, "packages", folder);
    withRepository(place, `packages/${folder}`, variables, () =>
      npm(["pack", `--pack-destination=${packed}`], place, variables),
    );
    const file = packageFile(packed, name, tag.slice(1));
    if (!existsSync(file)) throw new Error(`Cannot pack ${name}: npm wrote no ${file}.`);
    console.log(`${name}: ${file}`);
  }
}

/**
 * Provenance needs the repository that runs the workflow in package.json: it is there while npm packs, because a copy of the repository has
 * another one.
 */
function withRepository(
  place: string,
  directory: string,
  variables: NodeJS.ProcessEnv,
  run: () => void,
): void {
  const { GITHUB_REPOSITORY: repository, GITHUB_SERVER_URL: server = "https://github.com" } = variables;
  if (repository === undefined) return run();
  const file = path.join(place, "package.json");
  const before = readFileSync(file, "utf8");
  const manifest = {
    ...(JSON.parse(before) as object),
    repository: { type: "git", url: `git+${server}/${repository}.git`, directory },
  };
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
  try {
    run();
  } finally {
    writeFileSync(file, before);
  }
}
