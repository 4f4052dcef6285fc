// Names of files without what a build or a machine puts into them, for fingerprints.

/**
 * The end of a path or URL that stays the same over builds and machines: the file and its folder, the path inside an installed package.
 * Folders that name a release (`/releases/42/`, `/v2.41.0/`, `/3f2a9c1b/`) are left out.
 */
export function normalizePath(file: string): string {
  const installed = file.lastIndexOf("/node_modules/");
  if (installed !== -1) return file.slice(installed + "/node_modules/".length);
  const path = file.replace(/^[a-z][a-z0-9+.-]{0,30}:\/\/[^/]*/i, "");
  const parts = path.split("/").filter((part) => part !== "");
  const folders = parts.slice(0, -1).filter((part) => !isRelease(part));
  const name = withoutHashes(parts.at(-1) ?? "", path !== file);
  return [...folders.slice(-1), name].join("/");
}

/** Whether a build gave `file` its name, or made it small: the names of functions in it are not to be trusted. */
export function isBundle(file: string): boolean {
  const name = file.slice(file.lastIndexOf("/") + 1);
  return name.includes(".min.") || withoutHashes(name, file.includes("://")) !== name;
}

/**
 * `index-Drxd8LAi.js` is `index.js`, `2.8f3a9c1b.chunk.js` is `chunk.js`: bundlers put a hash of the content into names.
 *
 * @param isServed the file came from a web server, where nearly all names have a hash: fewer signs of one are needed.
 */
export function withoutHashes(name: string, isServed: boolean): string {
  const extension = /\.[A-Za-z]{1,5}$/.exec(name)?.[0] ?? "";
  const stem = name.slice(0, name.length - extension.length).slice(-256);
  const end = /[-.][\w-]{8}$/.exec(stem);
  const rest = end !== null && isShortHash(end[0].slice(1), isServed) ? stem.slice(0, end.index) : stem;
  const parts = rest.split(/([.-])/);
  let kept = "";
  for (let at = 0; at < parts.length; at += 2) {
    const part = parts[at] as string;
    if (isHexHash(part) || (parts.length > 1 && /^\d+$/.test(part))) continue;
    kept += kept === "" ? part : `${parts[at - 1] ?? ""}${part}`;
  }
  return `${kept === "" ? "<hash>" : kept}${extension}`;
}

/** The eight characters of Rollup and Vite (base64url) and of esbuild (base32). A word is `settings`, `Settings` or `payModal`. */
function isShortHash(text: string, isServed: boolean): boolean {
  if (/^[a-z]+$/.test(text) || /^[A-Z][a-z]+$/.test(text)) return false;
  return isServed || /\d/.test(text) || /^[A-Z]+$/.test(text) || /.[A-Z].*[A-Z]/.test(text);
}

function isHexHash(text: string): boolean {
  return text.length >= 6 && /^[0-9a-f]+$/i.test(text) && (/\d/.test(text) || text.length >= 16);
}

function isRelease(folder: string): boolean {
  return /^v?\d[\w.-]*$/.test(folder) || isHexHash(folder);
}
