// Packs what is published: one file for each package, built and packed apart from the job that may publish.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { home } from "../home.ts";
import { npm } from "../npm.ts";
import { published } from "../published.ts";
import { withEngines } from "./engines.ts";
import type { Manifest } from "./manifests.ts";
import { withAddresses } from "./readme.ts";

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
    asPublished(place, { directory: `packages/${folder}`, tag, variables }, () =>
      npm(["pack", `--pack-destination=${packed}`], place, variables),
    );
    const file = packageFile(packed, name, tag.slice(1));
    if (!existsSync(file)) throw new Error(`Cannot pack ${name}: npm wrote no ${file}.`);
    console.log(`${name}: ${file}`);
  }
}

/** Writes what only the published package has while npm packs: engines of all platforms, and links that lead out of the package. */
function asPublished(
  place: string,
  {
    directory,
    tag,
    variables,
  }: { readonly directory: string; readonly tag: string; readonly variables: NodeJS.ProcessEnv },
  run: () => void,
): void {
  const [manifest, readme] = ["package.json", "README.md"].map((name) => path.join(place, name)) as [
    string,
    string,
  ];
  const before = [manifest, readme].flatMap((file) =>
    existsSync(file) ? [[file, readFileSync(file, "utf8")] as const] : [],
  );
  const repository = repositoryOf(variables);
  for (const [file, text] of before)
    writeFileSync(
      file,
      file === readme
        ? withAddresses(text, directory, repository ?? home.repository, tag)
        : `${JSON.stringify(withEngines(withRepository(JSON.parse(text) as Manifest, directory, repository)), null, 2)}\n`,
    );
  try {
    run();
  } finally {
    for (const [file, text] of before) writeFileSync(file, text);
  }
}

/** Provenance needs the repository that runs the workflow, and a copy of the repository has another one. */
function repositoryOf({
  GITHUB_REPOSITORY: name,
  GITHUB_SERVER_URL: server = "https://github.com",
}: NodeJS.ProcessEnv) {
  return name === undefined ? undefined : `${server}/${name}`;
}

function withRepository(manifest: Manifest, directory: string, repository: string | undefined): Manifest {
  if (repository === undefined) return manifest;
  return { ...manifest, repository: { type: "git", url: `git+${repository}.git`, directory } };
}
