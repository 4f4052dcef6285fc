// Where the code and the documentation of Telltale are. Only this file has the address: package.json of what is published, the labels of
// images and the links of packed readmes follow from it. `node --conditions=telltale-source tools/home.ts` writes package.json, `--check`
// fails where it differs.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { published } from "./published.ts";

/** `.invalid` is reserved: no site can have such a name (RFC 2606): `npm run release -- check` refuses it. */
const placeholder = "https://telltale.invalid/telltale";

export interface Home {
  /** Of its page, without `.git`. */
  readonly repository: string;
  readonly documentation: string;
  readonly author: string;
}

export const home: Home = {
  repository: placeholder,
  documentation: `${placeholder}/docs`,
  author: "The maintainers of Telltale",
};

/** Whether the address is still to be decided. */
export const isPlaceholder = (url: string): boolean => new URL(url).hostname.endsWith(".invalid");

/** The fields of package.json that say where a package is from. */
export const fieldsOf = (
  folder: string,
  { documentation, repository, author }: Home = home,
): Readonly<Record<string, unknown>> => ({
  homepage: documentation,
  bugs: `${repository}/issues`,
  author,
  repository: { type: "git", url: `git+${repository}.git`, directory: `packages/${folder}` },
});

/** Fields of the published packages that are missing or different, a line each. */
export function wrongFields(root: string, address: Home = home): string[] {
  return published.flatMap(({ folder }) => {
    const manifest = read(root, folder);
    return Object.entries(fieldsOf(folder, address))
      .filter(([name, value]) => JSON.stringify(manifest[name]) !== JSON.stringify(value))
      .map(([name]) => `packages/${folder}/package.json: \`${name}\` is not that of tools/home.ts.`);
  });
}

const fileOf = (root: string, folder: string): string => path.join(root, "packages", folder, "package.json");
const read = (root: string, folder: string): Record<string, unknown> =>
  JSON.parse(readFileSync(fileOf(root, folder), "utf8")) as Record<string, unknown>;

function write(root: string): void {
  for (const { folder } of published) {
    const manifest = { ...read(root, folder), ...fieldsOf(folder) };
    writeFileSync(fileOf(root, folder), `${JSON.stringify(manifest, null, 2)}\n`);
  }
}

if (import.meta.main) {
  const root = path.resolve(import.meta.dirname, "..");
  if (!process.argv.includes("--check")) write(root);
  const wrong = wrongFields(root);
  for (const line of wrong) console.error(line);
  if (wrong.length > 0)
    console.error("Run `node --conditions=telltale-source tools/home.ts`, then `npm run format`.");
  process.exitCode = wrong.length > 0 ? 1 : 0;
}
