// Where the guides are: in the repository that a release was published from, at its version; in a checkout, its files.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

interface Manifest {
  readonly version: string;
  /** Written when a release is packed. */
  readonly repository?: { readonly url: string };
}

/** The URL of a section of a guide: `migrate-opentelemetry.md#table-of-calls`. */
export function guideUrl(guide: string): string {
  const folder = packageFolder();
  const text = readFileSync(path.join(folder, "package.json"), "utf8");
  return urlOf(folder, JSON.parse(text) as Manifest, guide);
}

/** The folder of this package: built code is in `dist` or in a folder of it. */
function packageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, "package.json"))) folder = path.dirname(folder);
  return folder;
}

/**
 * Without an address that is decided (`.invalid` is a placeholder) it is the file of a checkout. A package that was packed apart from a
 * release has neither: the path is all that there is.
 */
export function urlOf(folder: string, { version, repository }: Manifest, guide: string): string {
  if (repository !== undefined && !new URL(repository.url).hostname.endsWith(".invalid")) {
    const code = repository.url.replace(/^git\+/, "").replace(/\.git$/, "");
    return `${code}/blob/v${version}/docs/guide/${guide}`;
  }
  const guides = path.join(folder, "../../docs/guide");
  return existsSync(guides) ? `${pathToFileURL(guides).href}/${guide}` : `docs/guide/${guide}`;
}
